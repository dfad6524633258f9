import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  binEdges,
  countInBins,
} from '../../../../../src/providers/local/plot/statistics/histogram-bins.js'

const wanted = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined })
const arbitrary = {
  numbers: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  integers: fc.integer({ min: -5000, max: 5000 }),
  positive: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
}

describe('every sample is in exactly one bin', () => {
  for (const [kind, values] of Object.entries(arbitrary)) {
    const log = kind === 'positive'
    test(`of ${kind}${log ? ', on a logarithmic axis' : ''}`, () => {
      fc.assert(
        fc.property(fc.array(values, { minLength: 1, maxLength: 80 }), wanted, (samples, bins) => {
          const sorted = samples.sort((a, b) => a - b)
          const edges = binEdges(sorted, log, bins)
          const counts = countInBins(sorted, edges)
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sorted.length)
          expect(
            edges.every((edge, at) => edge > (edges[at - 1] ?? Number.NEGATIVE_INFINITY)),
          ).toBe(true)
          const [first = 0, last = 0] = [edges[0], edges.at(-1)]
          const slack = 1e-9 * Math.max(Math.abs(first), Math.abs(last))
          expect(first).toBeLessThanOrEqual((sorted[0] ?? 0) + slack)
          expect(last).toBeGreaterThanOrEqual((sorted.at(-1) ?? 0) - slack)
        }),
      )
    })
  }
})

describe('edges', () => {
  test('are round', () => {
    const sorted = Array.from({ length: 101 }, (_, index) => index / 10)
    expect(binEdges(sorted, false, 20)).toEqual(Array.from({ length: 21 }, (_, at) => at / 2))
  })

  test('that are decimal fractions hold the samples written like them', () => {
    const sorted = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    const edges = binEdges(sorted, false, 6)
    expect(edges).toEqual(sorted)
    expect(countInBins(sorted, edges)).toEqual([1, 1, 1, 1, 1, 2])
  })

  test('do not cut integers apart: few have one in the middle of each bin', () => {
    expect(binEdges([0, 1, 1, 2, 4])).toEqual([-0.5, 0.5, 1.5, 2.5, 3.5, 4.5])
    const many = binEdges([0, 7, 18, 25, 50, 100], false, 10)
    expect(many).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110])
  })

  test('are even in ratio on a logarithmic axis', () => {
    expect(binEdges([1, 5, 20, 1000], true, 3)).toEqual([1, 10, 100, 1000])
  })

  test('surround samples that are all equal', () => {
    expect(binEdges([7, 7, 7])).toEqual([5.5, 6.5, 7.5, 8.5])
    const edges = binEdges([4.2])
    expect(edges[0]).toBeLessThan(4.2)
    expect(edges.at(-1)).toBeGreaterThan(4.2)
  })

  test('are neither too few nor too many by themselves', () => {
    const spread = Array.from({ length: 20_000 }, (_, index) => Math.sqrt(index))
    expect(binEdges(spread).length).toBeGreaterThan(20)
    expect(binEdges(spread).length).toBeLessThan(64)
  })
})
