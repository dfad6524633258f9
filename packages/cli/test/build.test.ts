import { describe, expect, it } from 'vitest'
import { createWorkspace, sampleSite, type Workspace } from './workspace.js'

const made = (stderr: string) =>
  [...stderr.matchAll(/^made (\S+)/gm)].map(([, figure]) => figure).sort()

async function builtWorkspace(): Promise<Workspace> {
  const workspace = createWorkspace(sampleSite)
  expect((await workspace.figmill('build', '--quiet')).code).toBe(0)
  return workspace
}

describe('figmill build', () => {
  it('writes every document, with pictures in place of directives and all other text untouched', async () => {
    const workspace = createWorkspace(sampleSite)
    const { code, stdout } = await workspace.figmill('build', '--flavour', 'gfm')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^3 figures in 3 documents: 3 pictures made, \d+ files written/)
    expect(workspace.read('build/docs/plain.md')).toBe(sampleSite['docs/plain.md'])
    const paper = workspace.read('build/paper.md')
    const [before, between] = ['Text before.\n\n', '\n\nSee `::figure` and 10:30.\n\n']
    expect(paper.startsWith(sampleSite['paper.md'].split(before)[0] + before)).toBe(true)
    expect(paper).toContain(between)
    const urls = [...paper.matchAll(/figures\/[\w.-]+/g)].map(([url]) => url)
    expect(urls).toHaveLength(2)
    for (const url of urls) expect(workspace.read(`build/${url}`)).toMatch(/^<svg /)
    expect(workspace.read('build/docs/guide.md')).toContain('](../figures/fig-again.')
    expect(workspace.read('build/docs/guide.md').endsWith('\n\nThe end.')).toBe(true)
  })

  it('does nothing the second time: no render, no write, the same bytes', async () => {
    const workspace = createWorkspace(sampleSite)
    await workspace.settle()
    await workspace.figmill('build', '--quiet')
    const before = workspace.files()
    const { code, stdout } = await workspace.figmill('build')
    expect(code).toBe(0)
    expect(stdout).toMatch(/nothing changed/)
    expect(workspace.files()).toEqual(before)
  })

  it.each([[[]], [['--quiet']]])('then tells its warnings again as before: %j', async (options) => {
    const workspace = createWorkspace({ 'a.md': '::figure{prompt="A \u{10fffd} -> B"}\n' })
    await workspace.settle()
    const first = await workspace.figmill('build', '--quiet')
    expect(first.stderr).toMatch(/^a\.md:1:1: warning: .*\n {4}/)
    const { stderr, stdout } = await workspace.figmill('build', ...options)
    expect(stderr).toBe(first.stderr)
    expect(stdout).toMatch(options.length === 0 ? /nothing changed/ : /^$/)
  })

  it('then tells a program its warnings again, in the object and as events', async () => {
    const workspace = createWorkspace({ 'a.md': '::figure{prompt="A \u{10fffd} -> B"}\n' })
    await workspace.settle()
    const first = await workspace.figmill('build', '--quiet', '--json')
    const { json, stderr } = await workspace.figmill('build', '--json')
    expect(json.made).toBe(0)
    expect(json.warnings).toEqual([expect.stringContaining('warning: ')])
    expect(json.warnings).toEqual(first.json.warnings)
    expect(JSON.parse(stderr)).toMatchObject({ type: 'problem', problem: { severity: 'warning' } })
    expect(stderr).toBe(first.stderr)
  })

  it('does nothing either when it has to look at everything again', async () => {
    const workspace = await builtWorkspace()
    workspace.remove('.figmill/snapshots')
    const before = workspace.files()
    const { json } = await workspace.figmill('build', '--json')
    expect(json).toMatchObject({ made: 0, written: [], removed: [], lockfileChanged: false })
    expect(workspace.files()).toEqual(before)
  })

  it.each([
    ['a caption', 'Accuracy of *two* models.', 'Another caption with $x^2$.'],
    ['an alternative text', 'alt="Two bars"', 'alt="Two other bars"'],
    ['a width', 'width=80%', 'width=6cm'],
    ['the text around it', 'Text before.', 'Other text before.'],
  ])('renders nothing when %s changes', async (_, before, after) => {
    const workspace = await builtWorkspace()
    workspace.write('paper.md', sampleSite['paper.md'].replace(before, after))
    const { json } = await workspace.figmill('build', '--json')
    expect(json).toMatchObject({ made: 0, written: ['build/paper.md'], lockfileChanged: false })
  })

  it('renders exactly the figures that use a data cell when it changes', async () => {
    const workspace = await builtWorkspace()
    workspace.write('data/table.csv', 'name,value\nx,1\ny,2\nz,5\n')
    const { stderr } = await workspace.figmill('build')
    expect(made(stderr)).toEqual(['docs/guide.md#fig-again', 'paper.md#fig-table'])
    workspace.write('paper.md', sampleSite['paper.md'].replace('76.1', '77.1'))
    expect(made((await workspace.figmill('build')).stderr)).toEqual(['paper.md#fig-accuracy'])
  })

  it('makes a picture once that several documents ask for', async () => {
    const figure = '::figure[Same.]{prompt="A -> B"}\n'
    const workspace = createWorkspace({ 'a.md': figure, 'b.md': `# B\n\n${figure}\n${figure}` })
    const { json } = await workspace.figmill('build', '--json')
    expect(json).toMatchObject({ figures: 3, made: 1 })
  })

  it('removes the pictures it no longer needs, and nobody else’s files', async () => {
    const workspace = await builtWorkspace()
    workspace.write('build/figures/mine.svg', 'mine')
    workspace.write('build/notes.txt', 'mine')
    workspace.write('docs/guide.md', '# Guide without a figure\n')
    const { json } = await workspace.figmill('build', '--json')
    expect(json.removed).toEqual([expect.stringMatching(/^build\/figures\/fig-again\./)])
    expect(workspace.exists('build/figures/mine.svg')).toBe(true)
    expect(workspace.exists('build/notes.txt')).toBe(true)
  })

  it('keeps what belongs to documents that are not part of this build', async () => {
    const workspace = await builtWorkspace()
    const before = workspace.files()
    workspace.remove('.figmill/snapshots')
    const { json } = await workspace.figmill('build', 'docs', '--json')
    expect(json).toMatchObject({ documents: 2, made: 0, removed: [], lockfileChanged: false })
    expect(workspace.files()).toEqual(before)
  })

  it('forgets the lines of documents that are gone', async () => {
    const workspace = await builtWorkspace()
    workspace.remove('docs/guide.md')
    await workspace.figmill('build')
    expect(workspace.read('figmill.lock')).not.toContain('guide.md')
    expect(workspace.exists('build/docs/guide.md')).toBe(false)
  })

  it('heals whatever subset of cache, lockfile and outputs is gone', async () => {
    const parts = [
      '.figmill/records',
      '.figmill/blobs',
      '.figmill/snapshots',
      'figmill.lock',
      'build/figures',
      'build/paper.md',
    ]
    const workspace = await builtWorkspace()
    const texts = () => [...workspace.files()].map(([path, { text }]) => [path, text])
    const whole = texts()
    for (let subset = 1; subset < 2 ** parts.length; subset++) {
      for (const [index, part] of parts.entries()) if (subset & (1 << index)) workspace.remove(part)
      const { code } = await workspace.figmill('build', '--quiet')
      expect(code).toBe(0)
      expect(texts()).toEqual(whole)
      expect((await workspace.figmill('check', '--quiet')).code).toBe(0)
    }
  }, 120_000)

  it('replaces an output that somebody changed', async () => {
    const workspace = await builtWorkspace()
    const before = workspace.read('build/paper.md')
    workspace.write('build/paper.md', 'something else')
    await workspace.figmill('build')
    expect(workspace.read('build/paper.md')).toBe(before)
  })

  it('notices a damaged picture in the cache, and makes it again', async () => {
    const workspace = await builtWorkspace()
    const before = [...workspace.files('build/figures').keys()]
    for (const path of before) {
      workspace.remove(path)
      workspace.write(path, 'damaged')
    }
    workspace.remove('.figmill/blobs')
    await workspace.figmill('build')
    for (const path of before) expect(workspace.read(path)).toMatch(/^<svg /)
  })

  it('never writes over a document', async () => {
    const workspace = createWorkspace(sampleSite)
    const before = workspace.files()
    const { code, stderr } = await workspace.figmill('build', '--out', '.')
    expect(code).toBe(2)
    expect(stderr).toMatch(/cannot be written: it is the document/)
    expect(workspace.files()).toEqual(before)
  })

  it('says what it made for latex in a picture format LaTeX takes', async () => {
    const workspace = createWorkspace(sampleSite)
    await workspace.figmill('build', '--flavour', 'latex')
    expect(workspace.read('build/paper.md')).toMatch(
      /\\includegraphics\[.*\]\{figures\/[\w.-]+\.pdf\}/,
    )
  })
})

