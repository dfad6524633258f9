import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/json.js'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

const provider = createLocalProvider()

function plot(data: JsonValue, prompt = '', options: Record<string, string> = {}) {
  return localFigure({ task: 'plot', data, prompt, options })
}

/** Everything wrong with a figure, as an author reads it. */
function problemsOf(...parts: Parameters<typeof plot>): string[] {
  return provider
    .resolve(plot(...parts))
    .problems.map(({ field, hint = '', message }) => `${field}: ${message} | ${hint}`)
}

const scores = { model: ['a', 'b', 'c'], accuracy: [1, 2, 3] }
const steps = { step: [1, 2, 3], loss: [3, 2, 1] }
const many = (count: number) => Array.from({ length: count }, (_, index) => index)

type Case = [what: string, expected: RegExp, ...figure: Parameters<typeof plot>]

describe('an error before anything is drawn names the place, what was seen and what to do:', () => {
  test.each<Case>([
    [
      'a column that is not there',
      /^x: .*`modle`.*Did you mean `model`/,
      scores,
      '',
      { x: 'modle' },
    ],
    ['no near name', /^color: .*Expected one of `model`, `accuracy`/, scores, '', { color: 'zzz' }],
    ['a column named twice', /^y: .*`accuracy` twice/, scores, '', { y: 'accuracy,accuracy' }],
    [
      'an unknown column of errors',
      /^error: .*`sdt`/,
      { ...scores, std: [1, 1, 1] },
      '',
      { error: 'sdt' },
    ],
    [
      'three columns of errors',
      /^error: .*3 columns, expected one or two/,
      { ...scores, a: [1, 1, 1], b: [1, 1, 1] },
      '',
      { y: 'accuracy', error: 'a,b,accuracy' },
    ],
    [
      'an error below zero',
      /`accuracy_std` is -2 in row 2/,
      { ...scores, accuracy_std: [1, -2, 1] },
    ],
    ['no rows', /^data: .*no rows/, []],
    ['columns without rows', /^data: .*no rows/, { a: [], b: [] }],
    ['only empty cells', /no column of numbers/, { model: ['a', 'b'], score: [null, null] }],
    [
      'a column asked for that is empty',
      /^y: Column `score` holds no value/,
      { model: ['a'], other: [1], score: [null] },
      '',
      { y: 'score' },
    ],
    [
      'rows that lack x or y',
      /no row with both/,
      { year: [2020, null], sales: [null, 3] },
      '',
      { x: 'year', y: 'sales' },
    ],
    [
      'a percent sign',
      /row 1 holds `76\.1%` \| Write `76.1`, and the unit once.*`accuracy_percent`/,
      { model: ['a', 'b'], accuracy: ['76.1%', '80%'] },
    ],
    [
      'thousands',
      /holds `1,234` \| Write `1234`/,
      { model: ['a', 'b'], score: ['1,234', '5,678'] },
    ],
    [
      'a unit',
      /holds `3 ms` \| Write `3`.*`latency_ms`/,
      { model: ['a', 'b'], latency: ['3 ms', '4 ms'] },
    ],
    [
      'money',
      /holds `\$5` \| Write `5`.*`price_usd`/,
      { item: ['a', 'b'], price: ['$5', '$7.50'] },
    ],
    [
      'a word among numbers',
      /row 3 holds `n\.d\.` \| Write numbers as/,
      { m: ['a', 'b', 'c'], v: [1, 2, 'n.d.'] },
    ],
    ['infinity', /row 2 holds `Infinity`/, { m: ['a', 'b', 'c'], v: [1, 'Infinity', 2] }],
    [
      'another column of numbers in the place of one with units',
      /`accuracy` is not all numbers/,
      { model: ['a', 'b'], accuracy: ['76%', '80%'], params: [1, 2] },
      'Bar chart of accuracy by model',
    ],
    [
      'text among dates',
      /`date` is not all dates: row 2 holds `soon` \| Write dates as/,
      { date: ['2024-01-01', 'soon', '2024-01-03'], v: [1, 2, 3] },
    ],
    [
      'text along a line of numbers',
      /`step` is not all numbers: row 3 holds `last`/,
      { step: [1, 2, 'last'], loss: [3, 2, 1] },
      'line',
    ],
    [
      'zero on a logarithmic axis',
      /^data: .*has 0 on a logarithmic y/,
      { a: [1, 2], b: [0, 1] },
      '',
      { scale: 'log-y' },
    ],
    [
      'a negative x on a logarithmic axis',
      /has -1 on a logarithmic x/,
      { a: [-1, 2], b: [1, 1] },
      '',
      { scale: 'log-x', mark: 'scatter' },
    ],
    [
      'an area below zero',
      /^size: .*-4 in row 2/,
      { a: [1, 2], b: [1, 2], c: [3, -4] },
      '',
      { mark: 'scatter', size: 'c' },
    ],
    [
      'an area where there are no points',
      /^size: .*bar chart has none/,
      { m: ['a'], v: [1], s: [2] },
      '',
      { mark: 'bar', size: 's', y: 'v' },
    ],
    [
      'a number next to nothing',
      /^data: .*5e-324 in row 2 of column `v`, and numbers from 1e-300/,
      { m: ['a', 'b'], v: [1, 5e-324] },
    ],
    [
      '200 bars',
      /200 different values.*at most 120 \| Show fewer/,
      { m: many(200).map((n) => `m${n}`), v: many(200) },
    ],
    [
      '30 colours',
      /^color: .*30 different values, and at most 12/,
      { a: many(30), b: many(30), c: many(30).map((n) => `c${n}`) },
      '',
      { mark: 'scatter', color: 'c' },
    ],
    [
      '30 small plots',
      /^facet: .*30 different values, and at most 24/,
      { a: many(30), b: many(30), c: many(30).map((n) => `c${n}`) },
      '',
      { mark: 'scatter', facet: 'c' },
    ],
    ['20,001 rows', /^data: .*20001 rows.*at most 20000/, { a: many(20_001), b: many(20_001) }],
    [
      'no number of columns',
      /^columns: .*`many`.*whole number from 1 to 12/,
      scores,
      '',
      { columns: 'many' },
    ],
    ['columns without small plots', /^columns: .*add `facet=`/, scores, '', { columns: '2' }],
    [
      'a line fitted to bars',
      /^trend: .*scatter plots, and this is a bar/,
      scores,
      '',
      { trend: 'linear' },
    ],
    [
      'a line fitted to one x',
      /^trend: .*two different ones/,
      { a: [1, 1], b: [2, 3] },
      '',
      { mark: 'scatter', trend: 'linear' },
    ],
    ['a reference without an axis', /^reference: .*holds `0\.5`/, steps, '', { reference: '0.5' }],
    [
      'a reference with a unit',
      /^reference: .*`y=50%`.*numbers/,
      steps,
      '',
      { reference: 'y=50%' },
    ],
    [
      'a reference that is no date',
      /^reference: .*`x=soon`.*dates/,
      { date: ['2024-01', '2024-02'], v: [1, 2] },
      '',
      { reference: 'x=soon' },
    ],
    [
      'a reference to no category',
      /^reference: .*Did you mean `a`/,
      { m: ['a', 'bb'], v: [1, 2] },
      '',
      { reference: 'x=aa' },
    ],
    [
      'a reference at zero on a logarithmic axis',
      /^reference: .*above 0/,
      steps,
      '',
      { reference: 'y=0', scale: 'log' },
    ],
    ['a note on no row', /^annotate: .*`d`.*Did you mean/, scores, '', { annotate: 'd: best' }],
    [
      'a note on two rows',
      /^annotate: .*2 rows have \| .*`1, y`/,
      { step: [1, 1], run: ['y', 'z'], loss: [1, 2] },
      '',
      { annotate: '1: first' },
    ],
    [
      'a note without text',
      /^annotate: .*expected a row and a text/,
      scores,
      '',
      { annotate: 'a' },
    ],
    [
      'a kind that is not drawn',
      /^prompt: .*`pie`.* \| `mark=bar` shows the same/,
      scores,
      'A pie chart',
    ],
    ['an unknown fit', /^fit: .*`page`, expected `web`/, scores, '', { fit: 'page' }],
  ])('%s', (_, expected, ...figure) => {
    expect(problemsOf(...figure).join('\n')).toMatch(expected)
  })
})

