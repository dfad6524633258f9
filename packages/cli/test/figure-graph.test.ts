import { describe, expect, it } from 'vitest'
import type { FakeService, FakeServiceOptions } from '../../../test/fake-service/fake-service.js'
import { createPaidProject, type PaidProjectOptions } from './paid-project.js'
import type { Workspace } from './workspace.js'

/** A project of a service that answers at once. */
const createProject = (options: PaidProjectOptions) =>
  createPaidProject({ ...options, traits: { mode: 'sync', durationMs: () => 20 } })

/** A figure of the service; `from` is what it starts from. */
function bought(id: string, from?: string, prompt = id): string {
  const origin = from === undefined ? '' : ` from="${from}"`
  return `::figure[A ${id}.]{#${id} provider=fake prompt="${prompt}"${origin}}\n`
}

const drawn = (id: string, prompt = 'A -> B') =>
  `::figure[Drawn ${id}.]{#${id} task=diagram prompt="${prompt}"}\n`

const promptsOf = (service: FakeService) => service.jobs().map(({ prompt }) => prompt)

/** What the lockfile says of a figure: the digest of its request. */
function lockedDigest(workspace: Workspace, figure: string): string {
  const line = workspace
    .read('figmill.lock')
    .split('\n')
    .find((text) => text.includes(figure))
  return /[0-9a-f]{64}/.exec(line ?? '')?.[0] ?? 'none'
}

const chain = { 'paper.md': [bought('c', '#b'), bought('b', '#a'), bought('a')].join('\n') }

