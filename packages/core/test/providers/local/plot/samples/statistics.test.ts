import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bandwidthOf,
  densityAt,
  gridOver,
  quantileOf,
  summarize,
} from '../../../../../src/providers/local/plot/statistics/statistics.js'

const sample = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const samples = fc
  .array(sample, { minLength: 1, maxLength: 60 })
  .map((values) => values.sort((a, b) => a - b))

/** Type 7 by its definition: h = (n - 1)p + 1, counted from 1. */
function naiveQuantile(sorted: readonly number[], p: number): number {
  const h = (sorted.length - 1) * p + 1
  const at = (index: number) => sorted[Math.min(index, sorted.length) - 1] ?? Number.NaN
  const below = Math.floor(h)
  return at(below) * (1 - (h - below)) + at(below + 1) * (h - below)
}

describe('quartiles', () => {
  test('are those of R and NumPy', () => {
    expect([0.25, 0.5, 0.75].map((p) => quantileOf([1, 2, 3, 4], p))).toEqual([1.75, 2.5, 3.25])
    expect(quantileOf([7], 0.25)).toBe(7)
  })

  test('agree with their definition', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (sorted, p) => {
        expect(quantileOf(sorted, p)).toBeCloseTo(naiveQuantile(sorted, p), 4)
      }),
    )
  })
})

describe('boxes', () => {
  test('every sample is inside of the whiskers or an outlier', () => {
    fc.assert(
      fc.property(samples, ([...sorted]) => {
        const { count, high, low, max, min, outliers } = summarize(sorted)
        const inside = sorted.filter((value) => value >= low && value <= high)
        expect(inside.length + outliers.length).toBe(count)
        expect([sorted.includes(low), sorted.includes(high)]).toEqual([true, true])
        expect([min, max]).toEqual([sorted[0], sorted.at(-1)])
      }),
    )
  })

  test('whiskers end at the last sample within one and a half boxes', () => {
    const box = summarize([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])
    expect(box).toMatchObject({ q1: 3.25, median: 5.5, q3: 7.75, low: 1, high: 9 })
    expect(box.outliers).toEqual([100])
  })

  test('on a logarithmic axis far means far in ratio', () => {
    const powers = [1, 10, 100, 1000, 10_000]
    expect(summarize(powers).outliers).toEqual([10_000])
    expect(summarize(powers, true)).toMatchObject({ outliers: [], high: 10_000 })
    expect(summarize(powers, true).median).toBeCloseTo(100)
  })
})

describe('densities', () => {
  test('have the bandwidth 0.9 min(sd, IQR / 1.34) n^-0.2, and the standard deviation without IQR', () => {
    expect(bandwidthOf([1, 2, 3, 4, 10])).toBeCloseTo((0.9 * (2 / 1.34)) / 5 ** 0.2, 9)
    expect(bandwidthOf([1, 2, 2, 2, 3])).toBeCloseTo((0.9 * Math.SQRT1_2) / 5 ** 0.2, 9)
  })

  test('are never narrower than a picture can show', () => {
    const nearlyEqual = [...Array.from({ length: 50 }, (_, index) => index / 1000), 1e6]
    expect(bandwidthOf(nearlyEqual)).toBeCloseTo(5000)
  })

  test('have the area 1, and are below 0 nowhere', () => {
    const different = samples.filter((sorted) => (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) > 1)
    fc.assert(
      fc.property(different, (sorted) => {
        const width = bandwidthOf(sorted)
        const [low = 0, high = 0] = [sorted[0], sorted.at(-1)]
        const places = gridOver(low - 4 * width, high + 4 * width, 2001)
        const densities = densityAt(places, sorted, width)
        const step = (high - low + 8 * width) / 2000
        expect(Math.min(...densities)).toBeGreaterThanOrEqual(0)
        expect(densities.reduce((sum, value) => sum + value * step, 0)).toBeCloseTo(1, 2)
      }),
      { numRuns: 30 },
    )
  })
})
