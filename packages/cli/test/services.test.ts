import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createServiceProject } from './service-project.js'
import { createWorkspace } from './workspace.js'

const bin = join(import.meta.dirname, '../dist/bin.js')

const figure = (provider: string, id: string, attributes = '') =>
  `::figure[A ${id}.]{#fig-${id} provider=${provider} task=diagram prompt="A ${id}" ${attributes}}\n`

describe('a service without a key', () => {
  test('makes nothing, and its variable is named', async () => {
    const workspace = createWorkspace({ 'a.md': figure('flokan', 'cat') })
    const { code, stderr } = await workspace.figmill('build')
    expect(stderr).toContain('a.md:1:1: error: `flokan` has no key')
    expect(stderr).toContain('FIGMILL_FLOKAN_API_KEY')
    expect(code).toBe(2)
  })

  test('keeps other figures from being bought too, until it is mended', async () => {
    const { services, workspace } = await createServiceProject({
      documents: { 'a.md': `${figure('conceptviz', 'cat')}\n${figure('flokan', 'dog')}` },
      emulated: { conceptviz: { keys: ['cvk_0123456789abcdef'] } },
    })
    expect((await workspace.figmill('build')).code).toBe(2)
    const text = workspace.read('a.md')
    const { code, stderr, stdout } = await workspace.figmillWithInput(text, 'build', '-')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('stdin.md:3:1: error: `flokan` has no key')
    expect(services.get('conceptviz')?.submissions()).toEqual([])
    expect([...workspace.files().keys()]).toEqual(['a.md', 'figmill.config.json'])
  })

  /** A figure that a service makes from another one. */
  const edited = (provider: string, id: string, source: string) =>
    `::figure[A ${id}.]{#fig-${id} provider=${provider} task=diagram prompt="A ${id}" from="#${source}"}\n`
  const free = '::figure[One.]{#one prompt="A -> B" format=png}\n'
  const conceptviz = { keys: ['cvk_0123456789abcdef'] }
  const flokan = { keys: ['flk_0123456789abcdef'] }

  test.each([
    ['nothing else is', ''],
    ['something else is', figure('flokan', 'dog')],
  ])(
    'is not asked for by a host where what waits for a free figure was bought before, and %s now',
    async (_, other) => {
      const { services, workspace } = await createServiceProject({
        documents: { 'a.md': `${free}\n${edited('conceptviz', 'cat', 'one')}` },
        emulated: { conceptviz, flokan },
      })
      expect((await workspace.figmill('build')).code).toBe(0)
      const [, source = ''] =
        /"a\.md#one","spec":"(\w+)"/.exec(workspace.read('figmill.lock')) ?? []
      workspace.remove(`.figmill/records/${source.slice(0, 2)}/${source}.json`)
      const config = JSON.parse(workspace.read('figmill.config.json'))
      delete config.services.conceptviz.apiKey
      workspace.write('figmill.config.json', JSON.stringify(config))
      const text = `${workspace.read('a.md')}\n${other}`
      const { code, stdout } = await workspace.figmillWithInput(text, 'build', '-')
      expect([code, stdout]).toEqual([0, expect.stringContaining('![A cat.]')])
      expect(services.get('conceptviz')?.charges()).toHaveLength(1)
    },
  )

  test('keeps what its figure starts from from being bought, but no other that waits', async () => {
    const { services, workspace } = await createServiceProject({
      documents: {
        'a.md': `${figure('conceptviz', 'cat')}\n${edited('flokan', 'dog', 'fig-cat')}`,
        'b.md': `${free}\n${edited('conceptviz', 'cow', 'one')}\n${edited('flokan', 'owl', 'one')}`,
      },
      emulated: { conceptviz },
    })
    const before = await workspace.figmill('build', 'a.md')
    expect(before.stderr).toContain('a.md:3:1: error: `flokan` has no key')
    expect(services.get('conceptviz')?.submissions()).toEqual([])
    // That one is in the cache is not known before its source is there.
    const later = await workspace.figmill('build', 'b.md')
    expect(later.stderr).toContain('b.md:5:1: error: `flokan` has no key')
    expect([before.code, later.code]).toEqual([2, 2])
    expect(services.get('conceptviz')?.charges()).toHaveLength(1)
  })

  test('is planned all the same', async () => {
    const workspace = createWorkspace({ 'a.md': figure('flokan', 'cat') })
    const { code, stdout } = await workspace.figmill('plan')
    expect(stdout).toContain('50 credits')
    expect(stdout).toContain('`flokan` has no key. Set FIGMILL_FLOKAN_API_KEY to')
    expect(code).toBe(0)
  })
})

