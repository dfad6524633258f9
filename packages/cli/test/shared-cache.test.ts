import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { run } from '../src/cli.js'
import { createWorkspace } from './workspace.js'

/** A configuration whose shared cache holds a connection, as those on Redis and PostgreSQL do. */
const config = (port: number) => `
import { createConnection } from 'node:net'
import { appendFileSync } from 'node:fs'
const socket = createConnection(${port}, '127.0.0.1')
const values = new Map()
export default {
  sharedCache: {
    store: { get: (key) => values.get(key) },
    get: async (key) => values.get(key),
    set: async (key, value) => { values.set(key, value); return true },
    has: async (key) => values.has(key),
    delete: async (key) => values.delete(key),
    on() {},
    async disconnect() {
      appendFileSync(new URL('closed.txt', import.meta.url), 'x')
      socket.destroy()
    },
  },
}
`

/** One of Keyv itself. */
const keyvConfig = (disconnect: string) => `
import { Keyv } from '${import.meta.resolve('keyv')}'
const values = new Map()
export default {
  sharedCache: new Keyv({
    store: {
      get: async (key) => values.get(key),
      set: async (key, value) => { values.set(key, value); return true },
      has: async (key) => values.has(key),
      delete: async (key) => values.delete(key),
      clear: async () => values.clear(),
      async disconnect() { ${disconnect} },
    },
  }),
}
`

describe('a shared cache', () => {
  it.each([['build'], ['check'], ['plan'], ['ls'], ['doctor'], ['build', '--offline']])(
    'is let go of when the command ends: %s %s',
    async (...argv) => {
      const server = createServer((socket) => socket.on('error', () => {}))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const workspace = createWorkspace({ 'a.md': '::figure{#a prompt="A -> B"}\n' })
      writeFileSync(join(workspace.root, 'figmill.config.mjs'), config(port))
      const words = argv.filter((word) => word !== undefined)
      await workspace.figmill(...words)
      expect(workspace.read('closed.txt')).toBe('x')
      // Nothing has changed now: the configuration is all that was loaded.
      await workspace.figmill(...words)
      expect(workspace.read('closed.txt')).toBe('xx')
      await new Promise((resolve) => server.close(resolve))
    },
  )

  it('is let go of when a watching build ends, and not before: it may not be opened again', async () => {
    const workspace = createWorkspace({
      'a.md': '::figure{#a prompt="A -> B"}\n',
      'figmill.config.mjs': keyvConfig(
        `(await import('node:fs')).appendFileSync(new URL('closed.txt', import.meta.url), 'x')`,
      ),
    })
    const interrupt = new AbortController()
    let said = ''
    const builds = () => said.split('Watching for changes').length - 1
    const ended = run(['build', '--watch'], {
      cwd: workspace.root,
      env: { CI: 'true' },
      stdin: (async function* () {})(),
      stdout: { write: () => {} },
      stderr: { write: (text) => (said += text) },
      signal: interrupt.signal,
    })
    await vi.waitUntil(() => builds() === 1, { timeout: 20_000 })
    workspace.write('a.md', '::figure{#a prompt="B -> C"}\n')
    await vi.waitUntil(() => builds() === 2, { timeout: 20_000 })
    expect(workspace.exists('closed.txt')).toBe(false)
    interrupt.abort(new Error('interrupted'))
    await ended
    expect(workspace.read('closed.txt')).toBe('x')
  })

  it.each([
    ['is down', `throw new Error('connect ECONNREFUSED 127.0.0.1:6379')`],
    ['never answers', 'await new Promise(() => {})'],
  ])('that %s fails no build whose figures are all there', async (_, disconnect) => {
    const workspace = createWorkspace({
      'a.md': '::figure{#a prompt="A -> B"}\n',
      'figmill.config.mjs': keyvConfig(''),
    })
    await workspace.settle()
    expect((await workspace.figmill('build')).code).toBe(0)
    workspace.write('figmill.config.mjs', keyvConfig(disconnect))
    // Nobody waits for the deadline here.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }).setTimerTickMode('nextTimerAsync')
    onTestFinished(() => void vi.useRealTimers())
    expect(await workspace.figmill('build')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing changed'),
      stderr: '',
    })
    expect(vi.getTimerCount()).toBe(0)
  })
})
