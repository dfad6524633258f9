import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { runInNewContext } from 'node:vm'
import Keyv from 'keyv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConfigFile, findConfigFile, readConfigFile } from '../src/config/config-file.js'
import { parseConfig } from '../src/config/parse-config.js'
import { ProblemsError } from '../src/problem.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figmill-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const parse = (value: unknown, path?: string, text?: string) =>
  parseConfig({ path, root: folder, text, value: value as ConfigFile['value'] })

async function problemsOf(value: unknown, text?: string) {
  const path = text === undefined ? undefined : join(folder, 'figmill.config.json')
  try {
    await parse(value, path, text)
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('is not needed', async () => {
    expect(await parseConfig(await readConfigFile(undefined, folder))).toMatchObject({
      content: ['.'],
      lockfile: 'figmill.lock',
      concurrency: 4,
      provenance: true,
    })
  })

  it('leaves generated pictures unmarked only when it says so', async () => {
    expect((await parse({ concurrency: 2 })).provenance).toBe(true)
    expect((await parse({ provenance: false })).provenance).toBe(false)
    expect(await problemsOf({ provenance: 'no' })).toMatchObject([
      { message: '`provenance` is "no": expected boolean' },
    ])
  })

  it('asks above 100 credits, whatever else the budget says, unless it names another number', async () => {
    expect((await parse({})).budget).toEqual({ confirmAbove: 100 })
    expect((await parse({ budget: { day: 2000 } })).budget).toEqual({
      day: 2000,
      confirmAbove: 100,
    })
    expect((await parse({ budget: {} })).budget).toEqual({ confirmAbove: 100 })
    expect((await parse({ budget: { confirmAbove: 500 } })).budget).toEqual({ confirmAbove: 500 })
  })

  it('takes a Keyv instance as shared cache', async () => {
    const sharedCache = new Keyv()
    expect((await parse({ sharedCache })).sharedCache).toBe(sharedCache)
  })

  it.each<[string, unknown]>([
    ['a Map', new Map()],
    ['a string', 'redis://user:secret@host:6379'],
    ['an object', { get() {}, set() {}, delete() {}, on() {}, store: 'redis://user:secret@host' }],
  ])('does not take %s as shared cache, nor tell what is in it', async (kind, sharedCache) => {
    expect(await problemsOf({ sharedCache })).toMatchObject([
      { message: `\`sharedCache\` is ${kind}: expected a Keyv instance` },
    ])
  })

  it('tells mistakes that cannot be written as JSON', async () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    const messages = (
      await problemsOf({
        concurrency: 4n,
        outDir: Symbol('web'),
        flavour: () => 'gfm',
        defaults: { loop },
      })
    ).map(({ message }) => message)
    expect(messages).toHaveLength(4)
  })

  it('tells every mistake at its place, with the nearest name', async () => {
    const text = '{\n  "outDri": "web",\n  "flavour": "pandok",\n  "defaults": { "theme": [] }\n}'
    const problems = await problemsOf(JSON.parse(text), text)
    expect(
      problems
        .map(({ hint, message, place }) => [place?.line, place?.column, message, hint])
        .sort(),
    ).toEqual([
      [2, 3, 'unknown option `outDri`', 'Did you mean `outDir`?'],
      [
        3,
        3,
        expect.stringMatching(/^`flavour` is "pandok": expected "figure"/),
        'Did you mean `pandoc`?',
      ],
      [4, 17, expect.stringMatching(/^`defaults\.theme` is \[\]/), undefined],
    ])
  })

  it('tells an unknown option inside another with what may stand there', async () => {
    const problems = await problemsOf({
      services: { flokn: {}, conceptviz: { baseUrI: 'x' }, paperbanana: { webhook: { prt: 1 } } },
      budget: { providers: { flokan: { dayy: 1 } } },
      assets: { folder: 'a', publicBaseUrl: 'https://example.com', x: 1 },
    })
    const unknown = problems.filter(({ message }) => message.startsWith('unknown option'))
    expect(unknown.map(({ hint, message }) => `${message}: ${hint}`).sort()).toEqual([
      'unknown option `assets.x`: Expected one of `folder`, `publicBaseUrl`.',
      'unknown option `budget.providers.flokan.dayy`: Did you mean `day`?',
      'unknown option `services.conceptviz.baseUrI`: Did you mean `baseUrl`?',
      'unknown option `services.flokn`: Did you mean `flokan`?',
      'unknown option `services.paperbanana.webhook.prt`: Did you mean `port`?',
    ])
  })

  it.each<[string, unknown]>([
    ['a list', []],
    ['null', null],
    ['nothing', undefined],
    ['a string', 'pandoc'],
    ['a number', 4],
    ['a function', () => ({})],
    ['a Promise', Promise.resolve({})],
    ['a Map', new Map()],
  ])('is not %s', async (kind, value) => {
    expect(await problemsOf(value)).toMatchObject([
      { code: 'config-invalid', message: `expected an object as configuration, saw ${kind}` },
    ])
  })

  it('may come from another realm', async () => {
    const value: unknown = runInNewContext('({ concurrency: 2, defaults: {} })')
    expect(await parse(value)).toMatchObject({ concurrency: 2 })
  })
})

