import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/json.js'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

const provider = createLocalProvider()

function plot(data: JsonValue, prompt = '', options: Record<string, string> = {}) {
  return localFigure({ task: 'plot', data, prompt, options })
}

/** The columns of what is drawn, by role. */
function drawnOf(...parts: Parameters<typeof plot>) {
  const { problems, request } = provider.resolve(plot(...parts))
  if (request === undefined) throw new Error(problems[0]?.message)
  return request.body.data as Record<string, JsonValue[]>
}

function problemOf(...parts: Parameters<typeof plot>): string {
  return provider
    .resolve(plot(...parts))
    .problems.map(({ message }) => message)
    .join()
}

async function descriptionOf(...parts: Parameters<typeof plot>) {
  return (await draw(plot(...parts))).artifact.description
}

describe('names are drawn as they are written:', () => {
  test.each<[what: string, names: JsonValue[]]>([
    ['words that mean no value among numbers', ['None', 'NA', '-', '+']],
    ['ids with leading zeros', ['007', '7', '0012']],
    ['versions', ['1.1', '1.10', '2.0']],
    ['ids of more digits than a number holds', ['12345678901234567891', '12345678901234567892']],
  ])('%s', (_, names) => {
    const scores = names.map((_, index) => index + 1)
    expect(drawnOf({ id: names, score: scores }, 'bar chart of score by id').x).toEqual(names)
    const series = { year: names.map(() => 2020), id: names, score: scores }
    expect(drawnOf(series, 'bar chart of score by year, coloured by id').series).toEqual(names)
    const rows = { id: names, a: scores, b: scores }
    const cells = drawnOf(rows, 'heat map', { x: 'id' }).series
    expect([...new Set(cells)]).toEqual(names)
  })

  test('numbers with leading zeros are numbers along a line', () => {
    expect(drawnOf({ step: ['0001', '0500'], loss: [2, 1] }, 'line chart').x).toEqual([1, 500])
  })

  test('a row that is left out is told by the column that lacks a value', () => {
    const data = { year: [2020, 2021, null], a: [1, null, 3], b: [4, 5, 6] }
    const { warnings } = provider.resolve(plot(data, 'line chart', { y_title: 'v' }))
    expect(warnings.map(({ message }) => message)).toEqual([
      'Column `a` has no value to draw in row 2',
      'Column `year` has no value to draw in row 3',
    ])
  })

  test('an empty cell, and NA among numbers and dates, is no value', () => {
    expect(drawnOf({ id: ['a', '', 'c'], score: [1, 2, 3] }).x).toEqual(['a', 'c'])
    expect(drawnOf({ id: ['a', 'b', 'c'], score: [1, 'NA', 3] }).x).toEqual(['a', 'c'])
    expect(drawnOf({ day: ['2024-01-01', 'none', '2024-01-03'], v: [1, 2, 3] }).y).toEqual([1, 3])
  })
})

