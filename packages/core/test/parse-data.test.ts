import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataFormatOf, parseData } from '../src/data/parse-data.js'

describe('data', () => {
  it.each([
    ['a.json', 'json'],
    ['dir.csv/a.TSV', 'tsv'],
    ['a.yml', 'yaml'],
    ['a.yaml', 'yaml'],
    ['a.b.csv', 'csv'],
    ['a.xlsx', undefined],
    ['csv', undefined],
  ])('takes the format of %s from its name', (path, format) => {
    expect(dataFormatOf(path)).toBe(format)
  })

  it('reads a table as rows; a column is numeric when every filled cell is', async () => {
    const text = 'name,year,score\nA,2020,1.5\n"B, ""b""",2021,\nC,n/a,-2e3\n'
    expect((await parseData(text, 'csv')).value).toEqual([
      { name: 'A', year: '2020', score: 1.5 },
      { name: 'B, "b"', year: '2021', score: null },
      { name: 'C', year: 'n/a', score: -2000 },
    ])
  })

  it('does not take hexadecimal, blank or word-like cells for numbers', async () => {
    const text = 'a,b,c\n0x10,Infinity,1_000\n'
    expect((await parseData(text, 'csv')).value).toEqual([{ a: '0x10', b: 'Infinity', c: '1_000' }])
  })

  it.each<[string, Parameters<typeof parseData>[1], string, number, RegExp]>([
    ['a missing brace', 'json', '{"a": [1, 2]', 12, /not valid JSON/],
    ['a trailing comma', 'json', '{"a": 1,}', 8, /not valid JSON/],
    ['no text', 'json', '  \n', 0, /empty/],
    ['a row with too many cells', 'csv', 'a,b\n1,2\n1,2,3\n', 8, /row 2 has 3 cells.*2/],
    ['a row with too few cells', 'csv', 'a,b\n1\n', 4, /row 1 has 1 cell/],
    ['a header alone', 'csv', 'a,b\n', 0, /no rows/],
    ['two columns of one name', 'csv', 'a,a\n1,2\n', 0, /two columns.*`a`/],
    ['a column without a name', 'csv', 'a,\n1,2\n', 0, /column 2.*no name/],
    ['a tab in YAML', 'yaml', 'a:\n\t- 1\n', 3, /not valid YAML/],
    ['a duplicate key in YAML', 'yaml', 'a: 1\na: 2\n', 5, /not valid YAML/],
  ])('tells %s at its place', async (_, format, text, offset, message) => {
    const { error } = await parseData(text, format)
    expect(error?.message).toMatch(message)
    expect(error?.offset).toBe(offset)
  })

  it('refuses YAML that unfolds to gigabytes, and JSON that nests without end', async () => {
    const levels = 'bcdefghij'.split('')
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    levels.forEach((name, index) => {
      const inner = index === 0 ? 'a' : levels[index - 1]
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(',')}]`)
    })
    expect((await parseData(bomb.join('\n'), 'yaml')).error).toBeDefined()
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect((await parseData(deep, 'json')).error?.message).toMatch(/deeper than/)
  })

  it('refuses YAML values that JSON cannot hold', async () => {
    expect((await parseData('a: .nan', 'yaml')).error?.message).toMatch(/NaN/)
  })

  it('never throws, and places every error inside the text', async () => {
    const format = fc.constantFrom('json', 'csv', 'tsv', 'yaml')
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), format, async (text, kind) => {
        const { error, value } = await parseData(text, kind as 'json')
        if (error === undefined) expect(value).not.toBeUndefined()
        else {
          expect(error.offset).toBeGreaterThanOrEqual(0)
          expect(error.offset).toBeLessThanOrEqual(text.length)
        }
      }),
    )
  })
})
