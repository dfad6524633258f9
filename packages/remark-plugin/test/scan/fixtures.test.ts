import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../src/directive.js'
import { mayHaveFigures } from '../../src/prefilter.js'
import { scan } from '../../src/scan.js'
import { createSourceLines } from '../../src/source-lines.js'
import { checkResult } from './check-result.js'

const folder = new URL('../../fixtures/scan/', import.meta.url)
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe('every case scans to what is expected', () => {
  test.each(cases)('%s', (name) => {
    const isMdx = existsSync(new URL(`${name}/input.mdx`, folder))
    const bytes = readFileSync(new URL(`${name}/input.${isMdx ? 'mdx' : 'md'}`, folder))
    const source = bytes.toString()
    const result = scan(source, { mdx: isMdx })
    checkResult(source, result)
    if (result.directives.length + result.problems.length > 0) {
      expect(mayHaveFigures(bytes)).toBe(true)
    }
    const actual = `${JSON.stringify(toReadable(result, source), null, 2)}\n`
    const expectedFile = new URL(`${name}/expected.json`, folder)
    if (process.env.UPDATE === '1') writeFileSync(expectedFile, actual)
    expect(actual).toBe(readFileSync(expectedFile, 'utf8'))
  })
})

test('the cases cover what authors get wrong', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60)
})

/** Spans on one line as `[start, end]`, problems with line and column. */
function toReadable({ directives, frontMatter, problems }: ScanResult, source: string): unknown {
  const lines = createSourceLines(source, '')
  const readable = {
    problems: problems.map(({ code, hint, message, offset }) => {
      const { line, column } = lines.placeAt(offset)
      return { at: `${line}:${column}`, code, message, hint }
    }),
    frontMatter,
    directives,
  }
  return JSON.parse(JSON.stringify(readable), (_key, value) => {
    if (isSpan(value)) return `${value.start}-${value.end}`
    if (Array.isArray(value) && value.every(Number.isInteger)) return value.join(' ')
    return value
  })
}

function isSpan(value: unknown): value is { start: number; end: number } {
  return typeof value === 'object' && value !== null && Object.keys(value).join(' ') === 'start end'
}