describe('data that no chart can hold as it is, is refused:', () => {
  test('a day that its month does not have', () => {
    const data = { date: ['2024-02-28', '2024-02-31', '2024-03-05'], v: [1, 2, 3] }
    expect(problemOf(data, 'line chart')).toMatch(/row 2 holds `2024-02-31`/)
  })

  test('a month among years, without taking it for a number and its unit', () => {
    const { problems } = provider.resolve(plot({ year: ['2000', '2001', '2001-05'], v: [1, 2, 3] }))
    expect(problems[0]?.message).toMatch(/row 3 holds `2001-05`/)
    expect(problems[0]?.hint).toMatch(/^Write numbers as/)
  })

  test('one moment twice, written in two ways', () => {
    const months = { date: ['2024-01', '2024-01-01', '2024-02-01'], v: [1, 2, 3] }
    expect(problemOf(months, 'line chart')).toMatch(/`2024-01-01` .*more than once/)
    const zones = { time: ['2024-03-31T01:00+02:00', '2024-03-30T23:00Z'], v: [1, 2] }
    expect(problemOf(zones, 'line chart')).toMatch(/more than once/)
  })

  test('a header that names two columns the same', () => {
    expect(
      problemOf([
        ['a', 'v', 'v'],
        ['x', 1, 5],
      ]),
    ).toMatch(/names the column `v` twice/)
  })

  test.each([
    ['bars', -1, /-1 at `b` in series `x`, and shares of a whole/],
    ['areas', 0, /only 0 at `b`, which has no shares/],
    ['bars', 0, /only 0 at `b`, which has no shares/],
  ])('shares of a whole that has none: 100%% stacked %s', (mark, low, expected) => {
    const data = { year: ['a', 'a', 'b', 'b'], s: ['x', 'y', 'x', 'y'], v: [1, 2, low, 0] }
    expect(problemOf(data, `100% stacked ${mark}`, { x: 'year' })).toMatch(expected)
  })

  test('ends of an error that do not hold the value', () => {
    const data = { m: ['a', 'b'], acc: [76, 80], acc_low: [1.2, 1.5], acc_high: [1.3, 1.9] }
    expect(problemOf(data, 'bars')).toMatch(/`acc` is 76 in row 1.*from 1.2 to 1.3/)
    const turned = { m: ['a', 'b'], acc: [76, 80], acc_low: [77, 79], acc_high: [75, 82] }
    expect(problemOf(turned, 'bars')).toMatch(/from 77 to 75/)
  })
})

describe('errors that a plot has no place for are told as not drawn, and in no other way:', () => {
  test.each<[what: string, data: JsonValue, prompt: string, column: string]>([
    [
      'of the parts of a stack',
      { m: ['a', 'a'], s: ['x', 'y'], v: [1, 2], v_std: [0.1, 0.2] },
      'stacked bars',
      'v_std',
    ],
    ['of areas', { year: [1, 2], v: [1, 2], v_std: [0.1, 0.2] }, 'area chart', 'v_std'],
    ['along x', { dose: [1, 2], dose_err: [0.1, 0.2], y: [3, 4] }, 'scatter plot', 'dose_err'],
  ])('%s', async (_, data, prompt, column) => {
    const { warnings } = provider.resolve(plot(data, prompt))
    expect(warnings.map(({ message }) => message)).toEqual([
      `The errors in \`${column}\` are not drawn`,
    ])
    expect(await descriptionOf(data, prompt)).not.toMatch(/error/)
  })

  test('and are refused where an option asks for them', () => {
    const data = { m: ['a', 'a'], s: ['x', 'y'], v: [1, 2], e: [0.1, 0.2] }
    expect(problemOf(data, 'stacked bars', { y: 'v', error: 'e' })).toMatch(/`error` means/)
  })
})

describe('a description says what the picture shows:', () => {
  test('small numbers are not told as zero', async () => {
    const data = { m: ['a', 'b', 'c'], rate: [0.0003, 0.0012, 0.00012] }
    expect(await descriptionOf(data, 'bars')).toMatch(/a: 0.00030; b: 0.00120; c: 0.00012\./)
  })

  test('large numbers that differ are not told as equal', async () => {
    const data = { m: ['a', 'b', 'c'], count: [1e9, 1e9 + 1, 2.5e12] }
    expect(await descriptionOf(data, 'bars')).toMatch(/a: 1e9; b: 1,000,000,001; c: 2.5e12\./)
  })

  test('a line that comes back does not stay', async () => {
    const data = { year: [2000, 2001, 2002], v: [1, 9, 1] }
    expect(await descriptionOf(data)).toMatch(/It begins and ends at 1\./)
  })

  test('one value, and values that are all equal', async () => {
    expect(await descriptionOf({ year: [2020], v: [5] }, 'line chart')).toMatch(/ 1 value, 5\.$/)
    const equal = { year: [2020, 2021], v: [5, 5] }
    expect(await descriptionOf(equal, 'line chart')).toMatch(/ 2 values, all 5\.$/)
  })

  test('sorted values are told in the order they are drawn in', async () => {
    const data = { month: ['Jan', 'Feb', 'Mar'], v: [2, 3, 1] }
    expect(await descriptionOf(data, 'bars, largest first')).toMatch(/Feb: 3; Jan: 2; Mar: 1\./)
    expect(await descriptionOf(data, 'line chart', { sort: 'descending' })).toMatch(
      /falls from 3 at Feb to 1 at Mar/,
    )
  })

  test('values of small plots are told with their plot', async () => {
    const data = { site: ['A', 'B'], month: ['Jan', 'Jan'], v: [1, 2] }
    expect(await descriptionOf(data, 'bars of v by month, one panel per site')).toMatch(
      /A, Jan: 1; B, Jan: 2\./,
    )
  })
})

