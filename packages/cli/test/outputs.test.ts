import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkspace, sampleSite } from './workspace.js'

const figure = '::figure[Steps.]{#fig-a prompt="Read -> Draw"}\n'

describe('the output folder', () => {
  it('is never a way to a source: through a link', async () => {
    const workspace = createWorkspace({ 'paper.md': figure })
    symlinkSync('.', join(workspace.root, 'build'))
    const { code, stderr } = await workspace.figmill('build')
    expect([code, workspace.read('paper.md')]).toEqual([2, figure])
    expect(stderr).toMatch(
      /^paper\.md:1:1: error: build\/paper\.md cannot be written: it is the document/,
    )
  })

  it('is never a way to a source: through a linked folder inside it', async () => {
    const workspace = createWorkspace({ 'guide/a.md': figure })
    mkdirSync(join(workspace.root, 'build'))
    symlinkSync('../guide', join(workspace.root, 'build/guide'))
    expect((await workspace.figmill('build')).code).toBe(2)
    expect(workspace.read('guide/a.md')).toBe(figure)
  })

  it.each(['.', './', 'x/..', (root: string) => root, (root: string) => `../${basename(root)}`])(
    'is not the project itself, however that is spelled',
    async (spelling) => {
      const workspace = createWorkspace({ 'paper.md': figure })
      const out = typeof spelling === 'string' ? spelling : spelling(workspace.root)
      expect((await workspace.figmill('build', '--out', out)).code).toBe(2)
      expect(workspace.read('paper.md')).toBe(figure)
    },
  )

  it('is never a folder with documents of somebody else', async () => {
    const files = { 'README.md': figure, 'docs/README.md': 'hand written\n', 'docs/b.md': 'too\n' }
    const workspace = createWorkspace(files)
    const { code, stderr } = await workspace.figmill('build', 'README.md', '--out', 'docs')
    expect(code).toBe(2)
    expect(stderr).toMatch(/has documents of its own, such as docs\/b\.md/)
    expect(workspace.read('docs/README.md')).toBe('hand written\n')
  })

  it('keeps a file that somebody put there, and says so', async () => {
    const workspace = createWorkspace(sampleSite)
    workspace.write('build/docs/plain.md', 'mine\n')
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^docs\/plain\.md:1:1: error: build\/docs\/plain\.md cannot be written/m)
    expect(workspace.read('build/docs/plain.md')).toBe('mine\n')
  })

  it('is known again without the cache', async () => {
    const workspace = createWorkspace(sampleSite)
    await workspace.figmill('build')
    workspace.remove('.figmill')
    workspace.write('paper.md', sampleSite['paper.md'].replace('Text before', 'Other text'))
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(workspace.read('build/paper.md')).toContain('Other text')
  })

  it('is relative to where it is typed, and outside the project it is refused', async () => {
    const workspace = createWorkspace({ 'docs/a.md': figure, 'figmill.config.json': '{}' })
    expect((await workspace.figmillIn('docs', 'build', '--out', '../site')).code).toBe(0)
    expect(workspace.exists('site/docs/a.md')).toBe(true)
    expect((await workspace.figmillIn('docs', 'build', '--out', '../../site')).code).toBe(2)
  })

  it('is one folder under every spelling', async () => {
    const workspace = createWorkspace({ 'a.md': figure, 'b.md': figure })
    for (const out of ['out', './out', 'out/', 'x/../out', join(workspace.root, 'out')]) {
      expect((await workspace.figmill('build', '--out', out)).code).toBe(0)
    }
    workspace.write('a.md', '# No figure\n')
    await workspace.figmill('build', '--out', 'out/')
    expect(workspace.files('out').size).toBe(4)
    expect(workspace.exists('out/out')).toBe(false)
  })

  it('is never read as documents by a build into another', async () => {
    const workspace = createWorkspace({ 'a.md': figure })
    await workspace.figmill('build', '--out', 'web')
    await workspace.figmill('build', '--out', 'print', '--flavour', 'pandoc')
    workspace.remove('.figmill')
    const { json } = await workspace.figmill('build', '--out', 'third', '--json')
    expect(json.documents).toBe(1)
    expect(
      (await workspace.figmill('build', '**/*.md', '--out', 'fourth', '--json')).json.documents,
    ).toBe(1)
  })

  it('has a damaged picture mended, and the cache too', async () => {
    const workspace = createWorkspace({ 'a.md': figure })
    await workspace.figmill('build', '--quiet')
    await workspace.figmill('build', '--quiet')
    const [name = ''] = readdirSync(join(workspace.root, 'build/figures'))
    const path = join(workspace.root, 'build/figures', name)
    const before = workspace.read(`build/figures/${name}`)
    chmodSync(path, 0o644)
    appendFileSync(path, '<!-- x -->')
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(workspace.read(`build/figures/${name}`)).toBe(before)
    expect((await workspace.figmill('check')).code).toBe(0)
  })
})

