import type { Chart } from '../chart.js'
import type { ChartLayout, Encoding } from '../plot.js'
import { type Domain, extentOf, logAxisOf, roundAxis } from './axis-domain.js'
import { referenceValues } from './reference-values.js'
import { timeTicks, toUtc } from './time-axis.js'

interface AxisEncoding {
  scale: Encoding
  axis: Encoding
}

export function xOf(chart: Chart, layout: ChartLayout): Encoding {
  const title = chart.x.title || null
  if (chart.x.kind === 'category') {
    return {
      field: 'x',
      type: 'ordinal',
      title,
      axis: {
        labelAngle: layout.labelAngle,
        labelLimit: layout.labelLimit,
        labelOverlap: 'greedy',
      },
      scale: { padding: 0.35, domain: categoryOrder(chart) },
    }
  }
  if (chart.x.kind === 'time') return timeAxis(chart, layout)
  const values = [...chart.rows.map((row) => Number(row.x)), ...referenceValues(chart, 'x')]
  const [low, high] = extentOf(values)
  const isScatter = chart.mark === 'scatter'
  const whole = values.every(Number.isInteger)
  const free = {
    scale: { domain: widen([low, high], Math.max(1, Math.abs(low))), nice: false, padding: 8 },
    axis: toFreeTicks(low, high, whole),
  }
  const { scale, axis } = chart.x.log
    ? toLogAxis([low, high])
    : isScatter
      ? toSpreadAxis(values, whole)
      : free
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale,
    axis: { ...axis, grid: isScatter, labelOverlap: 'greedy' },
  }
}

export function yOf(chart: Chart): Encoding {
  const values = [
    ...chart.rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y]),
    ...referenceValues(chart, 'y'),
  ]
  const [low, high] = extentOf(values)
  // What comes near zero is read from zero; what stays far above it would be flattened.
  const zero = low >= 0 && low < high * 0.3
  const whole = values.every(Number.isInteger)
  const { scale, axis } = chart.y.log
    ? toLogAxis([low, high])
    : chart.mark === 'scatter'
      ? toSpreadAxis(zero ? [0, ...values] : values, whole)
      : toRoundAxis([zero ? 0 : low, high], whole)
  const title = chart.y.title || null
  return { field: 'y', type: 'quantitative', title, scale, axis: { ...axis, title } }
}

/** From zero to a round number past the longest bar and its label. */
export function barAxis(chart: Chart, layout: ChartLayout): AxisEncoding {
  if (chart.stack === 'normalized') {
    return { scale: { domain: [0, 1], nice: false }, axis: { format: '.0%' } }
  }
  const whole = chart.rows.every((row) => Number.isInteger(row.y))
  let ends = chart.rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y])
  if (chart.stack === 'stacked') {
    const sums = new Map<string, number>()
    for (const row of chart.rows) {
      const key = JSON.stringify([row.x, row.y < 0])
      sums.set(key, (sums.get(key) ?? 0) + row.y)
    }
    ends = [...sums.values()]
  }
  const [low, high] = extentOf([0, ...ends, ...referenceValues(chart, 'y')])
  if (low === high) return toRoundAxis([0, 1], whole)
  const share = chart.stack === 'stacked' ? 0 : layout.labelShare
  const room = (high - low) * share
  return toRoundAxis([low < 0 ? low - room : 0, high > 0 ? high + room : 0], whole)
}

/** Fewer bars stand further apart, so that none becomes a wall. */
export function bandPadding(chart: Chart): Encoding {
  const count = new Set(chart.rows.map((row) => row.x)).size
  if (chart.stack === 'grouped') return { paddingInner: count < 3 ? 0.4 : 0.24, paddingOuter: 0.2 }
  if (count < 3) return { paddingInner: 0.6, paddingOuter: count === 1 ? 1 : 0.6 }
  return { paddingInner: count === 3 ? 0.5 : 0.36, paddingOuter: 0.24 }
}

/** Categories in the order they are drawn. */
export function categoryOrder(chart: Chart): (string | number)[] {
  const totals = new Map<string | number, number>()
  for (const row of chart.rows) totals.set(row.x, (totals.get(row.x) ?? 0) + row.y)
  const names = [...totals.keys()]
  if (chart.sort === undefined) return names
  const sign = chart.sort === 'ascending' ? 1 : -1
  return names.sort((a, b) => sign * ((totals.get(a) ?? 0) - (totals.get(b) ?? 0)))
}

/** Dates at which something begins, labelled in one line or two. */
function timeAxis(chart: Chart, layout: ChartLayout): Encoding {
  const times = chart.rows.map((row) => toUtc(String(row.x)))
  const domain = widen(extentOf([...times, ...referenceValues(chart, 'x')]), 43_200_000)
  const ticks = timeTicks(times, domain, Math.max(2, layout.size.width / 85))
  const labels = ticks.map(
    ({ label, value }) => `time(datum.value) === ${value} ? ['${label.join("','")}'] : `,
  )
  return {
    field: 'x',
    type: 'temporal',
    title: chart.x.title || null,
    scale: { type: 'utc', domain, nice: false, padding: 6 },
    axis: {
      values: ticks.map(({ value }) => value),
      tickCount: ticks.length,
      labelExpr: `${labels.join('')}''`,
      labelOverlap: 'greedy',
    },
  }
}

/** An axis needs two ends. */
function widen([low, high]: Domain, by: number): Domain {
  return low === high ? [low - by / 2, high + by / 2] : [low, high]
}

/** From the first to the last point with a little room, and round numbers between. */
function toSpreadAxis(values: readonly number[], whole: boolean): AxisEncoding {
  const domain = spread(values)
  if (domain[0] === domain[1]) return toRoundAxis(domain, whole)
  return { scale: { domain, nice: false }, axis: toFreeTicks(domain[0], domain[1], whole) }
}

/** The extent with a little room, so that no point lies on the edge. */
function spread(values: readonly number[]): Domain {
  const [low, high] = extentOf(values)
  const room = (high - low) * 0.035
  const start = low >= 0 && low - room < 0 ? 0 : low - room
  return values.every((value) => value > 0) && start === 0
    ? [Math.min(low, 0), high + room]
    : [start, high + room]
}

export function toLogAxis([low, high]: Domain): AxisEncoding {
  const { domain, ticks } = logAxisOf(low, high)
  const labels = ticks.map(({ value, label }) => `datum.value === ${value} ? '${label}' : `)
  return {
    scale: { type: 'log', domain, nice: false },
    axis: {
      values: ticks.map(({ value }) => value),
      tickCount: ticks.length,
      labelExpr: `${labels.join('')}''`,
      labelOverlap: 'greedy',
    },
  }
}

export function toRoundAxis([low, high]: Domain, whole: boolean): AxisEncoding {
  const { domain, ticks, format } = roundAxis(low, high, whole)
  return { scale: { domain, zero: false, nice: false }, axis: toTicks(ticks, format) }
}

/** Ticks inside an axis that ends where its values end. */
export function toFreeTicks(low: number, high: number, whole: boolean): Encoding {
  const { ticks, format } = roundAxis(low, high, whole)
  return toTicks(
    ticks.filter((tick) => tick >= low && tick <= high),
    format,
  )
}

/** Vega thins out even ticks it is given when there are more than `tickCount`. */
function toTicks(values: readonly number[], format: string): Encoding {
  const text = format === '~s' ? { labelExpr: shortNumber } : { format }
  return { values, tickCount: values.length, ...text }
}

/** Large numbers with M and B; d3 writes the G of physics for a billion. */
export const shortNumber = "replace(format(datum.value, '~s'), 'G', 'B')"
