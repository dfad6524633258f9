import { afterEach, describe, expect, test, vi } from 'vitest'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

// Specs are drawn by workers, which run what `npm run build` made.

type Spec = Record<string, unknown>

const x = { field: 'a', type: 'quantitative' }
const points: Spec = { data: { values: [{ a: 1 }, { a: 2 }] }, mark: 'point', encoding: { x } }

const figureOf = (spec: Spec) =>
  localFigure({ source: { language: 'vega-lite', text: JSON.stringify(spec) } })
const drawSpec = (spec: Spec) => draw(figureOf(spec))
const problemOf = (spec: Spec) => {
  const [problem] = createLocalProvider().resolve(figureOf(spec)).problems
  return `${problem?.field}: ${problem?.message}`
}

describe('a spec has the same picture', () => {
  afterEach(() => void vi.unstubAllEnvs())

  test('in every time zone', async () => {
    const values = [
      { a: '2024-03-31', b: 1 },
      { a: '2024-04-01', b: 2 },
    ]
    const y = { field: 'b', type: 'quantitative' }
    const days = { data: { values }, mark: 'line', encoding: { x: { ...x, type: 'temporal' }, y } }
    const pictures = []
    for (const zone of ['America/New_York', 'Asia/Tokyo']) {
      vi.stubEnv('TZ', zone)
      const provider = createLocalProvider()
      const { request } = provider.resolve(figureOf(days))
      if (request === undefined) throw new Error('a spec of days resolves')
      const [outcome] = await provider.submit([request], { clock: { now: () => 0 } as never })
      pictures.push(outcome?.status === 'done' && new TextDecoder().decode(outcome.artifact.bytes))
    }
    expect(pictures[0]).toBe(pictures[1])
    expect(pictures[0]).toMatch(/data-text="Mar 31"/)
  })

  test('where it takes random numbers', async () => {
    const transform = [{ calculate: 'random()', as: 'b' }, { sample: 1 }]
    const encoding = { x, y: { field: 'b', type: 'quantitative' } }
    const random = { ...points, transform, encoding }
    expect((await drawSpec(random)).svg).toBe((await drawSpec(random)).svg)
  })

  test.each(['now()', 'datetime()'])('at any time, so %s is refused', async (expression) => {
    const transform = [{ calculate: expression, as: 'b' }]
    await expect(drawSpec({ ...points, transform })).rejects.toThrow(/asks what time it is/)
  })
})

describe('an error says what is wrong with the spec:', () => {
  test('an expression that fails in one of two views', async () => {
    const failing = { ...points, transform: [{ calculate: 'datum.x.y.z', as: 'b' }] }
    await expect(drawSpec({ vconcat: [points, failing] })).rejects.toThrow(/undefined.*'y'/)
  })

  test.each<[what: string, spec: Spec, expected: RegExp]>([
    ['no mark', { data: points.data }, /^source: The Vega-Lite spec has no `mark`/],
    [
      'a link',
      { ...points, mark: { type: 'point', href: 'a.html' } },
      /^source: `mark.href`.*link/,
    ],
    ['a link of each row', { ...points, encoding: { x, href: x } }, /`encoding.href`.*link/],
    ['an image of each row', { ...points, encoding: { x, url: x } }, /`encoding.url`.* asks for/],
    [
      'rows nobody can count',
      { ...points, data: { sequence: { start: 0, stop: { expr: '1e12' } } } },
      /`data.sequence`.* numbers/,
    ],
  ])('%s', (_, spec, expected) => {
    expect(problemOf(spec)).toMatch(expected)
  })

  test('and not the whole spec', async () => {
    const view = { data: points.data, title: 'long '.repeat(500) }
    const error = await drawSpec({ hconcat: [points, view] }).catch((reason: Error) => reason)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message.length).toBeLessThan(400)
  })
})
