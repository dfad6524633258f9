import { describe, expect, test } from 'vitest'
import { drawPicture } from '../../emulators/src/draw-picture.js'
import type { Fault } from '../../emulators/src/faults.js'
import { createServiceProject } from './service-project.js'

const keys = ['ryn_agent_v1_0123456789abcdef']

const film = (attributes = '') =>
  `::figure[The way of a request.]{#film provider=agent product=video model=sora-2 prompt="A request travels" ${attributes}}\n`

async function createFilm(
  documents: Record<string, string>,
  config: Record<string, unknown> = {},
  fault?: Fault,
  settings: Record<string, unknown> = {},
) {
  const faultOf = (kind: string) => (kind === 'picture' ? fault : undefined)
  const { services, workspace } = await createServiceProject({
    documents,
    emulated: { agent: { keys, faultOf } },
    services: { agent: settings },
    config,
  })
  const agent = services.get('agent')
  return {
    workspace,
    submits: () => agent?.requests.submits,
    charged: () => agent?.charges().map(({ credits }) => credits),
  }
}

/** The files beside the documents, by their extensions. */
const figuresIn = (files: Map<string, unknown>) =>
  [...files.keys()].flatMap((path) => /\.(mp4|png|svg|pdf)$/.exec(path)?.[1] ?? []).sort()

describe('a video', () => {
  test('is bought once, stands in web pages, and a second build does nothing', async () => {
    const { charged, submits, workspace } = await createFilm(
      { 'a.md': film('duration=8') },
      { flavour: 'html' },
    )
    const { code, stderr, stdout } = await workspace.figmill('build')
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')])
    expect(stdout).toContain('Spent: 10 credits of agent')
    expect(workspace.read('build/a.md')).toMatch(
      /^<figure id="film">\n<video src="figures\/film\.[0-9a-f]{10}\.mp4" poster="figures\/film\.[0-9a-f]{10}\.png" controls preload="metadata" width="1280" height="720" aria-label="The way of a request\." style="max-width: 100%; height: auto">\n<\/video>\n<figcaption>The way of a request\.<\/figcaption>\n<\/figure>\n/,
    )
    expect(figuresIn(workspace.files('build'))).toEqual(['mp4', 'png'])
    workspace.remove('build')
    const again = await workspace.figmill('build', '--json')
    expect(again.json).toMatchObject({ ok: true, made: 0 })
    expect((await workspace.figmill('check')).code).toBe(0)
    expect([charged(), submits()]).toEqual([[10], 1])
    expect((await workspace.figmill('ls')).stdout).toMatch(/generate-video +agent +cached/)
    expect((await workspace.figmill('why', 'film')).code).toBe(0)
  })

  test('is its poster in LaTeX, and nothing is bought for that', async () => {
    const { charged, workspace } = await createFilm({ 'a.md': film('aspect=9:16') })
    await workspace.figmill('build', '--flavour', 'html')
    const { code } = await workspace.figmill('build', '--flavour', 'latex', '--frozen')
    expect(code).toBe(0)
    expect(workspace.read('build/a.md')).toMatch(
      /\\includegraphics\[[^\]]*\]\{figures\/film\.\w+\.png\}/,
    )
    expect(charged()).toEqual([10])
  })

  test('is made whatever the defaults say about pictures', async () => {
    const frontMatter = '---\nfigures:\n  format: svg\n  count: 2\n---\n\n'
    const { workspace } = await createFilm({ 'a.md': frontMatter + film() })
    const { json } = await workspace.figmill('plan', '--offline', '--json')
    expect(json).toMatchObject({ ok: true, toMake: 1, credits: 10, bound: 'exact' })
  })

  test('costs what the service says of each, also of those that look alike', async () => {
    const other = film().replace('#film', '#other').replace('sora-2', 'wan-2.6')
    const prices = { 'wan-2.6': { '720p': 10 } }
    const { workspace } = await createFilm({ 'a.md': film() + other }, {}, undefined, { prices })
    expect((await workspace.figmill('plan')).stdout).toContain('agent: 30 credits, as it says')
  })

  test('is imported in MDX', async () => {
    const { workspace } = await createFilm({ 'a.mdx': film() }, { flavour: 'figure' })
    await workspace.figmill('build')
    const text = workspace.read('build/a.mdx')
    expect(text).toMatch(
      /^import _figmill0 from "\.\/figures\/film\.\w+\.mp4"\nimport _figmill1 from "\.\/figures\/film\.\w+\.png"\n\n<figure/,
    )
    expect(text).toContain('<video src={_figmill0} poster={_figmill1.src ?? _figmill1} controls ')
  })

  test('is drawn as a draft, for nothing', async () => {
    const { charged, workspace } = await createFilm({ 'a.md': film('duration=8') })
    expect((await workspace.figmill('build', '--draft', '--flavour', 'html')).code).toBe(0)
    expect(workspace.read('build/a.md')).toContain('<img src="figures/film.')
    expect(charged()).toEqual([])
  })

  test('costs at most what the document says that it may', async () => {
    const { workspace } = await createFilm({ 'a.md': film('resolution=1080p') })
    const { stdout } = await workspace.figmill('plan', '--offline')
    expect(stdout).toContain('at least 10 credits')
    const { code, stderr } = await workspace.figmill('build', '--max-credits', '17')
    expect(stderr).toContain('18')
    expect(code).toBe(4)
  })
})

