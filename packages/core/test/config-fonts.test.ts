import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../src/config/parse-config.js'
import { digestContent } from '../src/digest.js'
import { ProblemsError } from '../src/problem.js'

const sample = fileURLToPath(
  new URL('../../../fixtures/gallery/fonts/NotoSansHebrew-Subset.ttf', import.meta.url),
)

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-fonts-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, bytes: Uint8Array | string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), bytes)
}

async function fontsOf(fonts: unknown) {
  const file = { path: undefined, root, text: undefined, value: { fonts } }
  return (await parseConfig(file)).fonts
}

async function problemsOf(fonts: readonly string[]) {
  const text = JSON.stringify({ fonts }, undefined, 1)
  const path = join(root, 'figmill.config.json')
  try {
    await parseConfig({ path, root, text, value: { fonts } })
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems
    throw error
  }
  return []
}

describe('fonts of the configuration', () => {
  it('are files of the project, known by their content', async () => {
    put('fonts/hebrew.ttf', readFileSync(sample))
    expect(await fontsOf(['./fonts/hebrew.ttf'])).toEqual([
      { path: join(root, 'fonts/hebrew.ttf'), digest: digestContent(readFileSync(sample)) },
    ])
  })

  it('are files of installed packages', async () => {
    const name = '@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf'
    put('node_modules/@expo-google-fonts/noto-sans-hebrew/package.json', '{}')
    mkdirSync(dirname(join(root, 'node_modules', name)))
    cpSync(sample, join(root, 'node_modules', name))
    expect(await fontsOf([name])).toMatchObject([
      { path: expect.stringMatching(/NotoSansHebrew_400Regular\.ttf$/) },
    ])
  })

  it('are none when there is no such option', async () => {
    const file = { path: undefined, root, text: undefined, value: { concurrency: 2 } }
    expect((await parseConfig(file)).fonts).toEqual([])
  })

  it('are refused all at once, each at its place, with what was seen and what to do', async () => {
    const font = readFileSync(sample)
    put('a.woff2', 'wOF2....')
    put('b.woff', 'wOFF....')
    put('c.ttc', 'ttcf....')
    put('d.ttf', '<!doctype html>')
    put('e.ttf', font.subarray(0, 500))
    put('empty.ttf', '')
    mkdirSync(join(root, 'folder.ttf'))
    const names = [
      'a.woff2',
      'b.woff',
      'c.ttc',
      'd.ttf',
      'e.ttf',
      'empty.ttf',
      'folder.ttf',
      '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
      '../outside.ttf',
    ]
    const problems = await problemsOf(names)
    expect(problems.map(({ message }) => message.replace(/^.*?": /, ''))).toEqual([
      'it is a WOFF2 web font (it starts with "wOF2"), expected OpenType or TrueType',
      'it is a WOFF web font (it starts with "wOFF"), expected OpenType or TrueType',
      'it is a collection of fonts (it starts with "ttcf"), expected OpenType or TrueType',
      'it is no font (it starts with "<!do"), expected OpenType or TrueType',
      'the file is cut off',
      'it is no font (it starts with ""), expected OpenType or TrueType',
      '`folder.ttf` is a folder, not a file',
      `there is no file \`${names[7]}\``,
      '`../outside.ttf` is outside the project',
    ])
    expect(problems.map(({ place }) => place?.line)).toEqual(names.map((_, index) => index + 3))
    expect(problems.every(({ hint }) => hint !== undefined)).toBe(true)
    expect(problems[7]?.hint).toMatch(/install the npm package/)
  })

  it('are refused when they have no outlines', async () => {
    const font = Buffer.from(readFileSync(sample))
    const glyf = font.indexOf('glyf')
    font.write('CBDT', glyf, 'latin1')
    put('emoji.ttf', font)
    expect(await problemsOf(['emoji.ttf'])).toMatchObject([
      { message: expect.stringContaining('it has no outlines of letters') },
    ])
  })
})
