import { describe, expect, test } from 'vitest'
import { cellsOf, chartOf, infer, problemsOf } from './chart-of.js'

const wide = { model: ['a', 'b'], qa_score: [1, 2], nli_score: [3, 4] }
const long = {
  site: ['n', 's', 'n', 's'],
  year: [1932, 1932, 1931, 1931],
  yield_tons: [5, 6, 7, 8],
}

describe('a table that is the matrix itself', () => {
  test('has a row for each name of its first column and a column for each of its numbers', () => {
    const chart = chartOf(wide, 'Heatmap of the scores')
    expect(cellsOf(chart)).toEqual(['a, Qa: 1', 'a, Nli: 3', 'b, Qa: 2', 'b, Nli: 4'])
    expect([chart.series?.title, chart.y.title]).toEqual(['Model', 'Score'])
  })

  test('keeps its names as written where rows and columns have the same', () => {
    const square = { variable: ['mpg', 'hp'], mpg: [1, -0.8], hp: [-0.8, 1] }
    const chart = chartOf(square, 'Correlation matrix of the variables')
    expect(cellsOf(chart)).toEqual(['mpg, mpg: 1', 'mpg, hp: -0.8', 'hp, mpg: -0.8', 'hp, hp: 1'])
    expect(chart).toMatchObject({
      y: { title: 'Correlation' },
      series: { title: '' },
      diverging: true,
    })
  })

  test('of a confusion matrix has its axes named, and says what it counts', () => {
    const counts = { '': ['cat', 'dog'], cat: [9, 1], dog: [2, 8] }
    const chart = chartOf(counts, 'Confusion matrix of the classifier')
    expect(chart).toMatchObject({
      x: { title: 'Predicted' },
      y: { title: 'Count' },
      series: { title: 'Actual' },
    })
    const shares = { truth: ['cat', 'dog'], cat: [0.9, 0.1], dog: [0.2, 0.8] }
    const normalized = chartOf(shares, 'Normalised confusion matrix')
    expect([normalized.y.title, normalized.series?.title]).toEqual(['Share', 'Truth'])
  })

  test('leaves a cell without a value open', () => {
    const chart = chartOf({ ...wide, nli_score: [3, null] }, 'heat map')
    expect(cellsOf(chart)).toEqual(['a, Qa: 1', 'a, Nli: 3', 'b, Qa: 2'])
  })
})

describe('a table with a row for each value', () => {
  test('has its ordered column along x, and rows that ascend', () => {
    const chart = chartOf(long, 'Heat map of yields')
    expect(cellsOf(chart)).toEqual(['n, 1931: 7', 's, 1931: 8', 'n, 1932: 5', 's, 1932: 6'])
    const turned = chartOf(long, 'Heat map of yields by site and year')
    expect([turned.x.title, turned.series?.names]).toEqual(['Site', ['1931', '1932']])
  })

  test('may have numbers for both names, as a search of parameters does', () => {
    const grid = { rate: [0.1, 0.1, 0.01, 0.01], batch: [64, 32, 64, 32], accuracy: [1, 2, 3, 4] }
    const chart = chartOf(grid, 'Heatmap of accuracy')
    expect(cellsOf(chart)).toEqual(['0.01, 32: 4', '0.01, 64: 3', '0.1, 32: 2', '0.1, 64: 1'])
  })

  test('is read as its options say: x and y are names, colour is the number', () => {
    const options = { mark: 'heatmap', x: 'site', y: 'year', color: 'yield_tons' } as const
    const chart = chartOf(long, '', options)
    expect([chart.x.title, chart.series?.title, chart.y.title]).toEqual([
      'Site',
      'Year',
      'Yield tons',
    ])
  })

  test('of a confusion matrix has what was predicted along x, wherever it stands', () => {
    const counts = { predicted: ['a', 'b'], actual: ['a', 'a'], count: [3, 1] }
    expect(chartOf(counts, 'confusion matrix').x.title).toBe('Predicted')
  })

  test('in a slope graph has one line for each name, whatever the prompt says first', () => {
    const chart = chartOf(long, 'Slope graph of yield by site')
    expect([chart.x.title, chart.series?.names]).toEqual(['Year', ['n', 's']])
  })

  test('warns of rows without a value, by their number in the data', () => {
    const { chart, warnings } = infer({ ...long, yield_tons: [5, null, 7, 8] }, 'heat map', {})
    expect(chart?.rows).toHaveLength(3)
    expect(warnings.map(({ message }) => message)).toEqual([
      'Column `yield_tons` has no value to draw in row 2',
    ])
  })

  test('that asks for a column with text among its numbers says where', () => {
    const mixed = { ...long, yield_tons: [5, 6, 7, 'x'] }
    expect(problemsOf(mixed, 'Heat map of yield tons')[0]?.message).toBe(
      'Column `yield_tons` is not all numbers: row 4 holds `x`',
    )
  })
})

test.each([
  [{ a: ['x', 'y'], b: [1, 2] }, {}, '`data` has no two columns whose names `b` belongs to'],
  [{ ...long, year: [1, 1, 1, 1] }, {}, '`data` has more than one value for `n` with `1`'],
  [long, { x: 'sites' }, '`x` names the column `sites`, which the data does not have'],
  [long, { facet: 'site' }, '`facet` means nothing for a heatmap'],
  [{ a: ['x'], b: ['y'] }, {}, '`data` has no column of numbers to draw'],
])('%j with %j is refused with what was seen', (data, options, message) => {
  const [problem] = problemsOf(data, 'Heatmap', options)
  expect(problem?.message).toContain(message)
  expect(problem?.hint).toMatch(/^[A-Z`].*[.?]$/)
})