describe('a poster', () => {
  const png = () => drawPicture({ mediaType: 'image/png', width: 32, height: 18, text: 'still' })

  test('is a file of the project', async () => {
    const { charged, workspace } = await createFilm({ 'docs/a.md': film('poster="still.png"') })
    workspace.write('docs/still.png', await png())
    expect((await workspace.figmill('build', '--flavour', 'html')).code).toBe(0)
    const [, path = ''] = /poster="([^"]+)"/.exec(workspace.read('build/docs/a.md')) ?? []
    const placed = workspace.read(`build/docs/${path}`)
    expect(placed).toBe(workspace.read('docs/still.png'))
    // It is no part of what was asked for.
    workspace.write('docs/a.md', film())
    expect((await workspace.figmill('build', '--flavour', 'html')).code).toBe(0)
    expect(charged()).toEqual([10])
  })

  test('is another figure, as pixels', async () => {
    const { workspace } = await createFilm({
      'a.md': film('poster="b.md#still"'),
      'b.md': '::figure[Still.]{#still task=diagram prompt="A -> B"}\n',
    })
    expect((await workspace.figmill('build', '--flavour', 'html', 'a.md')).code).toBe(0)
    expect(workspace.read('build/a.md')).toMatch(/poster="figures\/film\.\w+\.png"/)
  })

  test('is in LaTeX the figure itself, as print takes it', async () => {
    const { workspace } = await createFilm({
      'a.md': `${film('poster="#still"')}\n::figure{#still task=diagram prompt="A -> B"}\n`,
    })
    expect((await workspace.figmill('build', '--flavour', 'latex')).code).toBe(0)
    expect(workspace.read('build/a.md')).toMatch(/\{figures\/film\.\w+\.pdf\}/)
    await workspace.figmill('build', '--flavour', 'pandoc')
    expect(workspace.read('build/a.md')).toMatch(/\]\(figures\/film\.\w+\.svg\)\{#film/)
  })

  test('that is drawn tells nothing that readers would not see', async () => {
    const bare = (id: string) =>
      film()
        .replace(/\[.*?\]/, '')
        .replace('#film', `#${id}`)
    const { workspace } = await createFilm({
      'a.md': `${bare('a')}\n${bare('b').replace('A request travels', 'Secret')}`,
    })
    expect((await workspace.figmill('build', '--flavour', 'html')).code).toBe(0)
    const [a, b] = workspace.read('build/a.md').matchAll(/poster="figures\/[ab]\.(\w+)\.png"/g)
    expect(a?.[1]).toBe(b?.[1])
  })

  test.each([
    ['poster="#none"', 'there is no figure `#none`'],
    ['poster="none.png"', 'there is no file'],
    ['poster="a.md"', '`a.md` cannot be a poster'],
    ['poster="#film"', '`#film` is a video, expected a picture'],
  ])('that is none is an error before anything is bought: %s', async (poster, message) => {
    const { charged, workspace } = await createFilm({ 'a.md': film(poster) })
    const { code, stderr } = await workspace.figmill('build')
    expect(stderr).toContain(message)
    expect([code, charged()]).toEqual([2, []])
  })

  test('of a picture is an error', async () => {
    const { workspace } = await createFilm({ 'a.md': '::figure{prompt="A -> B" poster="#b"}\n' })
    expect((await workspace.figmill('build')).stderr).toContain('this figure is a picture')
  })
})

test.each([
  ['::figure{provider=autofigure product=video prompt="A"}', 'It is an option of `agent`.'],
  [
    `:::figures{#g}\n${film()}::figure{prompt="A -> B"}\n:::`,
    'cannot be put into a larger picture',
  ],
  [`${film()}\n::figure{provider=conceptviz from="#film" prompt="A"}`, '`#film` is a video'],
])('a video where none can be is an error before anything is bought: %s', async (text, message) => {
  const { charged, workspace } = await createFilm({ 'a.md': `${text}\n` })
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).toContain(message)
  expect([code, charged()]).toEqual([2, []])
})

test.each([
  ['truncated-picture', 'ends early, is damaged or shows nothing'],
  ['wrong-picture', 'it is an HTML page, expected a video'],
  ['huge-picture', 'leads to more than 128 MB'],
  ['private-picture', 'is not an https address'],
] as const)('after `%s` there is no video, and it is not bought again', async (fault, message) => {
  const { charged, workspace } = await createFilm({ 'a.md': film() }, {}, fault)
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).toContain(message)
  expect(code).not.toBe(0)
  await workspace.figmill('build')
  expect(charged()).toEqual([10])
})

test('no stand-in makes a picture where a video was asked for', async () => {
  const { workspace } = await createFilm(
    { 'a.md': film().replace('sora-2', 'sora-9') },
    { fallback: { agent: ['conceptviz', 'local'] } },
  )
  const { code, stderr } = await workspace.figmill('plan')
  expect(stderr).toContain('no such model')
  expect(code).toBe(2)
})

test('figmill providers tells who makes videos', async () => {
  const { workspace } = await createFilm({ 'a.md': '' })
  expect((await workspace.figmill('providers')).stdout.match(/videos .*/g)).toEqual([
    expect.stringMatching(/^videos +720p, 1080p$/),
  ])
})
