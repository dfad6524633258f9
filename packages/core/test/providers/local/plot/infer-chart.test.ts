import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/json.js'
import type { PlotOptions } from '../../../../src/providers/local/options.js'
import {
  toSharedTitle,
  toTitle,
} from '../../../../src/providers/local/plot/inference/column-title.js'
import { inferChart } from '../../../../src/providers/local/plot/inference/infer-chart.js'
import { readTable } from '../../../../src/providers/local/plot/table.js'
import { chartOf, infer } from './matrix/chart-of.js'

const scores = { model: ['a', 'b'], accuracy: [1, 2], latency_ms: [30, 40] }

describe('what is drawn', () => {
  test('names make bars, steps and dates make lines, numbers make points', () => {
    expect(chartOf({ model: ['a'], accuracy: [1] }).mark).toBe('bar')
    expect(chartOf({ epoch: [1, 2], loss: [2, 1] }).mark).toBe('line')
    expect(chartOf({ date: ['2024-01', '2024-02'], loss: [2, 1] }).mark).toBe('line')
    expect(chartOf({ weight: [1, 2], height: [2, 1] }).mark).toBe('scatter')
  })

  test('the first word of the prompt that names a mark decides, an option before it', () => {
    expect(chartOf(scores, 'A line chart, not bars, of accuracy').mark).toBe('line')
    expect(chartOf(scores, 'A line chart of accuracy', { mark: 'bar' }).mark).toBe('bar')
  })

  test('the prompt chooses among columns of numbers', () => {
    expect(chartOf(scores, 'accuracy by model').y.title).toBe('Accuracy')
    expect(chartOf(scores, 'latency of each model').y.title).toBe('Latency (ms)')
    expect(chartOf(scores, 'everything').series?.names).toEqual(['Accuracy', 'Latency (ms)'])
  })

  test('columns named in part are drawn together: "top1 and top5 accuracy", "train and validation loss"', () => {
    const top = { model: ['a'], top1_accuracy: [1], top5_accuracy: [2] }
    expect(chartOf(top, 'Bars of top1 and top5 accuracy by model').series?.names).toEqual([
      'Top1',
      'Top5',
    ])
    const loss = { epoch: [1], train_loss: [1], val_loss: [2], rate: [0.1] }
    expect(chartOf(loss, 'train and validation loss over epochs').series?.names).toEqual([
      'Train',
      'Val',
    ])
  })

  test('long data takes its colour from the second category', () => {
    const long = { year: [1, 2, 1, 2], region: ['n', 'n', 's', 's'], sales: [1, 2, 3, 4] }
    const chart = chartOf(long, 'sales over the years')
    expect(chart).toMatchObject({ mark: 'line', series: { title: 'Region', names: ['n', 's'] } })
    expect(chart.rows).toHaveLength(4)
  })

  test('names beside a line that has one value for each x make no lines of their own', () => {
    const days = { date: ['2024-01-01', '2024-01-02', '2024-01-03'], rain: [1, 2, 3] }
    const weather = { ...days, weather: ['sun', 'fog', 'sun'] }
    expect(chartOf(weather, 'rain over time')).not.toHaveProperty('series')
    expect(chartOf(weather, 'rain over time, coloured by weather').series?.names).toEqual([
      'sun',
      'fog',
    ])
  })

  test('`by` and `against` say what is compared across', () => {
    const chart = chartOf({ loss: [2, 1], size: [10, 20] }, 'scatter of loss against size')
    expect([chart.x.title, chart.y.title]).toEqual(['Size', 'Loss'])
  })

  test('errors come from columns beside their value, never as a series', () => {
    const half = chartOf({ model: ['a'], accuracy: [10], accuracy_std: [2] })
    expect(half.rows).toEqual([{ x: 'a', y: 10, low: 8, high: 12 }])
    const ends = chartOf({ step: [1], loss: [5], ci_low: [4], ci_high: [7] })
    expect(ends.rows).toEqual([{ x: 1, y: 5, low: 4, high: 7 }])
    expect(ends.series).toBeUndefined()
  })

  test('a column called error is a value like any other', () => {
    expect(chartOf({ model: ['a'], error: [3] }).y.title).toBe('Error')
  })

  test('modifiers come from words and from options', () => {
    const data = { model: ['a'], x1: [1], x2: [2] }
    expect(chartOf(data, 'stacked horizontal bars with value labels, ranked')).toMatchObject({
      stack: 'stacked',
      orient: 'horizontal',
      valueLabels: true,
      sort: 'descending',
    })
    expect(chartOf(data, 'stacked bars', { stack: 'grouped', labels: 'none' })).toMatchObject({
      stack: 'grouped',
    })
    expect(chartOf({ a: [1, 2], b: [3, 4] }, 'log-log plot')).toMatchObject({
      x: { log: true },
      y: { log: true },
    })
  })

  test('`log loss` is a name, not a scale', () => {
    expect(
      chartOf({ epoch: [1, 2], log_loss: [0, 1] }, 'log loss over epochs').y.log,
    ).toBeUndefined()
  })

  test('text that is all numbers is numbers; an empty cell is told and left out', () => {
    const { chart, warnings } = infer({ model: ['a', 'b', 'c'], score: ['1', '2.5', ''] })
    expect(chart?.rows.map((row) => row.y)).toEqual([1, 2.5])
    expect(warnings.map(({ message }) => message)).toEqual([
      'Column `score` has no value to draw in row 3',
    ])
  })
})

