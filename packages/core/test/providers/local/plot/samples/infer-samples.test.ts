import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../../src/json.js'
import type { PlotOptions } from '../../../../../src/providers/local/options.js'
import { readPromptWords } from '../../../../../src/providers/local/plot/inference/prompt-words.js'
import { chartOf, infer } from '../matrix/chart-of.js'

function problemOf(data: JsonValue, prompt = '', options: PlotOptions = {}): string {
  const { problems } = infer(data, prompt, options)
  return problems.map(({ field, hint, message }) => `${field}: ${message} | ${hint}`).join('; ')
}

const penguins = {
  species: ['Adelie', 'Adelie', 'Gentoo', 'Gentoo', 'Adelie', 'Gentoo'],
  sex: ['f', 'm', 'f', 'm', 'f', 'm'],
  flipper_length_mm: [181, 186, 217, 221, 190, 215],
  body_mass_g: [3750, 3800, 4700, 5500, 3400, 5100],
}

describe('the kind of plot', () => {
  test.each([
    ['Histogram of flipper length', 'histogram'],
    ['Density plot of flipper length', 'density'],
    ['KDE of flipper length', 'density'],
    ['Kernel density of flipper length', 'density'],
    ['Box plot of flipper length by species', 'box'],
    ['Boxplots of flipper length', 'box'],
    ['box-and-whisker plot of body mass', 'box'],
    ['Violin plot of body mass by species', 'violin'],
    ['Distribution of flipper length', 'histogram'],
    ['Distribution of flipper length by species', 'box'],
    ['Distribution of flipper length by species, as a histogram', 'histogram'],
    ['Distribution of flipper length across species as violins', 'violin'],
    ['Bar chart of the distribution of body mass', 'bar'],
  ])('%s: %s', (prompt, mark) => {
    expect(readPromptWords(prompt, Object.keys(penguins)).mark?.value).toBe(mark)
  })

  test('a density that is a quantity is no kind of plot', () => {
    const countries = { country: ['a', 'b'], density: [120, 80] }
    expect(chartOf(countries, 'Population density by country').mark).toBe('bar')
  })
})

describe('columns', () => {
  test('a histogram takes the numbers it names, and tells nothing apart unless it is asked to', () => {
    const chart = chartOf(penguins, 'Histogram of flipper length')
    expect(chart).toMatchObject({ x: { title: '' }, y: { title: 'Flipper length (mm)' } })
    expect(chart.series).toBeUndefined()
    expect(chart.rows.map(({ y }) => y)).toEqual(penguins.flipper_length_mm)
    expect(chartOf(penguins, 'Histogram of flipper length by sex').series?.names).toEqual([
      'f',
      'm',
    ])
  })

  test('the only names that come again tell a histogram apart', () => {
    const { species, flipper_length_mm } = penguins
    const chart = chartOf({ species, flipper_length_mm }, 'Histogram')
    expect(chart.series?.names).toEqual(['Adelie', 'Gentoo'])
  })

  test('samples of a histogram are named by x or by y', () => {
    const byX = chartOf(penguins, '', { mark: 'histogram', x: 'body_mass_g', color: 'sex' })
    expect(chartOf(penguins, '', { mark: 'histogram', y: 'body_mass_g', color: 'sex' })).toEqual(
      byX,
    )
    expect(byX.series?.names).toEqual(['f', 'm'])
    expect(
      problemOf(penguins, '', { mark: 'histogram', x: 'body_mass_g', y: 'flipper_length_mm' }),
    ).toMatch(/both `x` and `y` name columns/)
  })

  test('titles, scale and bins of a histogram are those of the axes that are seen', () => {
    const chart = chartOf(penguins, 'Histogram of body mass', {
      x_title: 'Mass (g)',
      y_title: 'Penguins',
      scale: 'log-x',
      bins: 8,
    })
    expect(chart).toMatchObject({
      x: { title: 'Penguins' },
      y: { title: 'Mass (g)', log: true },
      bins: 8,
    })
  })

  test('boxes stand for the first names that come again, or those the prompt names', () => {
    const masses = 'Box plot of body mass'
    expect(chartOf(penguins, masses)).toMatchObject({ x: { title: 'Species' } })
    expect(chartOf(penguins, `${masses} by sex`)).toMatchObject({ x: { title: 'Sex' } })
    expect(chartOf(penguins, `${masses} by species and sex`)).toMatchObject({
      x: { title: 'Species' },
      series: { title: 'Sex', names: ['f', 'm'] },
      stack: 'grouped',
    })
  })

  test('a number after `by` is a category', () => {
    const cars = { cyl: [4, 8, 6, 4, 8, 6], mpg: [30, 15, 20, 28, 14, 21] }
    const chart = chartOf(cars, 'Box plot of mpg by cyl')
    expect(chart).toMatchObject({ x: { kind: 'category', title: 'Cyl' }, y: { title: 'Mpg' } })
  })

  test('columns side by side make a box each', () => {
    const wide = { control: [1, 2, 3], treated: [2, 3, 4] }
    const chart = chartOf(wide, '', { mark: 'box', y_title: 'Response' })
    expect(chart.series).toBeUndefined()
    expect(new Set(chart.rows.map(({ x }) => x))).toEqual(new Set(['Control', 'Treated']))
    expect(chartOf(wide, 'Histogram').series?.names).toEqual(['Control', 'Treated'])
  })

  test('samples alone make one box', () => {
    const chart = chartOf({ v: [1, 2, 3] }, 'Box plot')
    expect(chart.rows.map(({ x }) => x)).toEqual(['', '', ''])
  })
})

