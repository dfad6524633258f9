import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Keyv from 'keyv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfigFile } from '../src/config/config-file.js'
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

async function problemsOf(value: unknown, text?: string) {
  const path = text === undefined ? undefined : join(folder, 'figmill.config.json')
  try {
    await parseConfig({ path, root: folder, text, value })
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
    })
  })

  it('takes a Keyv instance as shared cache', async () => {
    const sharedCache = new Keyv()
    const config = await parseConfig({
      path: '',
      root: folder,
      text: undefined,
      value: { sharedCache },
    })
    expect(config.sharedCache).toBe(sharedCache)
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

  it.each([
    ['a list', []],
    ['nothing', null],
    ['text', 'pandoc'],
    ['a function', () => ({})],
  ])('is not %s', async (_, value) => {
    expect(await problemsOf(value)).toHaveLength(1)
  })

  it.each([
    ['figmill.config.json', '{ "outDir": '],
    ['figmill.config.mjs', 'export default {'],
    ['figmill.config.mjs', "throw new Error('from the file')"],
    ['figmill.config.mjs', 'export const config = {}'],
  ])('says so when %s cannot be loaded', async (name, text) => {
    await expect(readConfigFile(put(name, text), folder)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(name),
    })
  })
})