describe('check and frozen builds', () => {
  it('notice an empty picture in the cache', async () => {
    const workspace = createWorkspace({ 'a.md': figure })
    await workspace.figmill('build')
    const [blob = ''] = [
      ...readdirSync(join(workspace.root, '.figmill/blobs'), { recursive: true, encoding: 'utf8' }),
    ].filter((path) => path.length > 10)
    const path = join(workspace.root, '.figmill/blobs', blob)
    chmodSync(path, 0o644)
    writeFileSync(path, '')
    expect((await workspace.figmill('check')).code).toBe(3)
  })

  it('show what the lockfile names and nothing else', async () => {
    const workspace = createWorkspace({ 'a.md': `${figure}\n::figure{#b prompt="C -> D"}\n` })
    await workspace.figmill('build')
    const [head, one = '', two = ''] = workspace.read('figmill.lock').split('\n')
    const content = (line: string) => /"content":"(\w+)"/.exec(line)?.[1] ?? ''
    const swapped = [
      one.replace(content(one), content(two)),
      two.replace(content(two), content(one)),
    ]
    workspace.write('figmill.lock', `${[head, ...swapped].join('\n')}\n`)
    expect((await workspace.figmill('check')).code).toBe(3)
    expect((await workspace.figmill('build', '--frozen')).code).toBe(3)
  })

  it('tell panels from figures with similar ids', async () => {
    const group = '::::figures{#grp}\n:::figure\nA -> B\n:::\n:::figure\nB -> C\n:::\n::::\n'
    const workspace = createWorkspace({ 'a.md': `${group}\n::figure{#grp.a prompt="X -> Y"}\n` })
    await workspace.figmill('build')
    expect((await workspace.figmill('check')).code).toBe(0)
  })
})

describe('a draft build', () => {
  it('leaves the lines of paid figures in the lockfile', async () => {
    const paid = '::figure[Paid.]{#paid provider=flokan prompt="A fox"}\n'
    const workspace = createWorkspace({ 'a.md': `${figure}\n${paid}` })
    const digest = 'ab'.repeat(32)
    const line = `{"figure":"a.md#paid","spec":"${digest}","content":"${digest}","provider":"flokan","cost":12,"fields":{}}`
    workspace.write('figmill.lock', `{"figmill":1}\n${line}\n`)
    expect((await workspace.figmill('build', '--draft')).code).toBe(0)
    expect(workspace.read('figmill.lock')).toContain(line)
    expect(workspace.read('figmill.lock')).toContain('a.md#fig-a')
  })
})

describe('odd names', () => {
  it.runIf(process.platform !== 'win32')(
    'are documents like others, also for a fresh check',
    async () => {
      const names = ['né\\back.md', 'a b.md', '#hash.md', "it's.md", '[x].md', 'line\nbreak.md']
      const workspace = createWorkspace(Object.fromEntries(names.map((name) => [name, figure])))
      expect((await workspace.figmill('build', '--json')).json.figures).toBe(names.length)
      workspace.remove('.figmill/summaries.json')
      expect((await workspace.figmill('check')).code).toBe(0)
      for (const name of names) expect(workspace.exists(`build/${name}`)).toBe(true)
    },
  )
})
