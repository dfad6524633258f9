import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createServiceProject, type ServiceProjectOptions } from './service-project.js'
import type { Workspace } from './workspace.js'

const bin = join(import.meta.dirname, '../dist/bin.js')

const emulated = {
  conceptviz: { keys: ['cvk_0123456789abcdef'] },
  paperbanana: { keys: ['pb_0123456789abcdef'] },
}

/** A figure of conceptviz whose prompt paperbanana writes. */
const cat = (attributes = '', caption = 'A cat') =>
  `::figure[${caption}.]{#cat provider=conceptviz task=diagram prompt="A cat" optimize=paperbanana ${attributes}}\n`

/** What the emulator makes of it. */
const written = 'A publication-ready methodology diagram. A cat'

async function createProject(text: string, options: Partial<ServiceProjectOptions> = {}) {
  const { services, workspace } = await createServiceProject({
    documents: { 'a.md': text },
    emulated,
    ...options,
  })
  const charged = () =>
    Object.keys(emulated).map((name) =>
      services
        .get(name)
        ?.charges()
        .map(({ credits }) => credits),
    )
  const asked = (name: string) =>
    services
      .get(name)
      ?.submissions()
      .map(({ body }) => body as Record<string, unknown>) ?? []
  return { asked, charged, workspace }
}

/** What a run says that does nothing but look. */
const stdoutOf = async (workspace: Workspace, ...argv: string[]) =>
  (await workspace.figmill(...argv)).stdout

