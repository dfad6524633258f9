import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkspace, type Workspace } from './workspace.js'

const figure = (attributes: string) =>
  `::figure[Steps.]{#fig-a prompt="Read -> Draw" ${attributes}}\n`

function published(workspace: Workspace, folder = 'build'): string[] {
  return readdirSync(join(workspace.root, folder, 'figures')).sort()
}

/** Where the cache keeps the PDF of a project that has one. */
function pdfBlob(workspace: Workspace): string {
  const folder = join(workspace.root, '.figmill/blobs')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const blob = paths.find((path) => {
    const relative = `.figmill/blobs/${path}`
    return path.length > 10 && workspace.read(relative).startsWith('%PDF')
  })
  return join(folder, blob ?? 'none')
}

const svgAndPdf = [
  expect.stringMatching(/^fig-a\.[0-9a-f]{10}\.pdf$/),
  expect.stringMatching(/^fig-a\.[0-9a-f]{10}\.svg$/),
]

describe('a figure in several formats', () => {
  it('is published in all of them, side by side under one name', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    const { json } = await workspace.figmill('build', '--json')
    expect(json).toMatchObject({ figures: 1, made: 1 })
    const [pdf = '', svg = ''] = published(workspace)
    expect([pdf, svg]).toEqual(svgAndPdf)
    expect(pdf.replace('.pdf', '.svg')).toBe(svg)
    expect(workspace.read(`build/figures/${pdf}`)).toMatch(/^%PDF/)
    // The lockfile names the first.
    const { json: locked } = await workspace.figmill('ls', '--json')
    expect(workspace.read('figmill.lock')).toContain(
      `"content":"${locked.figures[0].artifact.contentDigest}"`,
    )
  })

  it('has a name of its own where another agrees with it in the first only', async () => {
    const workspace = createWorkspace({
      'one/a.md': figure('format=svg,png resolution=1K'),
      'two/a.md': figure('format=svg,png resolution=4K'),
    })
    await workspace.figmill('build')
    expect(published(workspace)).toHaveLength(4)
  })

  it.each(['figure', 'html', 'gfm', 'myst'])('flavour %s shows what is no PDF', async (flavour) => {
    for (const format of ['svg,pdf', 'pdf,svg', 'pdf,png']) {
      const workspace = createWorkspace({ 'a.md': figure(`format=${format}`) })
      await workspace.figmill('build', '--flavour', flavour)
      expect(workspace.read('build/a.md')).toMatch(/figures\/fig-a\.\w+\.(?:svg|png)/)
      expect(workspace.read('build/a.md')).not.toContain('.pdf')
    }
  })

  it('flavour latex shows the PDF', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build', '--flavour', 'latex')
    expect(workspace.read('build/a.md')).toMatch(/includegraphics.*\{figures\/fig-a\.\w+\.pdf\}/)
    expect(published(workspace)).toEqual(svgAndPdf)
  })

  it.each(['pandoc', 'quarto'])('flavour %s names the PDF beside the picture', async (flavour) => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build', '--flavour', flavour)
    expect(workspace.read('build/a.md')).toMatch(
      /\(figures\/(fig-a\.\w+)\.svg\)\{.*pdf="figures\/\1\.pdf"\}/,
    )
  })

  it('is whole again after a build when one of them was removed', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.settle()
    await workspace.figmill('build')
    const [pdf = ''] = published(workspace)
    rmSync(join(workspace.root, 'build/figures', pdf))
    await workspace.figmill('build')
    expect(published(workspace)).toEqual(svgAndPdf)
  })

  it('is missing for a frozen build when one of them is, and made again by the next', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build')
    const blob = pdfBlob(workspace)
    rmSync(blob)
    expect((await workspace.figmill('check')).code).toBe(3)
    expect((await workspace.figmill('build', '--frozen')).code).toBe(3)
    expect((await workspace.figmill('plan')).stdout).toContain('to make (lost)')
    expect((await workspace.figmill('build', '--json')).json.made).toBe(1)
    expect(existsSync(blob)).toBe(true)
    expect((await workspace.figmill('check')).code).toBe(0)
  })

  it('is made again when one of them is damaged', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build')
    const blob = pdfBlob(workspace)
    chmodSync(blob, 0o644)
    writeFileSync(blob, 'damaged')
    workspace.remove('build')
    expect((await workspace.figmill('build')).code).toBe(0)
    const [pdf] = published(workspace)
    expect(workspace.read(`build/figures/${pdf}`)).toMatch(/^%PDF/)
  })

  it('takes all of them along when it goes', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build')
    workspace.write('a.md', figure('format=svg'))
    await workspace.figmill('build')
    expect(published(workspace)).toEqual([svgAndPdf[1]])
    workspace.write('a.md', 'No figure.\n')
    await workspace.figmill('build')
    expect(workspace.exists('build/figures')).toBe(false)
  })

  it('does not write over a file of somebody else in the place of one of them', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg,pdf') })
    await workspace.figmill('build')
    const [pdf = ''] = published(workspace)
    workspace.remove('build')
    workspace.write(`build/figures/${pdf}`, 'mine')
    const { code, stderr } = await workspace.figmill('build')
    expect([code, workspace.read(`build/figures/${pdf}`)]).toEqual([2, 'mine'])
    expect(stderr).toContain(`build/figures/${pdf} cannot be written`)
  })

  it('is published in all of them for text from a pipe', async () => {
    const workspace = createWorkspace({})
    const input = figure('format=svg,pdf')
    await workspace.figmillWithInput(input, 'build', '-', '--flavour', 'pandoc')
    expect(published(workspace)).toEqual(svgAndPdf)
  })

  it('tells `why` what was asked for', async () => {
    const workspace = createWorkspace({ 'a.md': figure('format=svg') })
    await workspace.figmill('build')
    workspace.write('a.md', figure('format=svg,pdf'))
    expect((await workspace.figmill('why', 'fig-a')).stdout).toContain('alternates: added')
  })
})

