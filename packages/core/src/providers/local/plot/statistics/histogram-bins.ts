import { bisectRight } from 'd3-array'
import { extentOf, roundAxis, roundStep } from '../layout/axis-domain.js'
import { quantileOf } from './statistics.js'

/** Integers over no more than this get a bin each. */
const maxSingles = 15
const fewestBins = 5
const mostBins = 40

/**
 * Edges of the bins of a histogram, ascending: round numbers at even distances; on a logarithmic
 * axis even ratios. A bin holds what is at its lower edge and not what is at its upper one; the
 * last one holds both. Integers are not cut apart: bins of one integer have it in the middle.
 *
 * @param sorted At least one sample, ascending; all above 0 when `log`.
 * @param wanted About how many bins; by default Freedman and Diaconis say it.
 */
export function binEdges(sorted: readonly number[], log = false, wanted?: number): number[] {
  if (log) {
    const powers = evenEdges(sorted.map(Math.log10), 1, wanted)
    return powers.map((power) => Number((10 ** power).toPrecision(12)))
  }
  const [low, high] = extentOf(sorted)
  if (sorted.every(Number.isInteger)) return wholeEdges(sorted, wanted)
  return evenEdges(sorted, Math.max(Math.abs(low), Math.abs(high)), wanted)
}

/** How many samples each bin holds; every sample is in one. */
export function countInBins(samples: readonly number[], edges: readonly number[]): number[] {
  const counts = edges.slice(1).map(() => 0)
  for (const sample of samples) {
    const bin = Math.min(Math.max(bisectRight(edges, sample) - 1, 0), counts.length - 1)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** @param size Of the numbers: differences far below it cannot be told from rounding. */
function evenEdges(sorted: readonly number[], size: number, wanted?: number): number[] {
  const [low, high] = extentOf(sorted)
  if (high - low <= Math.max(size * 1e-8, 1e-290)) {
    const around = size > 1e-280 ? size / 10 : 1
    return roundAxis(low - around, high + around, false).ticks
  }
  const step = roundStep(high - low, wanted ?? suggestCount(sorted))
  const first = Math.floor(low / step + 1e-9)
  return multiples(step, first, Math.ceil(high / step - 1e-9))
}

function wholeEdges(sorted: readonly number[], wanted?: number): number[] {
  const [low, high] = extentOf(sorted)
  if (low === high) return singles(low - 1, high + 1)
  const step = roundStep(high - low, wanted ?? suggestCount(sorted))
  const isNarrow = wanted === undefined && high - low < maxSingles
  if (step <= 1 || isNarrow) return singles(low, high)
  return multiples(step, Math.floor(low / step), Math.floor(high / step) + 1)
}

function multiples(step: number, first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  )
}

function singles(low: number, high: number): number[] {
  return Array.from({ length: high - low + 2 }, (_, at) => low + at - 0.5)
}

/** By Freedman and Diaconis; by Sturges where half of the samples are equal. */
function suggestCount(sorted: readonly number[]): number {
  const [low, high] = extentOf(sorted)
  const middle = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)
  const count =
    middle > 0
      ? (high - low) / (2 * middle * sorted.length ** (-1 / 3))
      : Math.log2(sorted.length) + 1
  return Math.min(Math.max(count, fewestBins), mostBins)
}