test('figmill plan asks what it would cost, and what is left', async () => {
  const { services, workspace } = await createServiceProject({
    documents: { 'a.md': ['cat', 'dog'].map((id) => figure('flokan', id)).join('\n') },
    emulated: { flokan: { keys: ['flk_0123456789abcdef'], credits: 500 } },
  })
  const { code, stdout } = await workspace.figmill('plan')
  expect(stdout).toContain('flokan: at most 100 credits, as it says itself')
  expect(stdout).toContain('flokan: 500 credits left')
  expect(services.get('flokan')?.charges()).toEqual([])
  expect((await workspace.figmill('plan', '--offline')).stdout).not.toContain('as it says itself')
  expect(code).toBe(0)
})

describe('a service that is not there', () => {
  const nowhere = {
    services: { flokan: { baseUrl: 'http://127.0.0.1:1', apiKey: 'flk_0123456789abcdef' } },
    network: { allowHosts: ['127.0.0.1:1'] },
  }
  const open = () =>
    createWorkspace({
      'a.md': figure('flokan', 'cat'),
      'figmill.config.json': JSON.stringify(nowhere),
    })

  test('does not keep its figures from being planned', async () => {
    const { code, stdout } = await open().figmill('plan')
    expect(stdout).toContain('50 credits')
    expect(stdout).toMatch(/^flokan: what is left is not known: .*ECONNREFUSED/m)
    expect(code).toBe(0)
  })

  test('is told by `doctor` with what to check, and not tried with `--offline`', async () => {
    const workspace = open()
    expect((await workspace.figmill('doctor')).stdout).toMatch(
      /FAIL +flokan +.*: connect ECONNREFUSED 127\.0\.0\.1:1\. Check the network and `services\.flokan\.baseUrl`\.$/m,
    )
    expect((await workspace.figmill('doctor', '--offline')).stdout).toMatch(
      /ok +flokan +1 key, not tried/,
    )
  })
})

describe('conceptviz', () => {
  test('makes figures in batches, each charged once, and a second build asks nobody', async () => {
    const { services, workspace } = await createServiceProject({
      documents: { 'a.md': ['cat', 'dog', 'owl'].map((id) => figure('conceptviz', id)).join('\n') },
      emulated: { conceptviz: { keys: ['cvk_0123456789abcdef'] } },
    })
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(built.code).toBe(0)
    expect(built.stdout).toContain('Spent: 6 credits of conceptviz')
    const service = services.get('conceptviz')
    expect(service?.charges().reduce((sum, { credits }) => sum + credits, 0)).toBe(6)
    const { submits } = service?.requests ?? {}
    workspace.remove('build')
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service?.requests.submits).toBe(submits)
  })
})