describe('a PDF alone', () => {
  it.each(['figure', 'html', 'gfm', 'myst'])(
    'is refused in flavour %s before anything is made',
    async (flavour) => {
      const workspace = createWorkspace({ 'a.md': figure('format=pdf') })
      for (const command of ['build', 'plan']) {
        const flags = command === 'build' ? ['--flavour', flavour] : []
        workspace.write('figmill.config.json', JSON.stringify({ flavour }))
        const { code, stderr } = await workspace.figmill(command, ...flags)
        expect(code).toBe(2)
        expect(stderr).toMatch(/^a\.md:1:\d+: error: `format` is `pdf`, which the flavour/)
        expect(stderr).toContain('format=svg,pdf')
      }
      expect(workspace.exists('.figmill/blobs')).toBe(false)
    },
  )

  it.each(['latex', 'pandoc', 'quarto'])('is shown in flavour %s', async (flavour) => {
    const workspace = createWorkspace({ 'a.md': figure('format=pdf') })
    expect((await workspace.figmill('build', '--flavour', flavour)).code).toBe(0)
    expect(workspace.read('build/a.md')).toMatch(/figures\/fig-a\.\w+\.pdf/)
    expect(workspace.read('build/a.md')).not.toContain('pdf=')
  })
})

describe('a group in several formats', () => {
  const panels = '::figure[One]{prompt="A -> B"}\n::figure[Two]{prompt="B -> C"}\n:::\n'

  it.each(['svg,pdf', 'pdf,svg'])('as %s is made of panels in one', async (format) => {
    const text = `:::figures[Both.]{#fig-a format=${format}}\n${panels}`
    const workspace = createWorkspace({ 'a.md': text })
    await workspace.figmill('build')
    expect(published(workspace)).toEqual(svgAndPdf)
    const { json } = await workspace.figmill('ls', '--json')
    for (const panel of json.figures[0].panels) {
      expect(panel.artifact.mediaType).toBe('image/svg+xml')
      expect(panel.alternates).toBeUndefined()
    }
  })

  it.each(['png', 'png,pdf', 'svg,png'])('as %s is made of vectors', async (format) => {
    const text = `:::figures[Both.]{#fig-a format=${format} resolution=4K}\n${panels}`
    const workspace = createWorkspace({ 'a.md': text })
    await workspace.figmill('build')
    const { json } = await workspace.figmill('ls', '--json')
    for (const panel of json.figures[0].panels) {
      expect(panel.artifact.mediaType).toBe('image/svg+xml')
      expect(panel.alternates).toBeUndefined()
    }
    const png = published(workspace).find((name) => name.endsWith('.png'))
    const bytes = readFileSync(join(workspace.root, 'build/figures', png ?? ''))
    expect(Math.max(bytes.readUInt32BE(16), bytes.readUInt32BE(20))).toBe(4096)
  })

  it('is refused as a PDF alone where that cannot be shown, and so is a panel', async () => {
    const group = createWorkspace({ 'a.md': `:::figures{#fig-a format=pdf}\n${panels}` })
    expect((await group.figmill('build')).stderr).toMatch(/^a\.md:1:\d+: error: `format` is `pdf`/)
    expect((await group.figmill('build', '--flavour', 'latex')).code).toBe(0)
    const panel = createWorkspace({
      'a.md': `:::figures{#fig-a}\n${panels.replace('"A -> B"', '"A -> B" format=pdf')}`,
    })
    const { stderr } = await panel.figmill('build', '--flavour', 'latex')
    expect(stderr).toMatch(/^a\.md:2:\d+: error: `format` is `pdf`, which cannot be put into/)
  })

  it('says which formats there are', async () => {
    const workspace = createWorkspace({ 'a.md': `:::figures{format=webp}\n${panels}` })
    expect((await workspace.figmill('build')).stderr).toContain('expected `svg`, `png` or `pdf`')
  })
})

