import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPaidProject } from './paid-project.js'
import { createWorkspace } from './workspace.js'

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

/** figmill in a process of its own, as its users run it. */
function start(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Resolves with its exit code, or with the signal that ended it. */
function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
}

const paidFigure = (name: string) =>
  `::figure[A ${name}.]{#${name} provider=fake task=diagram prompt="${name}"}\n`

describe('a process whose output nobody reads any more', () => {
  it('buys and writes to its end', async () => {
    const { service, workspace } = await createPaidProject({
      documents: { 'paper.md': ['a', 'b', 'c'].map(paidFigure).join('\n') },
      config: { concurrency: 1 },
    })
    const child = start(workspace.root, 'build', '--json')
    child.stdout.destroy()
    child.stderr.once('data', () => child.stderr.destroy())
    expect(await ended(child)).toBe(0)
    expect(service.charges()).toHaveLength(3)
    expect(workspace.exists('build/paper.md')).toBe(true)
  })

  it('ends with the code of its command', async () => {
    const workspace = createWorkspace({ 'a.md': '::figure{prompt="A -> B"}\n' })
    for (const [argv, code] of [
      [['check', '--json'], 3],
      [['build', '--json'], 0],
      [['ls', '--json'], 0],
    ] as const) {
      const child = start(workspace.root, ...argv)
      child.stdout.destroy()
      expect([argv, await ended(child)]).toEqual([argv, code])
    }
  })
})

describe('a process whose terminal is closed', () => {
  it.each(['SIGHUP', 'SIGTERM'] as const)('stops in order: %s', async (signal) => {
    const { service, workspace } = await createPaidProject({
      documents: { 'paper.md': paidFigure('a') },
      traits: { durationMs: () => 3_000 },
    })
    const child = start(workspace.root, 'build', '--json')
    let said = ''
    child.stderr.on('data', (text: Buffer) => {
      const before = said
      said += text.toString()
      if (before.includes('figure-submitted') || !said.includes('figure-submitted')) return
      child.kill(signal)
      // The shell sends it, too.
      if (signal === 'SIGHUP') child.kill(signal)
    })
    expect(await ended(child)).toBe(130)
    const events = said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ type }) => type)).toContain('jobs-left')
    const problems = events.filter(({ type }) => type === 'problem')
    expect(problems.map(({ problem }) => [problem.code, problem.severity])).toEqual([
      ['interrupted', 'warning'],
      ['interrupted', 'error'],
    ])
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.charges()).toHaveLength(1)
  })
})

describe('a process that is read by a program', () => {
  it('writes nothing but events on standard error, warnings of Node.js too', async () => {
    const workspace = createWorkspace({
      'a.md': '# A\n',
      'figmill.config.mjs': `process.emitWarning('old\\nthing', 'DeprecationWarning')\nexport default {}\n`,
    })
    const child = start(workspace.root, 'build', '--json')
    let said = ''
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    expect(await ended(child)).toBe(0)
    const events = said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toContainEqual({
      type: 'problem',
      problem: { code: 'DeprecationWarning', severity: 'warning', message: 'old thing' },
    })
  })
})

describe('a process whose work is done', () => {
  it('ends, whatever connection a configuration leaves open', async () => {
    const workspace = createWorkspace({
      'a.md': '::figure{prompt="A -> B"}\n',
      'figmill.config.mjs': `
        import { createServer } from 'node:net'
        createServer().listen(0, '127.0.0.1')
        export default {}
      `,
    })
    expect(await ended(start(workspace.root, 'build'))).toBe(0)
  })
})