describe('what is refused, with what was seen', () => {
  const messageOf = (data: JsonValue, prompt = '', options: PlotOptions = {}) => {
    const read = readTable(data)
    if ('problem' in read) return read.problem.message
    return inferChart(read.table, prompt, options)
      .problems.map(({ message }) => message)
      .join('; ')
  }

  test.each<[string, JsonValue, string, PlotOptions, RegExp]>([
    ['no rows', [], '', {}, /has no rows/],
    ['empty columns', { a: [], b: [] }, '', {}, /has no rows/],
    ['columns of different lengths', { a: [1, 2], b: [1] }, '', {}, /`a` 2, `b` 1/],
    ['a bare number', 3, '', {}, /expected rows or columns/],
    ['a nested cell', { a: ['x'], b: [{ c: 1 }] }, '', {}, /an object in row 1 of column `b`/],
    ['no numbers', { a: ['x'], b: ['y'] }, '', {}, /no column of numbers/],
    ['nothing to draw against', { a: [1] }, '', {}, /nothing to draw its numbers against/],
    [
      'a text among numbers',
      { a: ['x', 'y', 'z'], b: [1, 2, '3 ms'] },
      '',
      {},
      /row 3 holds `3 ms`/,
    ],
    ['an unknown column', scores, '', { x: 'modle' }, /column `modle`/],
    [
      'scales too different',
      { m: ['a'], acc: [0.8], params: [1e6] },
      '',
      {},
      /too different to share/,
    ],
    [
      'the same bar twice',
      { m: ['a', 'a'], v: [1, 2] },
      '',
      {},
      /`a` in column `m` more than once/,
    ],
    ['bars on a log scale', { m: ['a'], v: [1] }, '', { scale: 'log' }, /no zero for bars/],
    [
      'zero on a log scale',
      { a: [1, 2], b: [0, 1] },
      '',
      { scale: 'log-y' },
      /has 0 on a logarithmic y/,
    ],
    ['a kind it does not draw', { m: ['a'], v: [1] }, 'A pie chart', {}, /asks for `pie`/],
    [
      'too many bars',
      {
        m: Array.from({ length: 200 }, (_, i) => `m${i}`),
        v: Array.from({ length: 200 }, () => 1),
      },
      '',
      {},
      /200 different values/,
    ],
    [
      'too many rows',
      {
        m: Array.from({ length: 20_001 }, (_, i) => i),
        v: Array.from({ length: 20_001 }, () => 1),
      },
      '',
      {},
      /20001 rows/,
    ],
  ])('%s', (_, data, prompt, options, expected) => {
    expect(messageOf(data, prompt, options)).toMatch(expected)
  })
})

describe('titles', () => {
  test.each([
    ['accuracy_percent', 'Accuracy (%)'],
    ['latency_ms', 'Latency (ms)'],
    ['testAccuracy', 'Test accuracy'],
    ['bleu', 'BLEU'],
    ['F1', 'F1'],
    ['Top-1 (%)', 'Top-1 (%)'],
    ['ms', 'Ms'],
  ])('%s is written %s', (name, title) => {
    expect(toTitle(name).toLowerCase()).toBe(title.toLowerCase())
    expect(toTitle(name).charAt(0)).toBe(title.charAt(0))
  })

  test('columns that share a word share it as title', () => {
    expect(toSharedTitle(['train_loss', 'val_loss'])).toEqual({
      title: 'Loss',
      names: ['Train', 'Val'],
    })
    expect(toSharedTitle(['wind_twh', 'solar_twh']).names).toEqual(['Wind', 'Solar'])
    expect(toSharedTitle(['p50_ms', 'p99_ms'])).toEqual({ title: 'ms', names: ['P50', 'P99'] })
    expect(toSharedTitle(['ours', 'theirs'])).toEqual({ title: '', names: ['Ours', 'Theirs'] })
  })
})