describe('figmill doctor', () => {
  const keys = {
    autofigure: 'sk-team-0123456789abcdef',
    paperbanana: 'pb_0123456789abcdef0123456789abcdef',
    conceptviz: 'cvk_0123456789abcdef',
    flokan: 'flk_0123456789abcdef0123456789abcdef',
    agent: 'ryn_agent_v1_0123456789abcdef',
  }

  test('tries the keys of all services, and spends nothing', async () => {
    const { services, workspace } = await createServiceProject({
      documents: { 'a.md': '' },
      emulated: Object.fromEntries(
        Object.entries(keys).map(([name, key]) => [name, { keys: [key], credits: 1_000 }]),
      ),
    })
    const { code, stdout } = await workspace.figmill('doctor')
    expect(stdout).not.toContain('FAIL')
    expect(code).toBe(0)
    for (const name of ['autofigure', 'flokan', 'agent']) {
      expect(stdout).toMatch(new RegExp(`ok +${name} +1 key, 1000 credits left`))
    }
    for (const name of ['paperbanana', 'conceptviz']) {
      expect(stdout).toMatch(new RegExp(`ok +${name} +1 key, the key is taken`))
    }
    for (const service of services.values()) expect(service.charges()).toEqual([])
  })

  test('tells a key of another shape, and one that the service does not take', async () => {
    const odd = 'my-secret-key-of-no-shape'
    const { workspace } = await createServiceProject({
      documents: { 'a.md': '' },
      emulated: {
        conceptviz: { keys: ['cvk_fedcba9876543210'] },
        flokan: { keys: [keys.flokan] },
      },
      services: { conceptviz: { apiKey: 'cvk_0123456789abcdef' }, flokan: { apiKey: odd } },
    })
    const { code, stdout } = await workspace.figmill('doctor')
    expect(stdout).toMatch(/FAIL +conceptviz +.*INVALID_API_KEY/)
    expect(stdout).toMatch(/FAIL +flokan +the key does not look like `flk_/)
    expect(stdout).not.toContain(odd)
    expect(code).toBe(1)
  })
})

test('figmill tasks tells what a service says of a job that still runs', async () => {
  const key = 'sk-team-0123456789abcdef'
  const { workspace } = await createServiceProject({
    documents: { 'a.md': figure('autofigure', 'cat') },
    emulated: { autofigure: { keys: [key], durationMs: () => 3_600_000 } },
  })
  const { root } = workspace
  const child = spawn(process.execPath, [bin, 'build'], { cwd: root, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await expect
    .poll(async () => (await workspace.figmill('tasks')).stdout, { timeout: 20_000 })
    .toContain('with the service')
  child.kill('SIGKILL')
  expect((await workspace.figmill('tasks')).stdout).toContain('still at it')
  const { stdout } = await workspace.figmill('tasks', '--offline')
  expect(stdout).toContain('with the service')
  expect(stdout).not.toContain('still at it')
})

test('figmill providers tells what each can do, and which have keys', async () => {
  const { workspace } = await createServiceProject({
    documents: { 'a.md': '' },
    emulated: { flokan: { keys: ['flk_0123456789abcdef'] } },
  })
  const { json } = await workspace.figmill('providers', '--json')
  const byName = new Map(json.providers.map((one: { name: string }) => [one.name, one]))
  expect([...byName.keys()]).toEqual([
    'local',
    'autofigure',
    'paperbanana',
    'conceptviz',
    'flokan',
    'agent',
  ])
  expect(byName.get('flokan')).toMatchObject({ keys: 1, aspects: [], charges: 'on-completion' })
  expect(byName.get('paperbanana')).toMatchObject({ keys: 0, formats: ['png', 'svg', 'pdf'] })
})

test.each([
  ['agent', 'input_image_urls'],
  ['autofigure', 'image_input'],
])(
  '%s cannot start from a figure: which, and what to do instead, is told',
  async (name, option) => {
    const text = `${figure('conceptviz', 'sketch')}\n::figure{#b provider=${name} from="#fig-sketch" prompt="Tidy it"}\n`
    const assets = { folder: '.', publicBaseUrl: 'https://example.com' }
    const workspace = createWorkspace({
      'a.md': text,
      'figmill.config.json': JSON.stringify({ assets }),
    })
    const { code, stderr } = await workspace.figmill('plan')
    expect(stderr).toMatch(/^a\.md:3:\d+: error: /)
    expect(stderr).toContain('the picture of `a.md#fig-sketch` is made on this machine')
    expect(stderr).toContain(`write its address as \`${option}\` instead of \`from\``)
    expect(code).toBe(2)
  },
)

test('a text where the name of a file belongs is told with where texts go', async () => {
  const workspace = createWorkspace({
    'a.md': figure('paperbanana', 'cat', 'context="Our model has six layers."'),
  })
  const { code, stderr } = await workspace.figmill('plan')
  expect(stderr).toContain('there is no file `Our model has six layers.`')
  expect(stderr).toContain('write the text itself in a `text context` fence')
  expect(code).toBe(2)
})