describe('flavour latex', () => {
  it('gets a PDF of what was drawn here, groups included, and no other file', async () => {
    const group = ':::figures{#fig-b}\n::figure{prompt="A -> B"}\n::figure{prompt="B -> C"}\n:::\n'
    const workspace = createWorkspace({ 'a.md': `${figure('')}\n${group}` })
    await workspace.figmill('build', '--flavour', 'latex')
    expect(published(workspace)).toEqual([
      expect.stringMatching(/^fig-a\.\w+\.pdf$/),
      expect.stringMatching(/^fig-b\.\w+\.pdf$/),
    ])
  })

  it('gets pixels of what a service would draw', async () => {
    const workspace = createWorkspace({ 'a.md': figure('provider=paperbanana') })
    await workspace.figmill('build', '--draft', '--flavour', 'latex')
    expect(published(workspace)).toEqual([expect.stringMatching(/^fig-a\.\w+\.png$/)])
  })
})

describe('a long description', () => {
  it('is the alternative text where the author gave none, and else beside it', async () => {
    const workspace = createWorkspace({ 'a.md': figure('') })
    await workspace.figmill('build', '--flavour', 'html')
    expect(workspace.read('build/a.md')).toMatch(/alt="[^"]*Read[^"]*Draw/)
    expect(workspace.read('build/a.md')).not.toContain('describedby')
    workspace.write('a.md', figure('alt="Two steps"'))
    await workspace.figmill('build', '--flavour', 'html')
    expect(workspace.read('build/a.md')).toMatch(
      /alt="Two steps".* aria-describedby="fig-a-description">\n<p id="fig-a-description" hidden>.*Read.*Draw/,
    )
    workspace.write('a.md', figure('alt=""'))
    await workspace.figmill('build', '--flavour', 'html')
    expect(workspace.read('build/a.md')).not.toContain('Draw')
  })

  it('is told by `why`', async () => {
    const workspace = createWorkspace({ 'a.md': figure('alt="Two steps"') })
    await workspace.figmill('build')
    expect((await workspace.figmill('why', 'fig-a')).stdout).toMatch(/\n {2}It shows: .*Read.*Draw/)
    const { json } = await workspace.figmill('why', 'fig-a', '--json')
    expect(json.figures[0].description).toContain('Draw')
  })
})
