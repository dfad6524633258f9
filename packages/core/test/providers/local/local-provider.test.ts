import { expect, test } from 'vitest'
import { digestRequest } from '../../../src/digest.js'
import type { Figure } from '../../../src/figure.js'
import { createLocalProvider } from '../../../src/providers/local/local-provider.js'
import { providerContract, requestOf } from '../provider-contract.js'
import { localFigure, sampleFigures } from './sample-figures.js'

const image = {
  path: '/a.png',
  digest: 'a'.repeat(64) as never,
  sizeBytes: 1,
  mediaType: 'image/png',
}
const data = { model: ['a', 'b'], accuracy: [1, 2] }
const plot = localFigure({ task: 'plot', data })

providerContract('local', {
  create: createLocalProvider,
  figures: sampleFigures,
  refused: {
    model: { figure: { ...plot, model: 'gpt' }, field: 'model' },
    images: { figure: { ...plot, images: [image] }, field: 'images' },
    pdf: { figure: { ...plot, pdf: image }, field: 'pdf' },
    format: { figure: { ...plot, formats: ['svg', 'webp'] }, field: 'format' },
    resolution: { figure: { ...plot, resolution: '2K' }, field: 'resolution' },
    aspect: { figure: { ...plot, aspect: '1:9' }, field: 'aspect' },
    'plot without data': {
      figure: localFigure({ task: 'plot', prompt: 'a chart' }),
      field: 'data',
    },
    'prose alone': { figure: localFigure({ prompt: 'A drawing of a cat' }), field: 'prompt' },
    nothing: { figure: localFigure({}), field: 'prompt' },
    'an image': { figure: localFigure({ task: 'image', prompt: 'a cat' }), field: 'task' },
    'a broken spec': {
      figure: localFigure({ source: { language: 'vega-lite', text: '{' } }),
      field: 'source',
    },
    'a dot fence without a graph': {
      figure: localFigure({ source: { language: 'dot', text: '' } }),
      field: 'source',
    },
    'a spec that loads': {
      figure: localFigure({
        source: {
          language: 'vega-lite',
          text: '{"data": {"url": "https://example.org/x.csv"}, "mark": "bar"}',
        },
      }),
      field: 'source',
    },
    'a column that is not there': { figure: { ...plot, options: { y: 'acuracy' } }, field: 'y' },
    'a wrong value': { figure: { ...plot, options: { mark: 'pie' } }, field: 'mark' },
  },
  typo: { figure: { ...plot, options: { colour: 'model' } }, seen: 'colour', meant: 'color' },
})

const provider = createLocalProvider()
const keyOf = (figure: Figure) => digestRequest(requestOf(provider, figure))

test('words of a prompt that change nothing in the picture change nothing in its key', () => {
  const key = keyOf({ ...plot, prompt: 'Bar chart of accuracy by model' })
  expect(keyOf({ ...plot, prompt: 'Please draw the accuracy of each model as bars.' })).toBe(key)
  expect(keyOf({ ...plot, prompt: 'Bar chart of accuracy by model, with value labels' })).not.toBe(
    key,
  )
})

test('the same data as rows, as columns and under a header has one key', () => {
  const rows = [
    { model: 'a', accuracy: 1 },
    { model: 'b', accuracy: 2 },
  ]
  const matrix = [
    ['model', 'accuracy'],
    ['a', 1],
    ['b', 2],
  ]
  const keys = [data, rows, matrix, { data: rows }].map((form) => keyOf({ ...plot, data: form }))
  expect(new Set(keys).size).toBe(1)
})

test('a cell that is drawn changes the key, a column that is not drawn does not', () => {
  const key = keyOf(plot)
  expect(keyOf({ ...plot, data: { model: ['a', 'b'], accuracy: [1, 2.5] } })).not.toBe(key)
  const wider = { ...data, note: ['x', 'x'], comment: ['p', 'q'] }
  expect(keyOf({ ...plot, data: wider, options: { color: 'note' } })).not.toBe(key)
  expect(keyOf({ ...plot, prompt: 'accuracy by model', data: { ...data, cost: [3, 4] } })).toBe(key)
})

test('white space in arrow text changes nothing in the key of a diagram', () => {
  const first = localFigure({ task: 'diagram', prompt: 'A -> B: x -> C' })
  const second = localFigure({ task: 'diagram', prompt: '  A->B:  x   ->   C  # note' })
  expect(keyOf(second)).toBe(keyOf(first))
})

test('columns that are left out are told as a warning, unless the author says what is measured', () => {
  const wider = { ...data, family: ['p', 'q'], note: ['x', 'y'], comment: ['s', 't'] }
  const warningsOf = (prompt: string, options = {}) =>
    provider
      .resolve({ ...plot, prompt, options, data: wider })
      .warnings.map(({ message }) => message)
  expect(warningsOf('Bar chart')).toEqual(['Columns `note`, `comment` are not drawn'])
  expect(warningsOf('Bar chart of the accuracy')).toEqual([])
  expect(warningsOf('Bar chart', { y: 'accuracy' })).toEqual([])
})

test('prose beside arrows is told as a warning', () => {
  const prose = provider.resolve(
    localFigure({ task: 'diagram', prompt: 'The pipeline in short.\nA -> B' }),
  )
  expect(prose.warnings.map(({ message }) => message)).toEqual([
    '`The pipeline in short.` has no arrow and is not drawn',
  ])
})

test('a place in arrow text is told with line and column', () => {
  const { problems } = provider.resolve(localFigure({ task: 'diagram', prompt: 'A -> B\nB -> [C' }))
  expect(problems[0]?.message).toBe('Diagram text, line 2, column 6: `[` is not closed')
})
