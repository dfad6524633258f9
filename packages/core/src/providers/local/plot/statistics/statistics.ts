import { deviation } from 'd3-array'
import { extentOf } from '../layout/axis-domain.js'

/** What a box shows, in the unit of the samples. */
interface BoxSummary {
  count: number
  min: number
  q1: number
  median: number
  q3: number
  max: number
  /** Ends of the whiskers: the outermost samples within 1.5 interquartile ranges of the box. */
  low: number
  high: number
  /** The samples beyond, ascending. */
  outliers: number[]
}

/**
 * Quartiles and whiskers as Tukey draws them, with quartiles of type 7.
 *
 * @param sorted At least one sample, ascending.
 * @param log Whether they are seen on a logarithmic axis: the whiskers then reach over what is near
 *   in ratio, not in difference.
 */
export function summarize(sorted: readonly number[], log = false): BoxSummary {
  const [toScale, fromScale] = log ? [Math.log, Math.exp] : [Number, Number]
  const scaled = sorted.map(toScale)
  const [q1, median, q3] = [
    quantileOf(scaled, 0.25),
    quantileOf(scaled, 0.5),
    quantileOf(scaled, 0.75),
  ]
  const reach = 1.5 * (q3 - q1)
  const inside = sorted.filter((_, index) => {
    const value = scaled[index] ?? 0
    return value >= q1 - reach && value <= q3 + reach
  })
  const [low = 0, high = low] = [inside[0], inside.at(-1)]
  return {
    count: sorted.length,
    min: sorted[0] ?? low,
    q1: fromScale(q1),
    median: fromScale(median),
    q3: fromScale(q3),
    max: sorted.at(-1) ?? high,
    low,
    high,
    outliers: sorted.filter((value) => value < low || value > high),
  }
}

/**
 * Quantile of type 7, the default of R and NumPy: linear between two samples.
 *
 * @param p From 0 to 1.
 * @throws When there is no sample.
 */
export function quantileOf(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new Error('a quantile needs a sample')
  return below + (above - below) * (place % 1)
}

/**
 * Silverman's rule of thumb for the standard deviation of a Gaussian kernel: R's `bw.nrd0`. Far
 * outliers make it finer than any picture shows, so it is at least a 200th of the range.
 *
 * @param sorted At least two samples, not all equal, ascending.
 */
export function bandwidthOf(sorted: readonly number[]): number {
  const spread = deviation(sorted) ?? 0
  const middle = (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)) / 1.34
  const rule = 0.9 * (middle > 0 ? Math.min(spread, middle) : spread) * sorted.length ** -0.2
  const [low, high] = extentOf(sorted)
  return Math.max(rule, (high - low) / 200)
}

/** Gaussian kernel density of the samples at each of some places; the area under it is 1. */
export function densityAt(
  places: readonly number[],
  samples: readonly number[],
  bandwidth: number,
): number[] {
  const scale = 1 / (samples.length * bandwidth * Math.sqrt(2 * Math.PI))
  return places.map((place) => {
    let sum = 0
    for (const sample of samples) sum += Math.exp(-0.5 * ((place - sample) / bandwidth) ** 2)
    return sum * scale
  })
}

/** `count` places at even distances, both ends among them. */
export function gridOver(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1))
}
