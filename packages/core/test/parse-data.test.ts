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
    ['a ragged row after blank lines', 'csv', 'a,b\n\n\n1,2\n3', 10, /row 2 has 1 cell/],
    [
      'a ragged row after text of two lines',
      'csv',
      'a,b\n"1\n1",2\n"3\n3"',
      12,
      /row 2 has 1 cell/,
    ],
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

  it.each<[string, Parameters<typeof parseData>[1], string]>([
    ['open brackets', 'json', '['],
    ['open braces', 'json', '{"a":'],
    ['open brackets', 'yaml', '['],
    ['open braces', 'yaml', '{a: '],
    ['dashes', 'yaml', '- '],
  ])('has an error for thousands of %s in %s, at its place', async (_, format, text) => {
    for (const count of [300, 3000, 200_000]) {
      const { error } = await parseData(text.repeat(count), format)
      expect(error?.message).toMatch(
        /^the data is not valid (?:JSON|YAML): nesting deeper than 200/,
      )
      expect(error?.offset).toBe(200 * text.length)
    }
  })

  it('reads two hundred levels', async () => {
    const text = '['.repeat(200) + ']'.repeat(200)
    for (const format of ['json', 'yaml'] as const) {
      expect((await parseData(text, format)).value).toEqual(JSON.parse(text))
    }
  })

  it('does not take cells with leading zeros for numbers', async () => {
    const text = 'id,a,b\n01234,0,0.50\n98765,-0.1,10\n'
    expect((await parseData(text, 'csv')).value).toEqual([
      { id: '01234', a: 0, b: 0.5 },
      { id: '98765', a: -0.1, b: 10 },
    ])
  })

  it.each<[Parameters<typeof parseData>[1], string]>([
    ['csv', '__proto__,constructor,a\n1,2,3'],
    ['tsv', '__proto__\tconstructor\ta\n1\t2\t3'],
    ['json', '[{"__proto__": 1, "constructor": 2, "a": 3}]'],
    ['yaml', '- __proto__: 1\n  constructor: 2\n  a: 3'],
  ])('keeps names that objects have anyway, in %s', async (format, text) => {
    const { value } = await parseData(text, format)
    expect(value).toHaveLength(1)
    const [row] = value as object[]
    expect(Object.entries(row ?? {})).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['a', 3],
    ])
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
