import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Figure } from '../../../../../src/figure.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import { expectInside } from '../../bounds.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

const plot = (prompt: string, data: Figure['data'], rest: Partial<Figure> = {}) =>
  draw(localFigure({ task: 'plot', prompt, data, ...rest }))

const names = ['first', 'second', 'a much longer third name']
const square = {
  '': names,
  ...Object.fromEntries(names.map((name, at) => [name, [at * 5, 10 - at, 3]])),
}
const years = [2000, 2010, 2020]
const mix = { year: years, coal_twh: [9, 6, 1], gas_twh: [3, 4, 5], wind_twh: [0, 1, 4] }
const pairs = { country: names, '1990': [46.9, 44, 43.5], '2020': [39.6, 43.5, 43.4] }

const figures: [string, string, Figure['data']][] = [
  ['heat map', 'Confusion matrix', square],
  ['area', 'Stacked area chart', mix],
  ['dot plot', 'Dumbbell plot', pairs],
  ['slope graph', 'Slope graph', pairs],
  ['stacked bars', 'Stacked bars with value labels', mix],
  ['lines', 'Line chart', mix],
]

describe.each(figures)('a %s', (_, prompt, data) => {
  test.each(Object.keys(themes))('is whole and inside its edges in the %s theme', async (name) => {
    const theme = name as keyof typeof themes
    for (const fit of ['web', 'panel']) {
      const { artifact, svg } = await plot(prompt, data, { theme, options: { fit } })
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<text/)
      for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`id="${id}"`)
      await expectInside(artifact)
    }
  })
})

test('every cell of a matrix is drawn, and its description names every row', async () => {
  const value = fc.option(fc.integer({ min: -50, max: 1000 }), { nil: null, freq: 4 })
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 7 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
    .filter((rows) => rows.every((row) => row.some((cell) => cell !== null)))
  await fc.assert(
    fc.asyncProperty(matrix, async (rows) => {
      const data = rows.map((row, at) => ({
        name: `row ${at + 1}`,
        ...Object.fromEntries(row.map((cell, column) => [`column ${column + 1}`, cell])),
      }))
      const isNumbered = (column: number) => rows.some((row) => row[column] !== null)
      fc.pre((rows[0] ?? []).every((_cell, column) => isNumbered(column)))
      // Drawing throws where there are not as many cells as values.
      const { artifact } = await plot('Heatmap', data)
      for (const { name } of data) expect(artifact.description).toContain(name)
      const missing = rows.flat().filter((cell) => cell === null).length
      expect(artifact.description?.includes('no value')).toBe(missing > 0)
    }),
    { numRuns: 12 },
  )
})

test('a confusion matrix tells its extremes and what lies on its diagonal', async () => {
  const data = { '': ['cat', 'dog'], cat: [45, 5], dog: [10, 40] }
  const { artifact } = await plot('Confusion matrix', data)
  expect(artifact.description).toBe(
    'Heat map of count by predicted. 2 rows (Actual): cat, dog. 2 columns (Predicted): cat, dog. Highest 45 (cat, cat), lowest 5 (dog, cat). 85.0% of the total lies on the diagonal.',
  )
})

test('a slope graph tells who rises and who falls most', async () => {
  const data = { team: ['a', 'b', 'c'], before: [1, 5, 3], after: [4, 2, 3] }
  const { artifact } = await plot('Before and after', data, { options: { y_title: 'Points' } })
  expect(artifact.description).toBe(
    'Slope graph of points. From before to after: a 1 to 4; b 5 to 2; c 3 to 3. a rises most, by 3. b falls most, by 3.',
  )
})

test('a stacked area tells every series and how the total goes', async () => {
  const { artifact } = await plot('Stacked area chart', mix)
  expect(artifact.description).toBe(
    'Stacked area chart of TWh by year. 3 series: Coal 1 to 9; Gas 3 to 5; Wind 0 to 4. The total goes from 12 at 2000 to 10 at 2020.',
  )
})

test.each([
  ['below zero', { ...mix, coal_twh: [1, -2, 3] }, /`data` has -2 at `2010` in series `Coal`/],
  ['not given', { ...mix, gas_twh: [1, null, 3] }, /`data` has no value of `Gas` at `2010`/],
])('areas with a value %s are not stacked', async (_, data, message) => {
  await expect(plot('Stacked area chart', data)).rejects.toThrow(message)
})

test('a slope graph of five places and a heat map of 61 columns are refused', async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, [at]]))
  await expect(plot('Slope graph', { name: ['a'], ...many(5) })).rejects.toThrow(/5 places/)
  await expect(plot('Heatmap', { name: ['a'], ...many(61) })).rejects.toThrow(/1 x 61 cells/)
})

test('few lines are named at their ends and many have a legend', async () => {
  const line = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`s${String.fromCharCode(97 + at)}_loss`, [at, 9]]),
    )
  const countSymbols = async (count: number) => {
    const { svg } = await plot('Line chart', { epoch: [1, 2], ...line(count) })
    // Symbols of a legend have a place of their own, points of a line have one in the plot.
    return [...svg.matchAll(/<path transform="translate\(6\.5,/g)].length
  }
  expect(await countSymbols(5)).toBe(0)
  expect(await countSymbols(6)).toBe(6)
})

test('bars of a theme for paper are hatched, and their legend is too', async () => {
  const { svg } = await plot('Grouped bars', mix, { theme: 'print' })
  const uses = [...svg.matchAll(/fill="url\(#(hatch-[^)]+)\)"/g)].map(([, id]) => id)
  // Two of three series are hatched, each in three bars and the legend.
  expect(uses).toHaveLength(8)
  expect(new Set(uses).size).toBe(2)
  expect(await plot('Grouped bars', mix).then((light) => light.svg)).not.toContain('<pattern')
})