describe('what can be drawn is drawn, and told where something is missing:', () => {
  test.each<[string, RegExp, JsonValue]>([
    ['an empty column', /Column `notes` is not drawn/, { ...scores, notes: [null, null, null] }],
    [
      'an empty cell',
      /`accuracy` has no value to draw in row 2/,
      { model: ['a', 'b'], accuracy: [1, null] },
    ],
    [
      'NaN as text',
      /`accuracy` has no value to draw in row 1/,
      { model: ['a', 'b'], accuracy: ['NaN', 2] },
    ],
  ])('%s', (_, expected, data) => {
    const { request, warnings } = provider.resolve(plot(data))
    expect(request).toBeDefined()
    expect(warnings.map(({ message }) => message).join()).toMatch(expected)
  })

  test.each<[string, JsonValue, Record<string, string>]>([
    ['one row', { model: ['a'], accuracy: [1] }, {}],
    ['one point', { a: [1], b: [2] }, {}],
    ['one date', { date: ['2024-03-01'], v: [1] }, {}],
    ['one value again and again', { step: [1, 2, 3], loss: [5, 5, 5] }, {}],
    ['huge numbers', { a: [1e300, 2e300, 9e300], b: [1e299, -1e300, 3] }, {}],
    [
      'huge numbers with a line',
      { a: [1e300, 2e300, 9e300], b: [1e299, -1e300, 3] },
      { trend: 'linear', mark: 'scatter' },
    ],
    ['tiny numbers', { a: [1e-300, 2e-300, 9e-300], b: [1e-200, 3e-200, 2e-200] }, {}],
    ['tiny numbers as bars', { a: ['x', 'y'], b: [1e-300, 2e-300] }, {}],
    [
      'a logarithm over 600 powers of ten',
      { a: [1, 2], b: [1e-300, 1e300] },
      { scale: 'log-y', mark: 'scatter' },
    ],
    [
      'hostile names',
      { m: ['<script>', '&amp;', '\u202Ex', '{{y}}', "'+alert(1)+'", '\\'], v: [1, 2, 3, 4, 5, 6] },
      { facet: 'm', y: 'v', x: 'm' },
    ],
    [
      'hostile series',
      { s: [1, 2, 1, 2], n: ["a'b", "a'b", '"]', '"]'], v: [1, 2, 3, 4] },
      { mark: 'line', x: 's' },
    ],
    ['hostile references', steps, { reference: "y=2: </text>' + alert(1)", annotate: '2: <b>&' }],
    [
      'columns with names of members',
      { constructor: ['a', 'b'], __proto__x: [1, 2], toString: [3, 4] },
      { y: 'toString', x: 'constructor' },
    ],
  ])('%s', async (_, data, options) => {
    const { artifact, svg } = await draw(plot(data, '', options))
    expect(svg).not.toMatch(/NaN|Infinity|undefined|<script/)
    expect(artifact.description).toMatch(/\w/)
  })

  test('20,000 points, in a picture of less than 4 MB', { timeout: 30_000 }, async () => {
    const random = (index: number) => ((index * 7919) % 10_007) / 10
    const data = { a: many(20_000).map(random), b: many(20_000).map((n) => random(n * n)) }
    const { artifact } = await draw(plot(data, 'scatter'))
    expect(artifact.bytes.length).toBeLessThan(4_000_000)
  })
})
