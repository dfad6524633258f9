import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flavours, parseConfig } from '@figmill/core'
import { describe, expect, it } from 'vitest'
import { findWrongValues, flavourNames } from '../src/option-values.js'
import { createWorkspace, sampleSite } from './workspace.js'

/** Documents with one mistake each: text, where it is told, and what is said. */
const mistakes: [title: string, text: string, place: string, message: RegExp][] = [
  ['an unknown attribute', '::figure{prompt="A -> B" widht=8}', '1:26', /`widht`.*\n.*`width`\?/],
  [
    'an unknown provider',
    '::figure{prompt="A -> B" provider=locl}',
    '1:35',
    /`locl`.*\n.*`local`\?/,
  ],
  ['an unknown task', '::figure{prompt="A -> B" task=plt}', '1:31', /`plt`.*`plot`/],
  ['a wrong aspect', '::figure{prompt="A -> B" aspect=4x3}', '1:33', /`4x3`.*`16:9`/],
  ['a wrong take', '::figure{prompt="A -> B" take=two}', '1:31', /`two`.*whole number/],
  ['a wrong width', '::figure{prompt="A -> B" width=wide}', '1:32', /`wide`.*%, px/],
  ['nothing to draw', 'a\n\n::figure{#f}', '3:1', /nothing to draw/i],
  ['a prompt without arrows', '::figure{prompt="a fox"}', '1:18', /no arrow/i],
  ['two prompts', ':::figure{prompt="A -> B"}\nA -> B\n:::', '1:19', /given twice/],
  [
    'two sorts of data',
    ':::figure{data_json=[1]}\n```json data\n[]\n```\n:::',
    '1:21',
    /more than once/,
  ],
  ['broken JSON', ':::figure\n```json data\n{"a": [1,}\n```\n:::', '3:10', /not valid JSON/],
  ['broken inline JSON', `::figure{data_json='{"a" 1}'}`, '1:26', /not valid JSON/],
  ['a ragged table', ':::figure\n```csv data\na,b\n1,2\n3\n```\n:::', '5:1', /row 2 has 1 cell/],
  ['broken YAML', ':::figure\n```yaml data\na: [1\n```\n:::', '3:6', /not valid YAML/],
  [
    'columns that do not match',
    ':::figure\n```json data\n{"a":[1],"b":[1,2]}\n```\nBar chart\n:::',
    '2:1',
    /length/,
  ],
  [
    'a missing data file',
    '::figure{data=tabel.csv prompt=bar}',
    '1:15',
    /`tabel\.csv`.*\n.*`table\.csv`/,
  ],
  [
    'a data file of a strange kind',
    '::figure{data=table.xlsx prompt=bar}',
    '1:15',
    /`table\.xlsx`.*\n.*\.csv/,
  ],
  ['a data file outside', '::figure{data=../x.csv prompt=bar}', '1:15', /outside the project/],
  [
    'a data file outside through a link',
    '::figure{data=link.csv prompt=bar}',
    '1:15',
    /outside the project/,
  ],
  [
    'a folder for a data file',
    '::figure{data=folder.csv prompt=bar}',
    '1:15',
    /folder, not a file/,
  ],
  ['an enormous data file', '::figure{data=huge.csv prompt=bar}', '1:15', /bytes|MiB|MB/],
  [
    'an unknown column',
    '::figure{data=table.csv mark=bar x=nme y=value}',
    '1:36',
    /`nme`.*\n?.*`name`/,
  ],
  [
    'a second id',
    '::figure{#a prompt="A -> B"}\n\n::figure{#a prompt="A -> B"}',
    '3:10',
    /`a` is already taken/,
  ],
  ['a space before the attributes', '::figure {#a}', '1:9', /space/],
  ['an unclosed directive', 'x\n\n:::figure{#a}\nA -> B\n', '3:1', /not closed/],
  ['an unclosed attribute list', '::figure{#a prompt="A -> B"', '1:9', /not closed/],
  [
    'unknown defaults',
    '---\nfigures:\n  them: dark\n---\n\n::figure{prompt="A -> B"}',
    '3:3',
    /`them`.*\n.*`theme`/,
  ],
  [
    'a misspelt attribute of a group',
    '::::figures{laout=1x2}\n::figure{prompt="A -> B"}\n::::',
    '1:13',
    /`laout`.*\n.*`layout`\?/,
  ],
  [
    'defaults that are no map',
    '---\nfigures: dark\n---\n\n::figure{prompt="A -> B"}',
    '2:10',
    /`figures` is not/,
  ],
  ['a broken chart', ':::figure\n```vega-lite\n{"mark": \n```\n:::', '2:1', /JSON/],
]

function createMistakenWorkspace(files: Record<string, string>) {
  const workspace = createWorkspace({ ...files, 'table.csv': 'name,value\na,1\nb,2\n' })
  mkdirSync(join(workspace.root, 'folder.csv'))
  symlinkSync('/etc/hostname', join(workspace.root, 'link.csv'))
  writeFileSync(join(workspace.root, 'huge.csv'), 'a,b\n')
  truncateSync(join(workspace.root, 'huge.csv'), 40 * 2 ** 30)
  return workspace
}