describe('a frozen build', () => {
  it('builds from lockfile and cache', async () => {
    const workspace = await builtWorkspace()
    workspace.remove('build')
    workspace.remove('.figmill/snapshots')
    const { code } = await workspace.figmill('build', '--frozen')
    expect(code).toBe(0)
    expect(workspace.exists('build/paper.md')).toBe(true)
  })

  it('lists every missing figure at its place with the command that makes it, and writes nothing', async () => {
    const workspace = (await builtWorkspace()).clone()
    const before = workspace.files()
    const { code, stderr } = await workspace.figmill('build', '--frozen')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^docs\/guide\.md:3:1: error: .*fig-again.*\[figure-missing\]$/m)
    expect(stderr).toMatch(/^paper\.md:9:1: error: .*fig-accuracy/m)
    expect(stderr).toMatch(/^paper\.md:19:1: error: .*fig-table/m)
    expect(stderr).toContain('Make it with: figmill build docs/guide.md')
    expect(stderr).toMatch(/3 missing figures\n$/)
    expect(workspace.files()).toEqual(before)
    expect(workspace.exists('.figmill')).toBe(false)
  })

  it('refuses a figure that changed, although its picture happens to be in the cache', async () => {
    const workspace = await builtWorkspace()
    const edited = sampleSite['paper.md'].replace('76.1', '70')
    workspace.write('paper.md', edited)
    await workspace.figmill('build')
    workspace.write('paper.md', sampleSite['paper.md'])
    const { code, stderr } = await workspace.figmill('check')
    expect(code).toBe(3)
    expect(stderr).toMatch(/changed since the lockfile was written/)
  })
})

