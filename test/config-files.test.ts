import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runFigmill } from './run-figmill.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-config-'))
  mkdirSync(join(root, 'docs'))
  writeFileSync(join(root, 'docs/a.md'), '# A\n')
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a configuration', () => {
  it.each([
    [
      'figmill.config.ts',
      (out: string) => `const out: string = '${out}'\nexport default { outDir: out }`,
    ],
    ['figmill.config.mts', (out: string) => `export default { outDir: '${out}' } satisfies object`],
    ['figmill.config.js', (out: string) => `export default { outDir: '${out}' }`],
    ['figmill.config.mjs', (out: string) => `export default { outDir: '${out}' }`],
    ['figmill.config.json', (out: string) => `{ "outDir": "${out}" }`],
  ])('is read from %s, from any folder below it, and noticed when it changes', (name, write) => {
    writeFileSync(join(root, name), write('first'))
    const { status, stderr } = runFigmill(['build'], join(root, 'docs'))
    expect([status, stderr]).toEqual([0, ''])
    expect(existsSync(join(root, 'first/docs/a.md'))).toBe(true)
    writeFileSync(join(root, name), write('second'))
    expect(runFigmill(['build'], root).status).toBe(0)
    expect(existsSync(join(root, 'second/docs/a.md'))).toBe(true)
    // What the first build wrote is no document of the second.
    expect(existsSync(join(root, 'second/first'))).toBe(false)
  })
})
