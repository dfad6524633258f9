import type { Chart } from '../chart.js'
import { fitTrends } from '../layers/trend-lines.js'
import type { ChartLayout, Encoding } from '../plot.js'
import { type Domain, extentOf } from './axis-domain.js'
import { axisLengths, roomAlong } from './axis-room.js'
import {
  type AxisEncoding,
  toLineTicks,
  toLogAxis,
  toRoundAxis,
  toSpreadAxis,
} from './number-axes.js'
import { referenceValues } from './reference-values.js'
import { labelledNames } from './sequence-labels.js'
import { timeTicks, toUtc } from './time-axis.js'

export function xOf(chart: Chart, layout: ChartLayout): Encoding {
  const title = chart.x.title || null
  if (chart.x.kind === 'category') {
    const values = labelledNames(categoryOrder(chart), axisLengths(layout).x)
    return {
      field: 'x',
      type: 'ordinal',
      title,
      axis: {
        labelAngle: layout.labelAngle,
        labelLimit: layout.labelLimit,
        labelOverlap: 'greedy',
        ...(values === undefined ? {} : { values, labelOverlap: false }),
      },
      // Points of a category spread to both sides of it.
      scale: { padding: chart.mark === 'scatter' ? 0.5 : 0.35, domain: categoryOrder(chart) },
    }
  }
  if (chart.x.kind === 'time') return timeAxis(chart, layout)
  const values = [...chart.rows.map((row) => Number(row.x)), ...referenceValues(chart, 'x')]
  const [low, high] = extentOf(values)
  const isScatter = chart.mark === 'scatter'
  const room = roomAlong('x', layout)
  const whole = values.every(Number.isInteger)
  const free = {
    scale: { domain: widen([low, high], Math.max(1, Math.abs(low))), nice: false, padding: 8 },
    axis: toLineTicks([low, high], whole, room),
  }
  const { scale, axis } = chart.x.log
    ? toLogAxis([low, high], room)
    : isScatter
      ? toSpreadAxis(values, whole, room)
      : free
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale,
    axis: { ...axis, grid: isScatter, labelOverlap: 'greedy' },
  }
}

export function yOf(chart: Chart, layout: ChartLayout): Encoding {
  const values = [
    ...chart.rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y]),
    ...referenceValues(chart, 'y'),
  ]
  const whole = values.every(Number.isInteger)
  // A fitted line may end above or below all points.
  if (chart.trend !== undefined) {
    values.push(...fitTrends(chart).flatMap(({ ends }) => ends.map(({ y }) => y)))
  }
  const [low, high] = extentOf(values)
  // What comes near zero is read from zero; what stays far above it would be flattened.
  const zero = low >= 0 && low < high * 0.3
  const room = roomAlong(layout.horizontal ? 'x' : 'y', layout)
  const { scale, axis } = chart.y.log
    ? toLogAxis([low, high], room)
    : chart.mark === 'scatter'
      ? toSpreadAxis(zero ? [0, ...values] : values, whole, room)
      : toRoundAxis([zero ? 0 : low, high], whole, room)
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
      const key = JSON.stringify([row.facet, row.x, row.y < 0])
      sums.set(key, (sums.get(key) ?? 0) + row.y)
    }
    ends = [...sums.values()]
  }
  const [low, high] = extentOf([0, ...ends, ...referenceValues(chart, 'y')])
  const room = roomAlong(layout.horizontal ? 'x' : 'y', layout)
  if (low === high) return toRoundAxis([0, 1], whole, room)
  const share = chart.stack === 'stacked' ? 0 : layout.labelShare
  const label = (high - low) * share
  return toRoundAxis([low < 0 ? low - label : 0, high > 0 ? high + label : 0], whole, room)
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
  if (chart.sort === undefined && isJoined(chart)) return mergePlaces(chart)
  const names = [...new Set(chart.rows.map((row) => row.x))]
  if (chart.sort === undefined) return names
  const sign = chart.sort === 'ascending' ? 1 : -1
  const ranks = rankedValues(chart)
  return names.sort((a, b) => sign * ((ranks.get(a) ?? 0) - (ranks.get(b) ?? 0)))
}

/** What categories are sorted by: their sums, or where they get to where each has several dots. */
function rankedValues({ mark, rows, series }: Chart): Map<string | number, number> {
  const ranks = new Map<string | number, number>()
  if (mark !== 'dot') {
    for (const { x, y } of rows) ranks.set(x, (ranks.get(x) ?? 0) + y)
    return ranks
  }
  for (const name of series?.names ?? [undefined]) {
    for (const row of rows) if (row.series === name) ranks.set(row.x, row.y)
  }
  return ranks
}

function isJoined({ mark }: Chart): boolean {
  return mark === 'line' || mark === 'area'
}

/** The places of every line in its own order: one that others lack stands before its next. */
function mergePlaces({ rows }: Chart): (string | number)[] {
  const lines = Map.groupBy(rows, ({ facet, series }) => JSON.stringify([facet, series]))
  const places: (string | number)[] = []
  for (const line of lines.values()) {
    let next = places.length
    for (const { x } of line.toReversed()) {
      const known = places.indexOf(x)
      if (known >= 0) next = known
      else places.splice(next, 0, x)
    }
  }
  return places
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
