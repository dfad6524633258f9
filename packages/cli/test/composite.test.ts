import { execFile, spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../emulators/src/emulator.js'
import { createServiceProject, type ServiceProjectOptions } from './service-project.js'
import type { Workspace } from './workspace.js'

const bin = join(import.meta.dirname, '../dist/bin.js')

const firstKey = 'pb_0123456789abcdef'
const secondKey = 'pb_fedcba9876543210'

/** Two panels of paperbanana, which is to put them together. */
const group = (attributes = 'layout=1x2', { second = '' } = {}) =>
  [
    `::::figures[Models.]{#models provider=paperbanana task=diagram compose=paperbanana ${attributes}}`,
    ':::figure[An encoder]',
    'An encoder',
    ':::',
    `:::figure[A decoder]{${second}}`,
    'Encoder -> Decoder',
    ':::',
    '::::',
    '',
  ].join('\n')

async function createProject(
  text: string,
  { keys = [firstKey], ...options }: Partial<ServiceProjectOptions> & { keys?: string[] } = {},
) {
  const { goDown, services, workspace } = await createServiceProject({
    documents: { 'a.md': text },
    emulated: { paperbanana: { keys } },
    ...options,
  })
  const service = services.get('paperbanana')
  if (service === undefined) throw new Error('there is no service')
  return {
    goDown,
    service,
    workspace,
    charged: () => service.charges().length,
    /** What it was asked for last. */
    asked: () => service.submissions().at(-1),
  }
}

/** Builds without the shortcut for folders in which nothing changed. */
async function buildAnew(workspace: Workspace, ...argv: string[]) {
  workspace.remove('build')
  const built = await workspace.figmill('build', ...argv)
  expect(built.stderr).not.toContain('error')
  expect(built.code).toBe(0)
  return built
}

/** What is left of the first key. */
const setQuota = (service: Emulator, left: number) =>
  service.handle({
    method: 'PATCH',
    path: `/api/admin/keys/${firstKey}`,
    headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ quota_remaining: left })),
    address: '192.0.2.1',
  })

const pictureOf = (workspace: Workspace) =>
  [...workspace.files('build').keys()].filter((path) => path.includes('/figures/'))