describe('a mistake in a document', () => {
  it.each(mistakes)('is told with place and remedy: %s', async (_, text, place, message) => {
    const workspace = createMistakenWorkspace({ 'a.md': `${text}\n` })
    const { code, stderr } = await workspace.figmill('build')
    const [first] = stderr.split(/(?=^\S)/m)
    expect(first).toMatch(new RegExp(`^a\\.md:${place}: error: `))
    expect(first).toMatch(message)
    expect(code).toBe(2)
    expect(workspace.exists('build')).toBe(false)
    expect(workspace.exists('figmill.lock')).toBe(false)
  })

  it('hides no other: all errors of all documents come in one run, and nothing is written', async () => {
    const files = Object.fromEntries(
      mistakes.map(([, text], index) => [`page-${index}.md`, `${text}\n`]),
    )
    const workspace = createMistakenWorkspace({ ...files, ...sampleSite })
    const before = workspace.files('docs')
    const { code, json } = await workspace.figmill('build', '--json')
    expect(code).toBe(2)
    const told = new Set(
      json.problems.map((problem: { place: { file: string } }) => problem.place.file),
    )
    expect(told).toEqual(new Set(Object.keys(files)))
    expect(workspace.exists('build')).toBe(false)
    expect(workspace.files('docs')).toEqual(before)
  })

  it('is told once, however many figures it is a default of', async () => {
    const workspace = createWorkspace({
      'a.md': `---\nfigures:\n  theme: drak\n---\n${'\n::figure{prompt="A -> B"}\n'.repeat(3)}`,
    })
    const { json } = await workspace.figmill('build', '--json')
    expect(json.problems).toHaveLength(1)
  })

  it('is told at its line in the data file, with the figure that reads it', async () => {
    const workspace = createWorkspace({
      'docs/a.md': '# A\n\n::figure{data=../data/t.csv prompt="bar"}\n',
      'data/t.csv': 'a,b\n1,2\n3,4,5\n',
    })
    const { stderr } = await workspace.figmill('build')
    expect(stderr).toMatch(/^data\/t\.csv:3:1: error: row 2 has 3 cells.*docs\/a\.md:3/)
  })

  it('does not stop other commands from telling it too', async () => {
    const workspace = createWorkspace({ 'a.md': '::figure{}\n' })
    for (const command of ['plan', 'check', 'ls']) {
      const { code, stderr } = await workspace.figmill(command)
      expect([command, code]).toEqual([command, 2])
      expect(stderr).toMatch(/^a\.md:1:1: error/)
    }
  })
})

describe('a figure that cannot be drawn', () => {
  it('ends with 1 once all others are made, and no document is written', async () => {
    const broken = ':::figure{#broken}\n```dot\ndigraph { a -> \n```\n:::\n'
    const workspace = createWorkspace({ ...sampleSite, 'a.md': broken, 'b.md': `# B\n\n${broken}` })
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^a\.md:1:1: error: Graphviz cannot read this graph/m)
    expect(stderr).toMatch(/^b\.md:3:1: error: Graphviz cannot read this graph/m)
    expect(workspace.exists('build')).toBe(false)
    expect(workspace.exists('figmill.lock')).toBe(false)
    for (const path of ['a.md', 'b.md']) workspace.remove(path)
    expect((await workspace.figmill('build', '--json')).json).toMatchObject({ made: 0 })
  })
})

describe('a document that is not text', () => {
  it.each([
    ['Latin-1', Buffer.from('# Caf\xe9\n\n::figure{prompt="A -> B"}\n', 'latin1'), '1:6'],
    ['a broken sequence', Buffer.from('a\n\n::figure[\xff]{prompt="A -> B"}\n', 'latin1'), '3:10'],
  ])('is refused at the first wrong byte when it has figures: %s', async (_, bytes, place) => {
    const refusal = `${place}: error: the document is not UTF-8 [document-encoding]`
    const workspace = createWorkspace({})
    const piped = await workspace.figmillWithInput(bytes, 'build', '-')
    expect(piped).toMatchObject({ code: 2, stdout: '' })
    expect(piped.stderr).toContain(`stdin.md:${refusal}`)
    expect(workspace.files()).toEqual(new Map())
    workspace.write('a.md', bytes)
    const built = await workspace.figmill('build')
    expect([built.code, built.stderr]).toEqual([2, expect.stringContaining(`a.md:${refusal}`)])
    expect([...workspace.files().keys()]).toEqual(['a.md'])
  })

  it('is told itself where a figure starts from one of its figures, and once', async () => {
    const start = '::figure{from="b.md#cat" provider=flokan task=image prompt="At night."}\n'
    const workspace = createWorkspace({ 'a.md': `${start}\n${start}` })
    workspace.write('b.md', Buffer.from('::figure[\xff]{#cat prompt="A -> B"}\n', 'latin1'))
    for (const documents of [['a.md'], ['a.md', 'b.md']]) {
      const { code, stderr } = await workspace.figmill('build', ...documents)
      expect([code, stderr.match(/^.*error:.*$/gm)]).toEqual([
        2,
        ['b.md:1:10: error: the document is not UTF-8 [document-encoding]'],
      ])
    }
  })

  it('is copied byte for byte when it has none', async () => {
    const workspace = createWorkspace({})
    const bytes = Buffer.from('# Caf\xe9 \0\r\n', 'latin1')
    workspace.write('a.md', bytes)
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(workspace.files('build').get('build/a.md')?.text).toBe(bytes.toString('latin1'))
  })
})

