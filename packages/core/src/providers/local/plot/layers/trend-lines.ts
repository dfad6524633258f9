import type { Chart, ChartRow } from '../chart.js'
import { extentOf } from '../layout/axis-domain.js'
import { toUtc } from '../layout/time-axis.js'

/** A straight line through some points, on the axes as they are drawn. */
export interface TrendLine {
  series?: string | undefined
  facet?: string | undefined
  /** Rows at the ends of the line, and its height there. */
  ends: [TrendEnd, TrendEnd]
  /** `y = intercept + slope x`; with logarithms in the place of numbers on logarithmic axes. */
  slope: number
  intercept: number
  /** Share of the variance of y that the line explains, from 0 to 1. */
  r2: number
}

interface TrendEnd {
  /** Index among the rows of the chart. */
  row: number
  y: number
}

/**
 * Least squares for the points of every series in every small plot. It goes from the first to the
 * last point and not beyond. Points that all have one x have no line.
 */
export function fitTrends(chart: Chart): TrendLine[] {
  const keys = chart.rows.map(({ facet, series }) => JSON.stringify([facet, series]))
  const groups = Map.groupBy(keys.keys(), (index) => keys[index])
  return [...groups.values()].flatMap((indexes) => {
    const line = fitLine(chart, indexes)
    const { facet, series } = chart.rows[indexes[0] ?? 0] ?? {}
    return line === undefined ? [] : [{ ...line, facet, series }]
  })
}

function fitLine(chart: Chart, indexes: readonly number[]): TrendLine | undefined {
  const rows = indexes.map((index) => chart.rows[index] as ChartRow)
  const xs = rows.map((row) => alongX(row, chart))
  const ys = rows.map(({ y }) => (chart.y.log ? Math.log10(y) : y))
  const [left, right] = extentOf(xs)
  const [low, high] = extentOf(ys)
  const [width, height] = [right - left, high - low || 1]
  if (!(width > 0)) return undefined
  // In shares of the extent, so that the squares of very large and very small numbers stay numbers.
  const u = xs.map((x) => (x - left) / width)
  const v = ys.map((y) => (y - low) / height)
  const [meanU, meanV] = [mean(u), mean(v)]
  const sum = (of: (index: number) => number) => u.reduce((total, _, index) => total + of(index), 0)
  const du = (index: number) => (u[index] ?? 0) - meanU
  const dv = (index: number) => (v[index] ?? 0) - meanV
  const [uu, uv, vv] = [sum((i) => du(i) ** 2), sum((i) => du(i) * dv(i)), sum((i) => dv(i) ** 2)]
  const steepness = uv / uu
  const heightAt = (x: number) => low + height * (meanV + steepness * ((x - left) / width - meanU))
  const toY = (x: number) => (chart.y.log ? 10 ** heightAt(x) : heightAt(x))
  const endAt = (x: number) => ({ row: indexes[xs.indexOf(x)] ?? 0, y: toY(x) })
  return {
    ends: [endAt(left), endAt(right)],
    slope: (steepness * height) / width,
    intercept: heightAt(0),
    r2: vv === 0 ? 1 : uv ** 2 / (uu * vv),
  }
}

function alongX({ x }: ChartRow, { x: axis }: Chart): number {
  if (axis.kind === 'time') return toUtc(String(x))
  return axis.log ? Math.log10(Number(x)) : Number(x)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Each line in words: where it goes, its equation and how well it fits. */
export function describeTrendLines(chart: Chart): string[] {
  return fitTrends(chart).map((line) => {
    const { facet, r2, series, slope } = line
    const whose = [series, facet].filter((name) => name !== undefined).join(', ')
    const way = slope > 0 ? 'rises' : slope < 0 ? 'falls' : 'is level'
    const hasEquation = chart.x.kind !== 'time' && Number.isFinite(line.intercept + slope)
    const equation = !hasEquation ? '' : `: ${toEquation(line, chart)}`
    return `The fitted line${whose === '' ? '' : ` of ${whose}`} ${way}${equation} (R² ${r2.toFixed(2)}).`
  })
}

function toEquation({ intercept, slope }: TrendLine, { x, y }: Chart): string {
  const write = (value: number) => String(Number(value.toPrecision(3))).replace('-', '−')
  if (x.log && y.log) return `y = ${write(10 ** intercept)} x^${write(slope)}`
  const left = y.log ? 'log₁₀ y' : 'y'
  const right = x.log ? 'log₁₀ x' : 'x'
  const sign = slope < 0 ? '−' : '+'
  return `${left} = ${write(intercept)} ${sign} ${write(Math.abs(slope))} ${right}`
}
