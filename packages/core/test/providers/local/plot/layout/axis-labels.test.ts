import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../../src/json.js'
import { logAxisOf } from '../../../../../src/providers/local/plot/layout/log-axis.js'
import {
  toFreeTicks,
  toRoundAxis,
} from '../../../../../src/providers/local/plot/layout/number-axes.js'
import { labelledNames } from '../../../../../src/providers/local/plot/layout/sequence-labels.js'
import { timeTicks } from '../../../../../src/providers/local/plot/layout/time-axis.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

async function textsOf(data: JsonValue, options: Record<string, string>): Promise<string[]> {
  const { svg } = await draw(localFigure({ task: 'plot', data, options }))
  return [...svg.matchAll(/data-text="([^"]*)"/g)].map(([, text = '']) => text)
}

const lineOf = (y: number[]) => textsOf({ x: y.map((_, at) => at), y }, { mark: 'line' })

describe('numbers along an axis', () => {
  test('are written in full below a million', async () => {
    const texts = await lineOf([299_620, 300_080])
    expect(texts).toEqual(expect.arrayContaining(['299,900', '300,000', '300,100']))
  })

  test('are millions, billions and trillions from there on', async () => {
    expect(await lineOf([0, 2_500_000])).toEqual(
      expect.arrayContaining(['0', '0.5M', '1.0M', '2.5M']),
    )
    expect(await lineOf([0, 4e9])).toEqual(expect.arrayContaining(['0', '1B', '4B']))
    expect(await lineOf([0, 4e12])).toEqual(expect.arrayContaining(['0', '1T', '4T']))
  })

  test.each([
    [1_299_900, 1_300_100],
    [123_456_700, 123_456_900],
    [1.000_001e15, 1.000_002e15],
    [1.000_000_1e-4, 1.000_000_2e-4],
    [0.1234, 0.1235],
  ])('from %s to %s are told apart', async (low, high) => {
    const texts = await lineOf([low, high])
    const labels = texts.filter((text) => !/^[xy0-1]$/i.test(text))
    expect(labels.length).toBeGreaterThan(2)
    expect(new Set(labels).size).toBe(labels.length)
  })

  test('that are years have no thousands, and are told at both ends of a line', async () => {
    const year = Array.from({ length: 17 }, (_, at) => 2001 + at)
    const texts = await textsOf({ year, value: year.map((at) => at % 7) }, { mark: 'line' })
    expect(texts).toEqual(expect.arrayContaining(['2001', '2005', '2010', '2015', '2017']))
  })

  test('have no line of the grid without a label in small plots', async () => {
    const count = 90
    const data = {
      group: Array.from({ length: count }, (_, at) => `g${at % 9}`),
      x: Array.from({ length: count }, (_, at) => at),
      y: Array.from({ length: count }, (_, at) => (at * 37) % 29),
    }
    const { svg } = await draw(
      localFigure({ task: 'plot', data, options: { mark: 'line', facet: 'group' } }),
    )
    const lines = svg.match(/<line [^>]*x2="[1-9][^>]*stroke="#e4e7eb"/g) ?? []
    const labels = [...svg.matchAll(/opacity="1"><g data-text="(?:0|10|20|30)"/g)]
    // Nine small plots with lines, three of them with labels beside them.
    expect(lines.length / 9).toBe(4)
    expect(labels.length).toBeGreaterThanOrEqual(12)
  })
})

describe('an axis of round numbers', () => {
  const room = { length: 300, labelSpace: () => 30 }

  test('holds all values', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(number, number, fc.integer({ min: 60, max: 500 }), (a, b, length) => {
        const ends: [number, number] = a < b ? [a, b] : [b, a]
        const { axis, scale } = toRoundAxis(ends, false, { ...room, length })
        const [start = 0, end = 0] = scale.domain as number[]
        const within = (Math.abs(a) + Math.abs(b)) * 1e-9
        expect(start).toBeLessThanOrEqual(ends[0] + within)
        expect(end).toBeGreaterThanOrEqual(ends[1] - within)
        expect((axis.values as number[]).length).toBeGreaterThan(1)
      }),
    )
  })

  test('that ends with its values has no more ticks than labels fit', () => {
    const { values } = toFreeTicks([170, 235], true, { length: 165, labelSpace: () => 32 })
    expect(values).toEqual([180, 200, 220])
  })
})

describe('ticks of a logarithmic axis', () => {
  const labelSpace = (label: string) => label.length * 8
  test.each([
    [1, 9, 500],
    [600, 130_000, 360],
    [600, 130_000, 150],
    [0.001, 1000, 300],
    [1e-300, 1e300, 300],
  ])('from %s to %s on %i pixels have room for their labels', (low, high, length) => {
    const { domain, ticks } = logAxisOf(low, high, { length, labelSpace })
    const perDecade = length / (Math.log10(domain[1]) - Math.log10(domain[0]))
    expect(ticks.length).toBeGreaterThan(1)
    for (const [index, { label, value }] of ticks.slice(1).entries()) {
      const before = ticks[index] ?? { label: '', value: 1 }
      const apart = (Math.log10(value) - Math.log10(before.value)) * perDecade
      expect(apart).toBeGreaterThanOrEqual((labelSpace(label) + labelSpace(before.label)) / 2)
    }
  })
})

describe('names of a sequence', () => {
  const from = (first: number, count: number, step = 1) =>
    Array.from({ length: count }, (_, at) => first + at * step)

  test('are all labelled where they fit', () => {
    expect(labelledNames(from(1955, 11, 5), 600)).toEqual(from(1955, 11, 5))
  })

  test('are thinned by one round step', () => {
    expect(labelledNames(from(2001, 17), 160)).toEqual([2005, 2010, 2015])
    expect(labelledNames(from(1955, 11, 5), 300)).toEqual([1960, 1970, 1980, 1990, 2000])
    expect(labelledNames(['10', '20', '30', '40'], 50)).toEqual(['20', '40'])
  })

  test('go by parts of a dozen where they count hours', () => {
    expect(labelledNames(from(0, 24), 250)).toEqual(from(0, 8, 3))
  })

  test('without an even step are thinned by their places', () => {
    expect(labelledNames([1, 2, 5, 10, 11, 40], 80)).toEqual([1, 5, 11])
    expect(labelledNames(['2024-01', '2024-02', '2024-03', '2024-04'], 150)).toEqual([
      '2024-01',
      '2024-03',
    ])
  })

  test('are not thinned where they are words', () => {
    expect(labelledNames(['north', 'south'], 10)).toBeUndefined()
  })
})

test('three days are told by the hour', () => {
  const hour = 3_600_000
  const times = Array.from({ length: 72 }, (_, at) => at * hour)
  const ticks = timeTicks(times, [0, 71 * hour], 5)
  expect(ticks.map(({ label }) => label[0])).toEqual([
    '00:00',
    '12:00',
    '00:00',
    '12:00',
    '00:00',
    '12:00',
  ])
})