describe('a figure whose prompt another service writes', () => {
  test('is asked for by the text, each service is charged once, and a second build asks nobody', async () => {
    const { asked, charged, workspace } = await createProject(cat())
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(built.code).toBe(0)
    expect(built.stdout).toContain(
      'Spent: 1 credit of paperbanana\nSpent: 2 credits of conceptviz\n',
    )
    expect(asked('paperbanana')).toEqual([{ description: 'A cat', diagram_type: 'methodology' }])
    expect(JSON.stringify(asked('conceptviz'))).toContain(written)
    expect(charged()).toEqual([[2], [1]])

    for (const folder of ['build', '.figmill/ledger.sqlite']) workspace.remove(folder)
    expect((await workspace.figmill('build', '--json')).json).toMatchObject({ ok: true, made: 0 })
    expect(charged()).toEqual([[2], [1]])
  })

  test('is published as a picture, and the text nowhere', async () => {
    const { workspace } = await createProject(cat())
    await workspace.figmill('build')
    const files = [...workspace.files('build')]
    expect(files.filter(([path]) => path.includes('/figures/'))).toHaveLength(1)
    expect(files.map(([, { text }]) => text).join()).not.toContain(written)
  })

  test('buys nothing when its caption, its width or its service’s options change', async () => {
    const { asked, charged, workspace } = await createProject(cat())
    await workspace.figmill('build')
    workspace.write('a.md', cat('width=50%', 'Another caption'))
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(charged()).toEqual([[2], [1]])
    // Who draws it does not matter to the text.
    workspace.write('a.md', cat('aspect=16:9'))
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(asked('paperbanana')).toHaveLength(1)
    expect(asked('conceptviz')).toHaveLength(2)
  })

  test('is planned with both prices, explained by the text, and locked with it', async () => {
    const { charged, workspace } = await createProject(cat())
    const plan = await workspace.figmill('plan', '--json')
    expect(plan.json).toMatchObject({ toMake: 1, waiting: 1, credits: 3, bound: 'upper' })
    expect(await stdoutOf(workspace, 'plan')).toMatch(
      /#cat\/prompt +paperbanana +to make +1 credit\n.*#cat +conceptviz +waits for #cat\/prompt +at most 2 credits/,
    )
    expect(await stdoutOf(workspace, 'why', 'cat')).toContain('waits for its source `#cat/prompt`')
    expect((await workspace.figmill('check')).stderr).toContain('`#cat/prompt` is not in the cache')
    expect(charged()).toEqual([[], []])

    await workspace.figmill('build')
    expect(await stdoutOf(workspace, 'plan')).toContain('1 picture: 1 cached, 0 to make, free')
    expect(await stdoutOf(workspace, 'why', 'cat')).toContain(`the prompt: ${written}`)
    expect(await stdoutOf(workspace, 'ls', '--disclose')).toMatch(
      /^The service paperbanana .* rewrote the prompt of the authors on .*: "A cat" \(a\.md#cat\)\.$/m,
    )
    expect((await workspace.figmill('check')).code).toBe(0)
    expect(workspace.read('figmill.lock')).toContain('a.md#cat/prompt')
  })

  test('is not paid again on another machine, neither the picture nor the text', async () => {
    const { charged, workspace } = await createProject(cat())
    await workspace.figmill('build')
    await workspace.figmill('build', '--draft')
    const { code, stderr } = await workspace.clone().figmill('build')
    expect(stderr).toMatch(/error: .*bought from `paperbanana` for 1 credit/)
    expect(code).toBe(3)
    expect(charged()).toEqual([[2], [1]])
  })

  test('takes options of that service behind `optimize_`, and tells what it does not take', async () => {
    const { asked, workspace } = await createProject(
      cat('optimize_caption="Figure 1" optimize_vlm_provider=kie'),
    )
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(asked('paperbanana')).toMatchObject([{ caption: 'Figure 1', vlm_provider: 'kie' }])
    workspace.write('a.md', cat('optimize_captoin="Figure 1"'))
    expect((await workspace.figmill('build')).stderr).toMatch(
      /a\.md:1:\d+: error: `paperbanana` has no option `captoin`/,
    )
  })
})

test('one text serves every figure of the same prompt, and is free in drafts', async () => {
  const own =
    '::figure[A cat.]{#own provider=paperbanana task=diagram prompt="A cat" optimize=true}'
  const { asked, charged, workspace } = await createProject(`${cat()}\n${own}\n`)
  expect((await workspace.figmill('build', '--draft')).code).toBe(0)
  expect(charged()).toEqual([[], []])
  expect((await workspace.figmill('build')).code).toBe(0)
  expect(charged()).toEqual([[2], [1, 1]])
  expect(asked('paperbanana').map(({ caption }) => caption)).toEqual([undefined, written])
})

test('what a budget stops between the stages goes on with the text that was bought', async () => {
  const { charged, workspace } = await createProject(cat())
  expect((await workspace.figmill('build', '--max-credits', 'conceptviz=1')).code).toBe(4)
  expect(charged()).toEqual([[], [1]])
  expect((await workspace.figmill('build')).code).toBe(0)
  expect(charged()).toEqual([[2], [1]])
})

describe('a build that is killed', () => {
  /** Builds in a process of its own, and kills it when a command shows that it is time. */
  async function killWhen(workspace: Workspace, command: string, sign: string): Promise<void> {
    const child = spawn(process.execPath, [bin, 'build'], { cwd: workspace.root, stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await expect.poll(() => stdoutOf(workspace, command), { timeout: 20_000 }).toContain(sign)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  test('while the text is written picks it up, and buys the picture', async () => {
    const slow = { ...emulated.paperbanana, durationMs: () => 3_000 }
    const { charged, workspace } = await createProject(cat(), {
      emulated: { ...emulated, paperbanana: slow },
    })
    await killWhen(workspace, 'tasks', 'with the service')
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(charged()).toEqual([[2], [1]])
  })

  test('between the stages goes on with the text', async () => {
    const { charged, workspace } = await createProject(cat().replaceAll('cat', 'dog'))
    expect((await workspace.figmill('build')).code).toBe(0)
    const config = workspace.read('figmill.config.json')
    const limited = JSON.parse(config)
    // The dog has taken all that may be asked this hour: the text comes, and the cat waits.
    limited.services.conceptviz.limits = [{ scope: 'account', requests: 1, windowMs: 3_600_000 }]
    workspace.write('figmill.config.json', JSON.stringify(limited))
    workspace.write('a.md', cat())
    await killWhen(workspace, 'ls', 'missing')
    expect(charged()).toEqual([[2], [1, 1]])
    workspace.write('figmill.config.json', config)
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(charged()).toEqual([
      [2, 2],
      [1, 1],
    ])
  })
})