test('the axis of stacked bars in small plots ends at the tallest stack, not at their sum', async () => {
  const data = {
    site: ['A', 'A', 'B', 'B'],
    month: ['Jan', 'Jan', 'Jan', 'Jan'],
    s: ['x', 'y', 'x', 'y'],
    v: [10, 20, 30, 40],
  }
  const { svg } = await draw(plot(data, 'stacked bars of v by month, one panel per site'))
  expect(svg).toContain('data-text="70"')
  expect(svg).not.toContain('data-text="80"')
})

test.each([
  ['linear', { x: [0, 1, 2], y: [0, 10, 10] }, /data-text="(?:11|12)"/],
  ['log', { x: [0, 1, 2], y: [1, 1e6, 1e6] }, /data-text="10⁷"/],
])('a fitted line ends inside of its %s axis', async (scale, data, expected) => {
  const { svg } = await draw(plot(data, 'scatter plot', { trend: 'linear', scale }))
  expect(svg).toMatch(expected)
})

test('lines over names keep the order that each of them has', () => {
  const data = {
    month: ['Jan', 'Mar', 'Jan', 'Feb', 'Mar'],
    s: ['A', 'A', 'B', 'B', 'B'],
    v: [1, 2, 3, 4, 5],
  }
  return expect(drawnPlaces(data)).resolves.toEqual(['Jan', 'Feb', 'Mar'])
})

/** The names along the x axis, from left to right. */
async function drawnPlaces(data: Record<string, string[] | number[]>): Promise<string[]> {
  const { svg } = await draw(plot(data, 'line chart of v by month, one line per s'))
  const texts = [
    ...svg.matchAll(/translate\(([\d.]+),[\d.]+\)" opacity="1"><g data-text="(\w{3})"/g),
  ]
  return texts.sort((a, b) => Number(a[1]) - Number(b[1])).map((text) => text[2] ?? '')
}

describe('words of a sentence are not taken for words about the drawing:', () => {
  const years = { year: [2000, 2001, 2002], v: [1, 2, 3] }
  test.each([
    'The temperature rose until 2002',
    'Number of polar bears by year',
    'Precision of 3D object detection by year',
    'Range of radar and spider sensors by year',
  ])('%s', (prompt) => {
    expect(problemOf(years, prompt)).toBe('')
  })

  test.each(['rose chart', 'polar plot', '3D bar chart', 'a radar chart of v', 'spider plot'])(
    'a %s is still refused',
    (prompt) => {
      expect(problemOf(years, prompt)).toMatch(/The prompt asks for/)
    },
  )

  test('a slope graph of two things at two times goes from time to time', () => {
    const data = {
      who: ['a', 'a', 'b', 'b'],
      when: ['before', 'after', 'before', 'after'],
      v: [1, 2, 3, 1],
    }
    expect(drawnOf(data, 'slope chart').x).toEqual(data.when)
  })

  test('a log yield is no logarithmic axis', () => {
    const data = { year: [2000, 2001], yield: [-1, 2] }
    expect(problemOf(data, 'line chart of log yield by year')).toBe('')
  })

  test('`count` is no beginning of `country` where the country is named too', () => {
    const data = { model: ['a', 'b'], country: ['DE', 'FR'], count: [3, 4] }
    const { x, y } = drawnOf(data, 'bar chart of count by country')
    expect({ x, y }).toEqual({ x: ['DE', 'FR'], y: [3, 4] })
  })
})