describe('figmill why', () => {
  it('names the changed field on a fresh clone', async () => {
    const workspace = (await builtWorkspace()).clone()
    workspace.write('paper.md', sampleSite['paper.md'].replace('76.1', '70'))
    workspace.write('docs/guide.md', sampleSite['docs/guide.md'].replace('mark=line', 'mark=bar'))
    const { stdout } = await workspace.figmill('why', 'fig-accuracy')
    expect(stdout).toMatch(/^ {2}data: changed$/m)
    expect(stdout).not.toMatch(/prompt: changed/)
    expect((await workspace.figmill('why', 'docs/guide.md#fig-again')).stdout).toMatch(
      /: changed$/m,
    )
    expect((await workspace.figmill('why', 'fig-table')).stdout).toMatch(/has not changed/)
  })

  it('shows the values that changed where the old picture is at hand', async () => {
    const workspace = await builtWorkspace()
    workspace.write('paper.md', sampleSite['paper.md'].replace('76.1', '70'))
    expect((await workspace.figmill('why', '#fig-accuracy')).stdout).toMatch(/76\.1 -> 70/)
  })

  it('knows the nearest id of one that does not exist', async () => {
    const workspace = await builtWorkspace()
    const { code, stderr } = await workspace.figmill('why', 'fig-acuracy')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Did you mean `fig-accuracy`\?/)
  })
})

describe('standard input', () => {
  it('comes back with pictures, and nothing else on standard output', async () => {
    const workspace = createWorkspace(sampleSite)
    const { code, stderr, stdout } = await workspace.figmillWithInput(
      sampleSite['paper.md'],
      'build',
      '-',
      '--flavour',
      'pandoc',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^---\ntitle: Sample\n/)
    const [url] = /build\/figures\/[\w.-]+/.exec(stdout) ?? []
    expect(workspace.exists(url ?? '')).toBe(true)
    expect(stderr).toMatch(/2 figures, 2 made/)
    expect(workspace.exists('figmill.lock')).toBe(false)
  })
})

describe('standard input without a figure', () => {
  it('comes back byte for byte, whatever its encoding', async () => {
    const workspace = createWorkspace({})
    const bytes = Buffer.from('\xef\xbb\xbf# Caf\xe9 \0\r\n\xff', 'latin1')
    const { code, stderr, stdoutBytes } = await workspace.figmillWithInput(bytes, 'build', '-')
    expect([code, stderr]).toEqual([0, '0 figures\n'])
    expect(Buffer.from(stdoutBytes).equals(bytes)).toBe(true)
    expect(workspace.files().size).toBe(0)
  })
})

describe('drafts', () => {
  const service = {
    'a.md': '::figure[By a service.]{#f provider=paperbanana prompt="A fox" iterations=3}\n',
  }

  it('stand in for figures of services, and never get into the lockfile', async () => {
    const workspace = createWorkspace(service)
    expect((await workspace.figmill('build')).code).toBe(2)
    const { code, stdout } = await workspace.figmill('build', '--draft')
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 figure is a draft/)
    expect(workspace.read('build/a.md')).toMatch(/figures\/f\./)
    expect(
      workspace.exists('figmill.lock') && workspace.read('figmill.lock').includes('a.md#f'),
    ).toBe(false)
    expect((await workspace.figmill('check', '--quiet')).code).toBe(3)
  })
})