describe('a group that a service puts together', () => {
  test('costs a unit besides its panels, once, and is locked as what it was asked for', async () => {
    const { asked, charged, service, workspace } = await createProject(group())
    const { stderr, stdout } = await buildAnew(workspace)
    expect(stderr).not.toContain('warning')
    expect(stdout).toContain('Spent: 3 credits of paperbanana')
    const panels = service.charges().map(({ task }) => task)
    expect(asked()).toMatchObject({
      path: '/api/composite',
      body: {
        source_task_ids: panels.slice(0, 2),
        layout: '1x2',
        labels: ['(a)', '(b)'],
        spacing: 20,
        label_position: 'bottom',
        label_font_size: 32,
      },
    })
    expect(pictureOf(workspace)).toEqual([expect.stringMatching(/models\.[0-9a-f]+\.png$/)])
    expect(workspace.read('figmill.lock')).toMatch(/"a\.md#models".*"paperbanana","cost":1/)

    service.restart()
    const locked = workspace.read('figmill.lock')
    await buildAnew(workspace)
    await buildAnew(workspace, '--offline')
    await buildAnew(workspace, '--frozen')
    expect((await workspace.figmill('check')).code).toBe(0)
    workspace.remove('.figmill/ledger.sqlite')
    await buildAnew(workspace)
    expect(workspace.read('figmill.lock')).toBe(locked)
    expect(charged()).toBe(3)
  })

  test('is planned with its unit, before and after its panels are there', async () => {
    const { charged, workspace } = await createProject(group())
    const { stdout } = await workspace.figmill('plan')
    expect(stdout).toMatch(/#models +paperbanana +waits for #models\/a +at most 1 credit/)
    expect(stdout).toContain('3 pictures: 0 cached, 2 to make, 1 waiting for others, at most 3')
    await buildAnew(workspace)
    expect((await workspace.figmill('plan')).stdout).toContain('3 pictures: 3 cached, 0 to make')
    workspace.write('a.md', group('layout=2x1'))
    expect((await workspace.figmill('plan')).stdout).toMatch(
      /#models +paperbanana +to make +at most 1 credit/,
    )
    workspace.write('a.md', group().replace('Encoder -> Decoder', 'Only a decoder'))
    expect((await workspace.figmill('plan')).stdout).toContain('waits for #models/b')
    expect(charged()).toBe(3)
  })

  test('goes on with its panels where the budget stopped it', async () => {
    const { charged, workspace } = await createProject(group())
    expect((await workspace.figmill('build', '--max-credits', '2')).code).toBe(4)
    expect(charged()).toBe(2)
    await buildAnew(workspace)
    expect(charged()).toBe(3)
  })

  test('is asked for again when the quota that was too short is raised', async () => {
    const { charged, service, workspace } = await createProject(group())
    await buildAnew(workspace)
    await setQuota(service, 0)
    workspace.write('a.md', group('layout=2x1'))
    const { stderr } = await buildAnew(workspace)
    expect(stderr).toContain('figmill composed the panels itself')
    expect(stderr).not.toContain('made anew')
    expect(charged()).toBe(3)
    await setQuota(service, 100)
    expect((await buildAnew(workspace)).stderr).not.toContain('warning')
    expect(charged()).toBe(4)
  })

  test('is picked up after a kill, and not asked for again', async () => {
    const { charged, workspace } = await createProject(group(), {
      emulated: {
        paperbanana: { keys: [firstKey], durationMs: (task) => (task === 2 ? 3_000 : 50) },
      },
    })
    const child = spawn(process.execPath, [bin, 'build'], { cwd: workspace.root, stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    const tasks = async () => (await workspace.figmill('tasks')).stdout
    await expect.poll(tasks, { timeout: 20_000 }).toMatch(/#models +paperbanana +with the service/)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    expect(charged()).toBe(3)
    expect((await workspace.figmill('plan')).stdout).toContain('picked up, not bought again')
    await buildAnew(workspace)
    expect(charged()).toBe(3)
  })

  test('is told of by `why` and `ls` when it changes', async () => {
    const { workspace } = await createProject(group())
    await buildAnew(workspace)
    const state = async () => (await workspace.figmill('ls', '--json')).json.figures[0].state
    expect(await state()).toBe('cached')
    workspace.write('a.md', group('layout=2x1'))
    expect(await state()).toBe('missing')
    const { stdout } = await workspace.figmill('why', 'models')
    expect(stdout).toMatch(/^a\.md#models \(a\.md:1\)\n {2}layout: changed\n/)
    expect(stdout).toContain('"1x2" -> "2x1"')
  })

  test('that another machine bought is neither bought again nor made here instead', async () => {
    const { charged, workspace } = await createProject(group())
    await buildAnew(workspace)
    const locked = workspace.read('figmill.lock')
    const [, spec = ''] = /"a\.md#models","spec":"(\w+)"/.exec(locked) ?? []
    const other = workspace.clone()
    const cache = (at: Workspace) => join(at.root, '.figmill/records')
    cpSync(join(workspace.root, '.figmill/blobs'), join(other.root, '.figmill/blobs'), {
      recursive: true,
    })
    cpSync(cache(workspace), cache(other), { recursive: true })
    rmSync(join(cache(other), spec.slice(0, 2), `${spec}.json`))
    expect((await other.figmill('plan')).stdout).toContain('1 picture bought on another machine')
    const { code, stderr } = await other.figmill('build')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^a\.md:1:1: error: it was bought from `paperbanana` for 1 credit/)
    expect((await other.figmill('build', '--offline')).code).toBe(3)
    expect(other.read('figmill.lock')).toBe(locked)
    expect(charged()).toBe(3)
  })

  test('asks for no key where its panels have to be brought from another machine', async () => {
    const { workspace } = await createProject(group())
    await buildAnew(workspace)
    const other = workspace.clone()
    const config = other.read('figmill.config.json')
    other.write('figmill.config.json', config.replace(`,"apiKey":["${firstKey}"]`, ''))
    const { stderr } = await other.figmill('build', '--max-credits', '0')
    expect(stderr).not.toContain('no key')
    expect(stderr.match(/error: it was bought from/g)).toHaveLength(2)
  })

  test('costs nothing as a draft', async () => {
    const { charged, workspace } = await createProject(group())
    await buildAnew(workspace, '--draft')
    expect(charged()).toBe(0)
  })

  test('can be what another figure starts from', async () => {
    const edit =
      '::figure[Simpler.]{#edit provider=conceptviz task=diagram prompt="Simpler" from="#models"}\n'
    const { charged, service, workspace } = await createProject(`${edit}\n${group()}`, {
      emulated: {
        paperbanana: { keys: [firstKey] },
        conceptviz: { keys: ['cvk_0123456789abcdef'] },
      },
    })
    await buildAnew(workspace)
    expect(charged()).toBe(3)
    service.restart()
    workspace.write('a.md', `${edit}\n${group('layout=2x1')}`)
    expect((await buildAnew(workspace)).stdout).toContain('Spent: 2 credits of conceptviz')
    await buildAnew(workspace, '--frozen')
    expect((await workspace.figmill('plan')).stdout).toContain('3 pictures: 3 cached')
    expect(charged()).toBe(3)
  })
})

describe('a group that figmill puts together instead', () => {
  /** Builds twice: with a warning that says why, without a unit more, and to the same picture. */
  async function composesHere(
    { charged, workspace }: Awaited<ReturnType<typeof createProject>>,
    reason: string,
    ...argv: string[]
  ) {
    const before = charged()
    const warnings = async () =>
      (await buildAnew(workspace, ...argv)).stderr.trim().split('\n').slice(-2)
    const told = await warnings()
    expect(told).toEqual([
      expect.stringMatching(/^a\.md:1:\d+: warning: figmill composed the panels itself: /),
      expect.stringMatching(/^ {4}.*, or leave `compose` out\.$/),
    ])
    expect(told.join()).toContain(reason)
    const pictures = pictureOf(workspace)
    expect(pictures).toEqual([expect.stringMatching(/\.svg$/)])
    expect(await warnings()).toEqual(told)
    expect(pictureOf(workspace)).toEqual(pictures)
    expect((await workspace.figmill('check')).code).toBe(0)
    expect(charged()).toBe(before)
  }

  test('is one whose panels the service forgot; that is asked once', async () => {
    const project = await createProject(group())
    const { asked, service, workspace } = project
    await buildAnew(workspace)
    service.restart()
    workspace.write('a.md', group('layout=2x1'))
    await composesHere(project, 'answered 404: Task not found')
    const { submits } = service.requests
    expect(asked()).toMatchObject({ path: '/api/composite', body: { layout: '2x1' } })
    await buildAnew(workspace)
    expect(service.requests.submits).toBe(submits)
    // What the service made before the restart is still there.
    workspace.write('a.md', group())
    expect((await buildAnew(workspace)).stderr).not.toContain('warning')
  })

  test('is one whose panels were made with several keys', async () => {
    const project = await createProject(group(), { keys: [firstKey, secondKey] })
    await project.workspace.figmill('build')
    await composesHere(project, 'its panels were made with several keys')
  })

  test('is one whose key is configured no more', async () => {
    const project = await createProject(group(), {
      keys: [firstKey, secondKey],
      services: {
        paperbanana: { apiKey: firstKey },
      },
    })
    const { workspace } = project
    await buildAnew(workspace)
    const config = workspace.read('figmill.config.json')
    workspace.write('figmill.config.json', config.replace(firstKey, secondKey))
    workspace.write('a.md', group('layout=2x1'))
    await composesHere(project, 'the key that its panels were made with is gone')
  })

  test('is one whose panels were made on another machine', async () => {
    const project = await createProject(group())
    const { workspace } = project
    await buildAnew(workspace)
    workspace.remove('.figmill/ledger.sqlite')
    workspace.write('a.md', group('layout=2x1'))
    await composesHere(project, 'the job that made panel 1 is not known on this machine')
    // It has nothing to look after here.
    expect(workspace.exists('.figmill/ledger.sqlite')).toBe(false)
  })

  test('is one that nothing may be bought for, until it may', async () => {
    const project = await createProject(group())
    const { charged, workspace } = project
    await buildAnew(workspace)
    workspace.write('a.md', group('layout=2x1'))
    await composesHere(project, 'nothing is bought', '--offline')
    expect((await buildAnew(workspace)).stderr).not.toContain('warning')
    expect(charged()).toBe(4)
  })

  test('is asked for again where nothing changed but the keys', async () => {
    const { charged, workspace } = await createProject(group(), {
      keys: [firstKey, secondKey],
      services: { paperbanana: { apiKey: undefined } },
    })
    const buildWith = async (key: string) => {
      const env = { ...process.env, FIGMILL_PAPERBANANA_API_KEY: key }
      await workspace.settle()
      return promisify(execFile)(process.execPath, [bin, 'build'], { cwd: workspace.root, env })
    }
    await buildWith(firstKey)
    workspace.write('a.md', group('layout=2x1'))
    expect((await buildWith(secondKey)).stderr).toContain('figmill composed the panels itself')
    expect((await buildWith(firstKey)).stderr).not.toContain('warning')
    expect(charged()).toBe(4)
  })

  test('is one that was not sent because nothing is, once another figure met the short quota', async () => {
    const { charged, service, workspace } = await createProject(group())
    await buildAnew(workspace)
    await setQuota(service, 0)
    const figure = '::figure[A loss.]{#loss provider=paperbanana task=diagram prompt="A loss"}\n'
    workspace.write('a.md', `${figure}\n${group('layout=2x1')}`)
    const { code, stderr } = await workspace.figmill('build', '--concurrency', '1')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^a\.md:1:1: error: /m)
    expect(stderr).toContain('figmill: 1 error')
    expect(charged()).toBe(3)
  })

  test('is one whose service is down', async () => {
    const { charged, goDown, workspace } = await createProject(group())
    await buildAnew(workspace)
    workspace.write('a.md', group('layout=2x1'))
    await goDown()
    const { stderr } = await buildAnew(workspace)
    expect(stderr).toMatch(/warning: figmill composed the panels itself: .* ECONNREFUSED/)
    expect(charged()).toBe(3)
  })

  test('is one with a panel of another provider', async () => {
    const { charged, workspace } = await createProject(group('', { second: 'provider=local' }))
    expect((await workspace.figmill('plan')).stdout).toContain(
      '2 pictures: 0 cached, 2 to make, 1 credit',
    )
    await workspace.settle()
    const { stderr } = await buildAnew(workspace)
    expect(stderr).toMatch(/a\.md:1:\d+: warning: .*panel 2 is by `local`/)
    expect((await workspace.figmill('build')).stdout).toContain('nothing changed')
    expect(charged()).toBe(1)
  })

  test('is one that says so, or nothing', async () => {
    const text = group()
    const { charged, workspace } = await createProject(text.replace('compose=paperbanana', ''))
    await buildAnew(workspace)
    const pictures = pictureOf(workspace)
    workspace.write('a.md', text.replace('compose=paperbanana', 'compose=local'))
    await buildAnew(workspace)
    expect(pictureOf(workspace)).toEqual(pictures)
    expect(charged()).toBe(2)
  })
})

test.each([
  [
    'compose=paperbananas',
    /there is no provider `paperbananas` .* Write `compose=local` or `compose=paperbanana`/,
  ],
  ['compose=flokan', /`flokan` cannot put panels together/],
  ['compoes=paperbanana', /unknown|cannot be a default.* Did you mean `compose`/],
  [
    'compose=paperbanana format=svg',
    /`format` is `svg`, and `paperbanana` puts panels together as `png`/,
  ],
])('`%s` is refused before anything is bought', async (written, said) => {
  const { charged, workspace } = await createProject(
    group().replace('compose=paperbanana', written),
  )
  const { code, stderr } = await workspace.figmill('build')
  expect(code).toBe(2)
  expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(said)
  expect(charged()).toBe(0)
})