describe('figures that start from other figures', () => {
  it('are made one after the other, whatever their order in the document, and once', async () => {
    const { service, workspace } = await createProject({ documents: chain })
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(built.code).toBe(0)
    expect(promptsOf(service)).toEqual(['a', 'b', 'c'])
    workspace.remove('build')
    expect((await workspace.figmill('build', '--json')).json).toMatchObject({ made: 0 })
    expect(service.jobs()).toHaveLength(3)
  })

  it('do not hold up those that wait for nothing', async () => {
    const documents = { 'paper.md': [bought('b', '#a'), bought('a'), bought('x')].join('\n') }
    const { service, workspace } = await createProject({ documents })
    await workspace.figmill('build')
    expect(promptsOf(service).slice(0, 2).sort()).toEqual(['a', 'x'])
  })

  it('are planned as waiting, with what they may cost, and as cached once they are there', async () => {
    const { service, workspace } = await createProject({ documents: chain })
    const before = await workspace.figmill('plan')
    expect(before.stdout).toMatch(/paper\.md:3 +#b +fake +waits for #a +at most 2 credits/)
    expect(before.stdout).toContain(
      '3 pictures: 0 cached, 1 to make, 2 waiting for others, at most 6',
    )
    const { json } = await workspace.figmill('plan', '--json')
    expect(json).toMatchObject({ pictures: 3, toMake: 1, waiting: 2, credits: 6, bound: 'upper' })
    expect(json.figures).toContainEqual(
      expect.objectContaining({ figure: 'paper.md#c', state: 'waiting', from: 'paper.md#b' }),
    )
    expect((await workspace.figmill('ls')).stdout).toMatch(/#c +generate +fake +waiting/)
    expect((await workspace.figmill('why', 'b')).stdout).toContain('waits for its source `#a`')
    expect(service.requests.submits).toBe(0)

    await workspace.figmill('build')
    expect((await workspace.figmill('plan')).stdout).toContain(
      '3 pictures: 3 cached, 0 to make, free',
    )
    expect((await workspace.figmill('why', 'b')).stdout).toContain('has not changed')
  })

  it('count against the budget before anything is bought', async () => {
    const config = { budget: { day: 5 } }
    const { workspace } = await createProject({ documents: chain, config })
    expect((await workspace.figmill('plan')).stdout).toContain('more than the 5 allowed today')
  })

  it('have a key that depends on the picture alone, not on its name or place', async () => {
    const first = { 'paper.md': [bought('a'), bought('b', '#a')].join('\n') }
    const { service, workspace } = await createProject({ documents: first })
    await workspace.figmill('build')
    const digest = lockedDigest(workspace, 'paper.md#b')
    workspace.write('other.md', bought('renamed', undefined, 'a'))
    workspace.write('paper.md', bought('b', 'other.md#renamed'))
    await workspace.figmill('build')
    expect(lockedDigest(workspace, 'paper.md#b')).toBe(digest)
    expect(service.jobs()).toHaveLength(2)
  })

  it('are made again when their source changes, and only they', async () => {
    const documents = (prompt: string) =>
      [bought('a', undefined, prompt), bought('b', '#a'), bought('c', '#b'), bought('x')].join('\n')
    const { service, workspace } = await createProject({
      documents: { 'paper.md': documents('a') },
    })
    await workspace.figmill('build')
    workspace.write('paper.md', documents('a2'))
    expect((await workspace.figmill('check')).code).toBe(3)
    await workspace.figmill('warm')
    // The service draws the same `b` from any picture: so `c` has not changed.
    expect(promptsOf(service).slice(4)).toEqual(['a2', 'b'])
    expect((await workspace.figmill('why', 'b')).stdout).toMatch(/images: changed/)
    expect((await workspace.figmill('why', 'c')).stdout).toContain('has not changed')
  })

  it('start from what is drawn here as from what is bought, as pixels', async () => {
    const documents = { 'paper.md': [drawn('flow'), bought('styled', '#flow')].join('\n') }
    const { service, workspace } = await createProject({ documents })
    expect((await workspace.figmill('build')).code).toBe(0)
    const { json } = await workspace.figmill('plan', '--json')
    expect(json).toMatchObject({ cached: 2, waiting: 0 })
    workspace.write('paper.md', [drawn('flow', 'A -> C'), bought('styled', '#flow')].join('\n'))
    await workspace.figmill('build')
    expect(promptsOf(service)).toEqual(['styled', 'styled'])
    const why = await workspace.figmill('why', 'styled', '--json')
    expect(why.json.figures).toMatchObject([{ state: 'hit', changes: [] }])
    // The document shows SVG; the service is sent PNG.
    const digest = lockedDigest(workspace, 'paper.md#styled')
    const record = workspace.read(`.figmill/records/${digest.slice(0, 2)}/${digest}.json`)
    expect(record).toMatch(/images[^\]]*mediaType\W+image\/png/)
    expect(
      [...workspace.files('build').keys()].filter((path) => /flow.*\.svg$/.test(path)),
    ).toHaveLength(1)
  })

  it('start from groups, are panels of groups, and start from panels', async () => {
    const group = (id: string, ...panels: string[]) =>
      `::::figures{#${id} layout=1x2}\n${panels.join('')}::::\n`
    const panels = group('pair', drawn('left'), bought('right', '#left'))
    const documents = { 'paper.md': [bought('whole', '#pair'), panels].join('\n') }
    const { service, workspace } = await createProject({ documents })
    const plan = await workspace.figmill('plan')
    expect(plan.stdout).toMatch(/#right +fake +waits for #left/)
    expect(plan.stdout).toMatch(/#whole +fake +waits for #pair/)
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(promptsOf(service)).toEqual(['right', 'whole'])
    expect((await workspace.figmill('check')).code).toBe(0)
    expect((await workspace.figmill('build', '--frozen')).code).toBe(0)
  })

  it('are drafts of drafts', async () => {
    const { service, workspace } = await createProject({ documents: chain })
    const { json } = await workspace.figmill('build', '--draft', '--json')
    expect(json).toMatchObject({ ok: true, drafts: 3 })
    expect(service.requests.submits).toBe(0)
    expect(workspace.exists('figmill.lock')).toBe(false)
  })

  it('are made in a document that comes through the pipe', async () => {
    const { service, workspace } = await createProject({ documents: { 'other.md': bought('a') } })
    const { stdout } = await workspace.figmillWithInput(bought('b', 'other.md#a'), 'build', '-')
    expect(stdout).toMatch(/b\..*\.png/)
    expect(promptsOf(service)).toEqual(['a', 'b'])
  })

  it('start from figures of other documents, which are made with them', async () => {
    const documents = {
      'paper.md': bought('b', 'parts/other.md#a'),
      'parts/other.md': [bought('a'), bought('x')].join('\n'),
    }
    const { service, workspace } = await createProject({ documents })
    const plan = await workspace.figmill('plan', 'paper.md')
    expect(plan.stdout).toContain('waits for parts/other.md#a')
    expect(plan.stdout).toContain('2 pictures')
    expect((await workspace.figmill('build', 'paper.md')).code).toBe(0)
    expect(promptsOf(service)).toEqual(['a', 'b'])

    // A later build looks at that document, and at no document that has no part in it.
    workspace.write('unrelated.md', 'Text.\n')
    await workspace.settle()
    expect((await workspace.figmill('build', 'paper.md', '--json')).json).toMatchObject({ made: 0 })
    workspace.write('parts/other.md', bought('a', undefined, 'another'))
    await workspace.figmill('build', 'paper.md')
    expect(promptsOf(service)).toEqual(['a', 'b', 'another', 'b'])
  })
})

describe('a source that cannot be made', () => {
  it('is told when it is wrong, although its document is not built', async () => {
    const documents = {
      'paper.md': [bought('b', 'other.md#a'), bought('c', 'other.md#a')].join('\n'),
      'other.md': '::figure{#a provider=fake promt="x"}\n',
    }
    const { workspace } = await createProject({ documents })
    const { code, stderr } = await workspace.figmill('build', 'paper.md')
    expect(code).toBe(2)
    expect(stderr.match(/other\.md:1:\d+: error: unknown attribute `promt`/g)).toHaveLength(1)
  })

  it('is told once, and what waits for it says so shortly at its own place', async () => {
    const documents = {
      'paper.md': [bought('a', undefined, 'forbidden'), bought('b', '#a'), bought('c', '#b')].join(
        '\n',
      ),
    }
    const { service, workspace } = await createProject({ documents })
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(1)
    expect(stderr.match(/moderated/g)).toHaveLength(1)
    expect(stderr).toMatch(/paper\.md:3:\d+: error: its source `#a` could not be made/)
    expect(stderr).toMatch(/paper\.md:5:\d+: error: its source `#b` could not be made/)
    expect(service.charges()).toHaveLength(0)
  })

  it('is told where it stands, although its document is not built', async () => {
    const documents = {
      'paper.md': bought('b', 'other.md#a'),
      'other.md': bought('a', undefined, 'forbidden'),
    }
    const { workspace } = await createProject({ documents })
    const { stderr } = await workspace.figmill('build', 'paper.md')
    expect(stderr).toMatch(/other\.md:1:1: error: .*moderated/)
    expect(stderr).toMatch(/paper\.md:1:\d+: error: its source `other\.md#a` could not be made/)
  })

  it('parks what waits for it with the same exit code', async () => {
    const faultOf: FakeServiceOptions['faultOf'] = (kind) =>
      kind === 'submit' ? 'reset-after' : undefined
    const documents = { 'paper.md': [bought('a'), bought('b', '#a')].join('\n') }
    const { service, workspace } = await createProject({ documents, faultOf })
    expect((await workspace.figmill('build')).code).toBe(5)
    expect(service.requests.submits).toBe(1)
  })
})

describe('a frozen build', () => {
  it('misses what starts from a picture that is missing, and follows the lockfile otherwise', async () => {
    const { workspace } = await createProject({ documents: chain })
    await workspace.figmill('build')
    expect((await workspace.figmill('check')).code).toBe(0)
    expect((await workspace.figmill('build', '--frozen')).code).toBe(0)
    const fresh = workspace.clone()
    const { code, stderr } = await fresh.figmill('check')
    expect(code).toBe(3)
    expect(stderr).toContain('`paper.md#a` is missing: its picture is not in the cache')
    expect(stderr).toContain(
      '`paper.md#b` is missing: the picture of its source `#a` is not in the cache',
    )
  })
})

describe('a value of `from`', () => {
  const errorsOf = async (documents: Record<string, string>) => {
    const { service, workspace } = await createProject({ documents })
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(2)
    expect(service.requests.submits).toBe(0)
    return stderr
  }
  /** Where the value of `from` starts. */
  const columnOf = (line: string) => line.indexOf('from="') + 'from="'.length + 1

  it('names a figure that exists; the nearest is offered', async () => {
    const line = bought('b', '#fig-flwo')
    const stderr = await errorsOf({ 'paper.md': `${bought('fig-flow')}\n${line}` })
    expect(stderr).toContain(
      `paper.md:3:${columnOf(line)}: error: there is no figure \`#fig-flwo\``,
    )
    expect(stderr).toContain('Did you mean `#fig-flow`?')
  })

  it('names a document that exists, in the project', async () => {
    const stderr = await errorsOf({
      'paper.md': `${bought('a', 'othr.md#x')}\n${bought('b', 'other.md#y')}\n${bought('c', '../secret.md#x')}`,
      'other.md': bought('x'),
    })
    expect(stderr).toMatch(/paper\.md:1:\d+: error: there is no file `othr\.md`/)
    expect(stderr).toMatch(/paper\.md:3:\d+: error: there is no figure `other\.md#y`/)
    expect(stderr).toMatch(/paper\.md:5:\d+: error: `\.\.\/secret\.md` is outside the project/)
  })

  it('is `#id`', async () => {
    const stderr = await errorsOf({ 'paper.md': `${bought('a')}\n${bought('b', 'a')}` })
    expect(stderr).toMatch(/paper\.md:3:\d+: error: `from` is `a`, expected the id of a figure/)
    expect(stderr).toContain('Did you mean `#a`?')
  })

  it('is not the figure itself, nor one that waits for it', async () => {
    const stderr = await errorsOf({
      'paper.md': [
        bought('self', '#self'),
        bought('a', '#b'),
        bought('b', 'more.md#c'),
        bought('d', '#a'),
        `::::figures{#pair layout=1x2}\n${bought('left', '#pair')}${bought('right')}::::`,
      ].join('\n'),
      'more.md': bought('c', 'paper.md#a'),
    })
    expect(stderr).toMatch(
      /more\.md:1:\d+: error: these figures wait for each other: `#c` -> `paper\.md#a` -> `paper\.md#b` -> `#c`/,
    )
    expect(stderr).toMatch(/paper\.md:1:\d+: error: `from` names the figure itself/)
    expect(stderr).toMatch(/these figures wait for each other: `#left` -> `#pair` -> `#left`/)
    expect(stderr).toContain('figmill: 3 errors')
  })

  it('is nothing for `local`, which starts from no picture', async () => {
    const line = '::figure{#b from="#a" task=diagram prompt="A -> B"}\n'
    const stderr = await errorsOf({ 'paper.md': `${bought('a')}\n${line}` })
    expect(stderr).toContain(`paper.md:3:${columnOf(line)}: error: \`local\` starts from no images`)
  })

  it('is no excuse: what else is wrong is told before the source is bought', async () => {
    const wrong = bought('b', '#a').replace('prompt', 'promt="x" prompt')
    const stderr = await errorsOf({ 'paper.md': `${bought('a')}\n${wrong}` })
    expect(stderr).toContain('unknown attribute `promt`')
  })
})

describe('shards', () => {
  it('hold a figure together with what it starts from, whatever is in the cache', async () => {
    const ids = ['p', 'q', 'r', 's']
    const paper = ids.map((id) => `${bought(`${id}2`, `#${id}`)}\n${bought(id)}`).join('\n')
    const { service, workspace } = await createProject({ documents: { 'paper.md': paper } })
    const counts: number[] = []
    for (const shard of ['1/3', '2/3', '3/3']) {
      counts.push((await workspace.figmill('warm', '--shard', shard, '--json')).json.figures)
      const prompts = promptsOf(service)
      for (const id of ids) expect(prompts.includes(`${id}2`)).toBe(prompts.includes(id))
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8)
    expect(service.charges()).toHaveLength(8)
    const again = await workspace.figmill('warm', '--shard', '1/3', '--json')
    expect(again.json.figures).toBe(counts[0])
  })
})