describe('paths of the configuration', () => {
  const names = ['outDir', 'cacheDir', 'lockfile', 'figuresDir'] as const

  it.each([
    ['./web', 'web'],
    ['web/', 'web'],
    ['./a//b/./c/', 'a/b/c'],
    ['a/../b', 'b'],
    ['a/b/../../c', 'c'],
    ['..web/...', '..web/...'],
  ])('%s is the same as %s', async (written, path) => {
    const value = Object.fromEntries(names.map((name) => [name, written]))
    expect(await parse({ ...value, content: [written, `${written}/*.md`] })).toMatchObject({
      ...Object.fromEntries(names.map((name) => [name, path])),
      content: [path, `${path}/*.md`],
    })
  })

  it.each(['', '../web', 'a/../../web', '..', 'a\0b'])('are not %j', async (path) => {
    const value = Object.fromEntries(names.map((name) => [name, path]))
    const problems = await problemsOf({ ...value, content: [path] })
    expect(problems.map(({ message }) => message).sort()).toEqual(
      ['content.0', ...names]
        .sort()
        .map((name) =>
          expect.stringContaining(`\`${name}\` is ${JSON.stringify(path)}: expected a`),
        ),
    )
  })

  it('are relative, but for an output folder inside the project', async () => {
    const path = join(folder, 'web/site')
    expect(await parse({ outDir: path })).toMatchObject({ outDir: 'web/site' })
    expect(await parse({ outDir: folder })).toMatchObject({ outDir: '.' })
    expect(await problemsOf({ outDir: tmpdir() })).toHaveLength(1)
    for (const name of ['cacheDir', 'lockfile', 'figuresDir']) {
      expect(await problemsOf({ [name]: path })).toHaveLength(1)
    }
    expect(await problemsOf({ content: [path] })).toHaveLength(1)
  })

  it('leave the root to the documents', async () => {
    expect(await problemsOf({ cacheDir: '.', lockfile: 'a/..' })).toHaveLength(2)
  })

  it.skipIf(sep === '\\')('may hold backslashes where these are letters', async () => {
    expect(await parse({ outDir: 'a\\b' })).toMatchObject({ outDir: 'a\\b' })
  })
})

describe('the configuration file', () => {
  it.each([
    ['figmill.config.mjs', 'export default {'],
    ['figmill.config.mjs', "throw new Error('from the file')"],
    ['figmill.config.mjs', "throw 'from the file'"],
    ['figmill.config.mjs', 'export const config = {}'],
    ['figmill.config.mjs', "import 'no-such-package'"],
    ['figmill.config.toml', 'outDir = "web"'],
  ])('is named, with what to do, when %s is %j', async (name, text) => {
    await expect(readConfigFile(put(name, text), folder)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(name),
      hint: expect.any(String),
    })
  })

  it.each([
    ['{ "outDir": ', 1, 13],
    ['{\n  "outDir": "web",\n}', 3, 1],
    ['{\r\n  // words\r\n}', 2, 3],
    ['', 1, 1],
    ["\uFEFF{'outDir': 1}", 1, 2],
  ])('tells where %j is no JSON', async (text, line, column) => {
    await expect(readConfigFile(put('figmill.config.json', text), folder)).rejects.toMatchObject({
      problems: [
        {
          code: 'config-invalid',
          message: expect.stringMatching(/^the configuration is not valid JSON: [a-z ]+$/),
          place: { file: 'figmill.config.json', line, column },
        },
      ],
    })
  })

  it('may start with a byte order mark', async () => {
    const file = await readConfigFile(
      put('figmill.config.json', '\uFEFF{ "outDri": "web" }'),
      folder,
    )
    expect(await problemsOf(file.value, file.text)).toMatchObject([
      { place: { line: 1, column: 3 } },
    ])
  })

  it.each([
    ['() => ({})', 'a function'],
    ['Promise.resolve({})', 'a Promise'],
    ['null', 'null'],
    ['3', 'a number'],
    ['[{}]', 'a list'],
    ["'web'", 'a string'],
  ])('is not taken for empty when it exports %s', async (text, kind) => {
    const path = put('figmill.config.mjs', `export default ${text}`)
    await expect(readConfigFile(path, folder)).rejects.toMatchObject({
      problems: [
        {
          code: 'config-invalid',
          message: expect.stringContaining(`saw ${kind}`),
          place: { file: 'figmill.config.mjs', line: 1, column: 1 },
        },
      ],
    })
    const json = put('figmill.config.json', '[]')
    await expect(readConfigFile(json, folder)).rejects.toMatchObject({ code: 'config-invalid' })
  })

  it('is the nearest, and alone in its folder', () => {
    const nearest = put('figmill.config.json', '{}')
    const below = join(folder, 'docs')
    mkdirSync(below)
    expect(findConfigFile(below)).toBe(nearest)
    put('figmill.config.ts', 'export default {}')
    expect(() => findConfigFile(below)).toThrow(
      `there are two configuration files in ${folder}: figmill.config.ts and figmill.config.json`,
    )
  })

  it('is there when it is named', async () => {
    const path = join(folder, 'web.config.json')
    await expect(readConfigFile(path, folder)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `there is no configuration file ${path}`,
    })
    await expect(readConfigFile(folder, folder)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `${folder} is not a file`,
    })
  })
})