describe('what would make a wrong picture is refused', () => {
  const grouped = { g: ['a', 'a', 'b', 'b', 'b'], v: [1, 2, 3, 4, 5] }

  test.each<[string, RegExp, JsonValue, string, PlotOptions]>([
    [
      'names that are not counted',
      /^x: `x` names `species`.*mark=bar/,
      penguins,
      '',
      { mark: 'histogram', x: 'species' },
    ],
    [
      'axes the wrong way round',
      /Write `x=sex` and `y=body_mass_g`/,
      penguins,
      '',
      { mark: 'box', x: 'body_mass_g', y: 'sex' },
    ],
    [
      'bins and counts',
      /counted already: columns `bin`, `count`.*mark=bar/,
      { bin: ['0-1', '1-2'], count: [3, 4] },
      'histogram',
      {},
    ],
    [
      'values and counts',
      /counted already: columns `value`, `count`/,
      { value: [1, 2, 3], count: [3, 4, 5] },
      'Histogram of value',
      {},
    ],
    [
      'quartiles',
      /summarised already: columns `q1`, `median`, `q3`/,
      { m: ['a', 'b'], q1: [1, 2], median: [2, 3], q3: [3, 4] },
      'Box plot',
      {},
    ],
    [
      'one value for each name',
      /one value for each of 2 groups.*mark=bar/,
      { model: ['a', 'b'], accuracy: [1, 2] },
      'Distribution of accuracy by model',
      {},
    ],
    [
      'a density of two values',
      /2 values for `a`.*at least 3 that differ.*mark=histogram/,
      grouped,
      'Density plot of v by g',
      {},
    ],
    [
      'a violin of equal values',
      /only equal values, and a violin needs.*mark=box/,
      { v: [2, 2, 2, 2] },
      'Violin plot of v',
      {},
    ],
    [
      'a density on a logarithmic axis',
      /^scale: A density.*mark=histogram/,
      { v: [1, 2, 3] },
      'KDE of v',
      { scale: 'log-x' },
    ],
    [
      'counts on a logarithmic axis',
      /^scale: .*scale=log-x/,
      { v: [1, 2, 3] },
      'Histogram of v',
      { scale: 'log-y' },
    ],
    [
      'no logarithm',
      /has 0 on a logarithmic x axis/,
      { v: [0, 2, 3] },
      'Histogram of v',
      { scale: 'log-x' },
    ],
    [
      'several units on one axis',
      /4 columns of numbers in different units/,
      { a_mm: [1], b_kg: [2], c: [3], d: [4] },
      'Histogram',
      {},
    ],
  ])('%s', (_, problem, data, prompt, options) => {
    expect(problemOf(data, prompt, options)).toMatch(problem)
  })

  test('counts that are the samples themselves are drawn', () => {
    expect(
      chartOf({ day: ['mo', 'tu'], count: [3, 4] }, '', { mark: 'histogram', x: 'count' }).rows,
    ).toHaveLength(2)
  })
})
