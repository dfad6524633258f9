import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FigureError } from '@figmill/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FakeServiceOptions } from '../../../test/fake-service/fake-service.js'
import { run } from '../src/cli.js'
import { createPaidProject, type PaidProjectOptions } from './paid-project.js'

/** A project of one document with these figures. */
function createProject({
  figures,
  ...options
}: Omit<PaidProjectOptions, 'documents'> & { figures: readonly string[] }) {
  const directives = figures.map(
    (name) => `::figure[A ${name}.]{#fig-${name} provider=fake task=diagram prompt="${name}"}\n`,
  )
  return createPaidProject({
    ...options,
    documents: { 'paper.md': `# Paper\n\n${directives.join('\n')}` },
  })
}

const loseFirst: FakeServiceOptions['faultOf'] = (kind, index) =>
  kind === 'submit' && index === 0 ? 'reset-after' : undefined

describe('a build with figures that cost money', () => {
  it('buys each once, places it, and a second build asks nobody', async () => {
    const { service, workspace } = await createProject({ figures: ['cat', 'dog', 'cat2'] })
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(built.code).toBe(0)
    expect(built.stdout).toContain('Spent: 6 credits of fake')
    expect(service.charges()).toHaveLength(3)
    expect([...workspace.files('build')].filter(([path]) => path.endsWith('.png'))).toHaveLength(3)
    workspace.remove('build')
    const { submits } = service.requests
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.requests.submits).toBe(submits)
  })

  it('tells a program each event as a line of JSON, and the result as one object', async () => {
    const { workspace } = await createProject({ figures: ['cat'] })
    const { json, stderr } = await workspace.figmill('build', '--json')
    expect(json).toMatchObject({ ok: true, made: 1 })
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const ofFigure = events.filter(({ figure }) => figure === 'paper.md#fig-cat')
    expect(ofFigure.map(({ type }) => type)).toEqual([
      'figure-queued',
      'figure-started',
      'figure-submitted',
      'figure-finished',
    ])
    expect(ofFigure.at(-1)).toMatchObject({ provider: 'fake', costCredits: 2 })
    expect((await workspace.figmill('build', '--json', '--quiet')).stderr).toBe('')
  })

  it('opens no ledger when every picture is in the cache', async () => {
    const { workspace } = await createProject({ figures: ['cat'] })
    await workspace.figmill('build')
    for (const end of ['', '-wal', '-shm']) workspace.remove(`.figmill/ledger.sqlite${end}`)
    workspace.write('paper.md', `${workspace.read('paper.md')}\nMore.\n`)
    expect((await workspace.figmill('build', '--json')).json).toMatchObject({ ok: true, made: 0 })
    expect((await workspace.figmill('plan')).code).toBe(0)
    const text = workspace.read('paper.md')
    expect((await workspace.figmillWithInput(text, 'build', '-')).code).toBe(0)
    expect(workspace.exists('.figmill/ledger.sqlite')).toBe(false)
  })

  it('does not buy again on another machine what the lockfile says was bought', async () => {
    const { service, workspace } = await createProject({ figures: ['cat'] })
    expect((await workspace.figmill('build')).code).toBe(0)
    const clone = workspace.clone()
    const { code, stderr } = await clone.figmill('build')
    expect(code).toBe(3)
    expect(stderr).toMatch(/paper\.md:3:1: error: .*bought from `fake` for 2 credits/)
    expect(stderr).toContain('remove its line from figmill.lock')
    const plan = await clone.figmill('plan')
    expect(plan.stdout).toContain('1 picture bought on another machine')
    expect(plan.stdout).toContain('blocked')
    expect(service.requests.submits).toBe(1)
    clone.remove('figmill.lock')
    expect((await clone.figmill('build')).code).toBe(0)
    expect(service.requests.submits).toBe(2)
  })

  it('stops at the budget with 4, and keeps what was bought', async () => {
    const { service, workspace } = await createProject({ figures: ['a', 'b', 'c'] })
    const { code, stderr } = await workspace.figmill('build', '--max-credits', 'fake=5')
    expect(code).toBe(4)
    expect(stderr).toMatch(
      /paper\.md:\d+:1: error: .*the budget of `fake` has no room: 5 allowed this run/,
    )
    expect(stderr).toContain('Spent: 4 credits of fake\n')
    expect(service.charges()).toHaveLength(2)
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.charges()).toHaveLength(3)
  })

  it('parks what nobody can tell about with 5, lists it, and takes the word of a person', async () => {
    const { service, workspace } = await createProject({ figures: ['cat'], faultOf: loseFirst })
    const parked = await workspace.figmill('build')
    expect(parked.code).toBe(5)
    expect(parked.stderr).toContain('figmill reconcile paper.md#fig-cat --paid | --not-paid')
    const { json: tasks } = await workspace.figmill('tasks', '--json')
    expect(tasks.tasks).toMatchObject([
      { figure: 'paper.md#fig-cat', state: 'unknown', reserved: 2 },
    ])
    expect((await workspace.figmill('build')).code).toBe(5)
    expect(service.requests.submits).toBe(1)

    expect((await workspace.figmill('reconcile', 'fig-cat', '--not-paid')).code).toBe(0)
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.requests.submits).toBe(2)
    expect((await workspace.figmill('tasks')).stdout).toBe('No paid job is unfinished.\n')
  })

  it('is planned with what is missing, what it costs, and whether that fits', async () => {
    const { service, workspace } = await createProject({
      figures: ['a', 'b'],
      config: { budget: { day: 3 } },
    })
    const { stdout } = await workspace.figmill('plan')
    expect(stdout).toContain('4 credits')
    expect(stdout).toContain('more than the 3 allowed today')
    expect(service.requests.submits).toBe(0)
  })

  it('is warmed in parts that make nothing twice', async () => {
    const figures = ['a', 'b', 'c', 'd', 'e', 'f']
    const { service, workspace } = await createProject({ figures })
    const parts = [
      await workspace.figmill('warm', '--shard', '1/2', '--json'),
      await workspace.figmill('warm', '--shard', '2/2', '--json'),
    ]
    expect(parts.map(({ json }) => json.figures).reduce((sum, count) => sum + count, 0)).toBe(6)
    expect(service.charges()).toHaveLength(6)
    expect(workspace.exists('build')).toBe(false)
    expect((await workspace.figmill('build', '--json')).json).toMatchObject({ made: 0 })
  })

  it('tells what is left, and what others spent', async () => {
    const { workspace } = await createProject({ figures: ['a'] })
    await workspace.figmill('credits')
    await workspace.figmill('build')
    const { stdout } = await workspace.figmill('credits')
    expect(stdout).toMatch(/fake +2 spent today +0 reserved +999998 left/)
  })

  it('tells what is reserved whenever it was, and that others are not told apart from it', async () => {
    const { workspace } = await createProject({ figures: ['cat'], faultOf: loseFirst })
    await workspace.figmill('build')
    const ledger = new DatabaseSync(join(workspace.root, '.figmill/ledger.sqlite'))
    ledger.exec("UPDATE totals SET period = 'day:2001-01-01' WHERE period LIKE 'day:%'")
    ledger.close()
    const { stdout } = await workspace.figmill('credits')
    expect(stdout).toMatch(/fake +0 spent today +2 reserved +\d+ left +spent elsewhere: not known/)
  })

  it('is an error at the directive when the service refuses, and the others are kept', async () => {
    const { service, workspace } = await createProject({ figures: ['a', 'forbidden', 'c'] })
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(1)
    expect(stderr).toMatch(/paper\.md:5:1: error: .*moderated/)
    expect(service.charges()).toHaveLength(2)
  })

  it('through the pipe tells what was spent, too, also when a figure failed', async () => {
    const { workspace } = await createProject({ figures: [] })
    const figure = (name: string) => `::figure{provider=fake task=diagram prompt="${name}"}\n`
    const built = await workspace.figmillWithInput(figure('cat'), 'build', '-')
    expect(built.code).toBe(0)
    expect(built.stdout).not.toContain('Spent')
    expect(built.stderr).toMatch(/\nSpent: 2 credits of fake\n$/)
    const text = `${figure('dog')}\n${figure('forbidden')}`
    const failed = await workspace.figmillWithInput(text, 'build', '-')
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('Spent: 2 credits of fake\n')
    const found = await workspace.figmillWithInput(figure('cat'), 'build', '-')
    expect(found.stderr).not.toContain('Spent')
  })

  it('buys nothing when it was interrupted before anything was sent', async () => {
    const { service, workspace } = await createProject({ figures: ['a', 'b'] })
    const code = await run(['build', '--quiet'], {
      cwd: workspace.root,
      env: { CI: 'true' },
      stdin: (async function* () {})(),
      stdout: { write: () => true },
      stderr: { write: () => true },
      signal: AbortSignal.abort(new Error('interrupted')),
    })
    expect(code).toBe(130)
    expect(service.requests.submits).toBe(0)
  })

  it('tells what a service refused, too, when it is interrupted', async () => {
    const { workspace } = await createProject({
      figures: ['a', 'forbidden'],
      traits: { durationMs: () => 60_000 },
    })
    const interrupt = new AbortController()
    let told = ''
    const code = await run(['build', '--json'], {
      cwd: workspace.root,
      env: { CI: 'true' },
      stdin: (async function* () {})(),
      stdout: { write: () => true },
      stderr: {
        write(text) {
          told += text
          const isUnderWay = ['figure-submitted', 'figure-failed'].every((type) =>
            told.includes(`"type":"${type}"`),
          )
          if (isUnderWay) interrupt.abort(new FigureError('interrupted', 'the run was interrupted'))
        },
      },
      signal: interrupt.signal,
    })
    expect(code).toBe(130)
    const events = told
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const problems = events.filter(({ type }) => type === 'problem')
    expect(problems.map(({ problem }) => problem.code)).toEqual(['service-refused', 'interrupted'])
  })

  it('buys nothing with --offline', async () => {
    const { service, workspace } = await createProject({ figures: ['a'] })
    const { code, stderr } = await workspace.figmill('build', '--offline')
    expect(code).toBe(3)
    expect(stderr).toContain('nothing is bought')
    expect(service.requests.submits).toBe(0)
  })

  it('buys as well where NODE_ENV says that something is developed', async () => {
    const { service, workspace } = await createProject({ figures: ['a'] })
    vi.stubEnv('NODE_ENV', 'development')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.charges()).toHaveLength(1)
  })

  it.each([
    [['--max-credits', 'fke=1'], {}, '--max-credits names `fke`'],
    [[], { budget: { providers: { fke: { day: 1 } } } }, '`budget.providers` names `fke`'],
    [[], { fallback: { fake: ['fke'] } }, '`fallback` names `fke`'],
  ])('takes no limit for a provider that nobody has', async (options, config, message) => {
    const { service, workspace } = await createProject({ figures: ['a'], config })
    const { code, stderr } = await workspace.figmill('build', ...options)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain('Did you mean `fake`?')
    expect(service.requests.submits).toBe(0)
  })

  it('buys a picture again that is gone from the cache, when a person says so', async () => {
    const { service, workspace } = await createProject({ figures: ['a'] })
    await workspace.figmill('build')
    expect((await workspace.figmill('reconcile', 'fig-a', '--again')).code).toBe(2)
    for (const folder of ['build', '.figmill/records', '.figmill/blobs']) workspace.remove(folder)
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(1)
    expect(stderr).toContain('it is gone from the cache')
    expect(stderr).toContain('figmill reconcile paper.md#fig-a --again')
    expect((await workspace.figmill('plan')).stdout).toContain('1 picture bought and gone')
    expect(service.requests.submits).toBe(1)
    expect((await workspace.figmill('reconcile', 'fig-a', '--again')).code).toBe(0)
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.requests.submits).toBe(2)
  })

  it('says of a job that failed for nothing that the next build asks again, and it does', async () => {
    const { service, workspace } = await createProject({
      figures: ['a'],
      traits: { charges: 'on-success' },
      faultOf: (kind, index) => (kind === 'submit' && index === 0 ? 'failed-task' : undefined),
    })
    const { stderr } = await workspace.figmill('build')
    expect(stderr).toContain('The next build asks for it again')
    expect(stderr).not.toContain('reconcile')
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service.charges()).toHaveLength(1)
  })

  it('adds up fractions of credits as people do', async () => {
    const { workspace } = await createProject({ figures: ['a', 'b', 'c'], traits: { price: 0.1 } })
    const { stdout } = await workspace.figmill('build')
    expect(stdout).toContain('Spent: 0.3 credits of fake\n')
  })
})
