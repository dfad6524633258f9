import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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

/** What it says on standard error, and when it has said something. */
function listen(child: ReturnType<typeof start>) {
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const until = (text: string) =>
    vi.waitUntil(() => said.includes(text), { timeout: 20_000, interval: 5 })
  return { said: () => said, until }
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

describe('a process that is told to stop', () => {
  it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('stops in order: %s', async (signal) => {
    const { service, workspace } = await createPaidProject({
      documents: { 'paper.md': paidFigure('a') },
      traits: { durationMs: () => 3_000 },
    })
    const child = start(workspace.root, 'build', '--json')
    const exit = ended(child)
    const { said, until } = listen(child)
    await until('figure-submitted')
    child.kill(signal)
    // The shell or npm passes it on: what came at once would be one.
    await until('stopping; what is finished is kept')
    child.kill(signal)
    expect(await exit).toBe(130)
    const events = said()
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

/** A build whose configuration does something first, and then takes so long. */
async function startWaiting(durationMs: number, first = '') {
  const workspace = createWorkspace({
    'a.md': '# A\n',
    'figmill.config.mjs': `
      ${first}
      process.stderr.write('waiting')
      await new Promise((resolve) => setTimeout(resolve, ${durationMs}))
      export default {}
    `,
  })
  const child = start(workspace.root, 'build')
  const exit = ended(child)
  const { until } = listen(child)
  await until('waiting')
  return { child, exit, until }
}

describe('a process that has stopped', () => {
  it('ends with its code, although the signal is passed on only now', async () => {
    // What stays open keeps the process alive for a while.
    const { child, exit, until } = await startWaiting(
      200,
      "(await import('node:net')).createServer().listen(0, '127.0.0.1')",
    )
    child.kill('SIGINT')
    await until('figmill: interrupted')
    await setTimeout(100)
    child.kill('SIGINT')
    expect(await exit).toBe(130)
  })
})

describe('a process that does not stop in order', () => {
  it('goes on when the same signal is passed on, and ends by a later one', async () => {
    const { child, exit, until } = await startWaiting(60_000)
    child.kill('SIGINT')
    await until('stopping; what is finished is kept')
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await setTimeout(1_200)
    // A terminal that closes is nobody's impatience, however late.
    child.kill('SIGHUP')
    await setTimeout(200)
    expect(child.exitCode ?? child.signalCode).toBeNull()
    child.kill('SIGINT')
    expect(await exit).toBe(130)
  })
})

describe('a process whose reader is slow', () => {
  it('says all it has to say', async () => {
    const name = 'x'.repeat(5_000)
    const figures = Array.from({ length: 200 }, () => `::figure{${name}=8}\n`)
    const workspace = createWorkspace({
      'a.md': figures.join('\n'),
      // What stays open makes it end by itself.
      'figmill.config.mjs': `
        import { createServer } from 'node:net'
        createServer().listen(0, '127.0.0.1')
        export default {}
      `,
    })
    const child = start(workspace.root, 'build')
    const exit = ended(child)
    await setTimeout(4_000)
    const said = (await child.stderr.toArray()).join('')
    expect(await exit).toBe(2)
    expect(said.length).toBeGreaterThan(1_000_000)
    expect(said).toMatch(/\nfigmill: \d+ errors\n$/)
  })
})

describe('a process whose output cannot be written', () => {
  it.each([
    ['is told and fails, as on a failing disk', 'false', 1, 'error: standard output is lost'],
    ['is nobody’s any more, as in a terminal that was closed', 'true', 0, ''],
  ])('%s', async (_, isTerminal, code, message) => {
    const workspace = createWorkspace({
      'a.md': '# A\n',
      'figmill.config.mjs': `
        process.stdout.isTTY = ${isTerminal}
        process.stdout.write = () =>
          process.stdout.emit('error', Object.assign(new Error('i/o error'), { code: 'EIO' }))
        export default {}
      `,
    })
    const child = start(workspace.root, 'build')
    const { said } = listen(child)
    expect(await ended(child)).toBe(code)
    if (message === '') expect(said()).toBe('')
    else expect(said()).toContain(`${message}: i/o error [EIO]\n`)
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
