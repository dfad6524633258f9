import { EventEmitter } from 'node:events'
import { expect, it, onTestFinished, vi } from 'vitest'
import { run } from '../src/cli.js'
import { createWorkspace } from './workspace.js'

/** Stands in for the watcher of chokidar: tests say what it tells. */
const watcher = Object.assign(new EventEmitter(), { close: () => Promise.resolve() })
vi.mock('chokidar', () => ({ watch: () => watcher }))

/** A watching build that has built once, and what it said on standard error. */
async function startWatching(...options: string[]): Promise<{ said(): string }> {
  const { root } = createWorkspace({ 'a.md': '::figure{prompt="A -> B"}\n' })
  const interrupt = new AbortController()
  let stderr = ''
  let stdout = ''
  const ended = run(['build', '--watch', ...options], {
    cwd: root,
    env: { CI: 'true' },
    stdin: (async function* () {})(),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: interrupt.signal,
  })
  onTestFinished(async () => {
    interrupt.abort(new Error('interrupted'))
    await ended
    watcher.removeAllListeners()
  })
  await vi.waitUntil(() => stdout !== '', { timeout: 20_000 })
  // What follows the result comes in the turns after it.
  await new Promise((resolve) => setTimeout(resolve, 50))
  return { said: () => stderr }
}

function fail(code: string, message: string): void {
  watcher.emit('error', Object.assign(new Error(message), { code }))
}

function failTwice(): void {
  fail('ENOSPC', 'too many watchers, watch')
  fail('ENOSPC', 'too many watchers, watch')
}

it('says once for each reason that not everything is watched, and goes on', async () => {
  const { said } = await startWatching()
  expect(said()).toContain('Watching for changes')
  failTwice()
  expect(said()).toMatch(
    /^warning: not everything is watched: too many watchers, watch \[ENOSPC\]\n.*`fs\.inotify\.max_user_watches`/m,
  )
  expect(said().match(/not everything is watched/g)).toHaveLength(1)
  fail('EACCES', 'permission denied, watch')
  expect(said()).toContain('not everything is watched: permission denied, watch [EACCES]\n')
  expect(said().match(/max_user_watches/g)).toHaveLength(1)
})

it('says nothing but lines of JSON to a program, that too', async () => {
  const { said } = await startWatching('--json')
  failTwice()
  const events = said()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.map(({ type }) => type)).toContain('figure-finished')
  expect(events.at(-1)).toMatchObject({
    type: 'problem',
    problem: { code: 'ENOSPC', severity: 'warning' },
  })
})