describe('a lockfile', () => {
  it('with a merge conflict stops the build at its line, before anything is made', async () => {
    const workspace = createWorkspace(sampleSite)
    await workspace.figmill('build')
    const lines = workspace.read('figmill.lock').split('\n')
    workspace.write('figmill.lock', [lines[0], '<<<<<<< HEAD', ...lines.slice(1)].join('\n'))
    workspace.write('a.md', '::figure{prompt="New -> figure"}\n')
    const { code, stderr } = await workspace.figmill('build')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^figmill\.lock:2:1: error: a merge conflict/)
    expect(stderr).not.toMatch(/^made/m)
  })
})

describe('the command line', () => {
  it.each([
    [['bild'], /^error: there is no command `bild` \[usage\]\n.*`build`\?/],
    [['build', '--flavor', 'x'], /^error: .*--flavor' \[usage\]\n.*`--flavour`\?/],
    [['build', '--flavour', 'pandok'], /^error: --flavour is `pandok`.*\n.*`pandoc`\?/],
    [
      ['build', '--flavour'],
      /^error: .*--flavour.* missing \[usage\]\n {4}See `figmill build --help`/,
    ],
    [['build', '--concurrency', 'many'], /^error: --concurrency is `many`/],
    [['build', '--concurrency', '0'], /^error: --concurrency is `0`/],
    [['build', '--concurrency', '65'], /^error: --concurrency is `65`/],
    [['build', '--out', ''], /^error: --out is empty/],
    [['build', '--config', ''], /^error: --config is empty/],
    [['build', 'none.md'], /no file or folder `none\.md`/],
    [['build', '../outside.md'], /outside the project/],
    [['build', '--config', 'none.json'], /none\.json/],
    [['why'], /takes the id of one figure/],
  ])('%j says what is wrong', async (argv, message) => {
    const workspace = createWorkspace(sampleSite)
    const { code, stderr } = await workspace.figmill(...argv)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/\n\nfigmill: 1 error\n$/)
    expect(code).toBe(2)
    expect(workspace.exists('build')).toBe(false)
  })

  it('is blamed for a wrong value, never the configuration', async () => {
    const workspace = createWorkspace({ 'figmill.config.json': '{ "flavour": "gfm" }' })
    const { stderr } = await workspace.figmill('build', '-f', 'pandocc', '--concurrency', '0')
    expect(stderr).toMatch(
      /^error: --flavour.*\n.*\nerror: --concurrency.*\n.*\n\nfigmill: 2 errors/,
    )
    expect(stderr).not.toContain('figmill.config.json')
  })

  it('takes every value that a configuration may have', async () => {
    expect(flavourNames).toEqual(flavours)
    for (const concurrency of [1, 64]) {
      expect(findWrongValues({ concurrency: String(concurrency) })).toEqual([])
      const value = { concurrency }
      await parseConfig({ path: undefined, root: '.', text: undefined, value })
    }
    const value = { concurrency: 65 }
    await expect(
      parseConfig({ path: undefined, root: '.', text: undefined, value }),
    ).rejects.toThrow(/concurrency/)
  })

  it.each([
    [['--json'], '--json'],
    [['bild', '--json'], 'bild'],
    [['build', '--flavor', 'x', '--json'], 'build'],
    [['build', '--flavour', 'x', '--json'], 'build'],
    [['why', '--json'], 'why'],
  ])('%j answers as JSON too', async (argv, command) => {
    const { code, json } = await createWorkspace(sampleSite).figmill(...argv)
    expect(json).toMatchObject({ command, ok: false, exitCode: 2, problems: [{ code: 'usage' }] })
    expect(code).toBe(2)
  })

  it('explains itself', async () => {
    const workspace = createWorkspace({})
    const { stdout } = await workspace.figmill('--help')
    for (const name of ['build', 'plan', 'check', 'why', 'ls', 'init', 'providers', 'doctor']) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
      const help = await workspace.figmill(name, '--help')
      expect(help.stdout).toMatch(new RegExp(`^Usage: figmill ${name}`))
      expect(help.code).toBe(0)
    }
  })
})
