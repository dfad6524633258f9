import type { Chart } from '../chart.js'
import { refuseLogCounts, refuseManySeries } from '../checks/sample-checks.js'
import { describeHistogram } from '../descriptions/describe-samples.js'
import { nameOf } from '../layers/raw-points.js'
import { paintOf } from '../layers/sample-paint.js'
import { dashOf } from '../layers/series-encoding.js'
import { extentOf } from '../layout/axis-domain.js'
import { roomAlong } from '../layout/axis-room.js'
import { toFreeTicks, toLogAxis, toRoundAxis } from '../layout/number-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, Plot, PlotContext, PlottedRow } from '../plot.js'
import { binEdges, countInBins } from '../statistics/histogram-bins.js'
import { groupSamples } from '../statistics/sample-groups.js'

/** More series than this would hide each other; they are stacked. */
const maxOverlaid = 3

export const histogramRule: MarkRule = {
  noun: 'Histogram',
  words:
    /\bhistograms?\b|\bdistributions?\b(?!.*\b(?:by|per|across|between|for each|in each|of each|histogram|density|box|violin|bar|line|scatter|dot|heat ?map))/s,
  takes: 'samples',
  xKind: () => 'category',
  bands: 'none',
  measures: 'x',
  hasLegend: true,
  check: (chart) => [...refuseManySeries(chart), ...refuseLogCounts(chart)],
  plot: plotHistogram,
  describe: (chart) => describeHistogram(chart, edgesOf(chart)),
}

/** Bins that all series share: their bars stand on each other, or few series lie over each other. */
function plotHistogram(chart: Chart, { layout, theme }: PlotContext): Plot {
  const edges = edgesOf(chart)
  const count = chart.series?.names.length ?? 1
  const isOverlaid = count > 1 && count <= maxOverlaid
  const groups = groupSamples(chart).map((group) => ({
    name: nameOf(group),
    counts: countInBins(group.samples, edges),
  }))
  const values = isOverlaid
    ? groups.flatMap(({ name, counts }) => outlineOf(edges, counts, name))
    : stackBars(edges, groups)
  const axes = axesOf(chart, layout, edges, extentOf(values.map(({ top }) => top))[1])
  const fillOpacity = isOverlaid ? 0.3 : 1
  const { fill, stroke } = paintOf(chart, layout, theme, fillOpacity)
  const bars: Layer = {
    name: 'rows',
    mark: { type: 'rect', xOffset: 0.5, x2Offset: -0.5 },
    encoding: { ...axes, x2: { field: 'to' }, y2: { field: 'bottom' }, fill },
  }
  const outlines: Layer = {
    name: 'rows',
    mark: { type: 'line', fillOpacity, strokeWidth: 1.75, strokeJoin: 'miter' },
    encoding: {
      ...axes,
      fill,
      stroke,
      ...dashOf(chart, theme),
      order: { field: 'place', type: 'quantitative' },
    },
  }
  return { values, layers: [isOverlaid ? outlines : bars], markCount: values.length }
}

/** A bar for each bin of a group that is not empty, on those of the groups before. */
function stackBars(
  edges: readonly number[],
  groups: readonly { name: PlottedRow; counts: readonly number[] }[],
): (PlottedRow & { top: number })[] {
  const tops = new Map<string, number>()
  return groups.flatMap(({ counts, name }) =>
    counts.flatMap((count, bin) => {
      if (count === 0) return []
      const key = JSON.stringify([bin, name.facet])
      const bottom = tops.get(key) ?? 0
      const top = bottom + count
      tops.set(key, top)
      return { ...name, from: edges[bin], to: edges[bin + 1], bottom, top }
    }),
  )
}

/** The line over the bars of a group, from its first to its last, with both ends on the axis. */
function outlineOf(
  edges: readonly number[],
  counts: readonly number[],
  name: PlottedRow,
): (PlottedRow & { top: number })[] {
  const first = counts.findIndex((count) => count > 0)
  const last = counts.findLastIndex((count) => count > 0)
  return edges.slice(first, last + 2).flatMap((from, at) =>
    [counts[first + at - 1], counts[first + at]].map((top = 0, end) => ({
      ...name,
      from,
      top,
      place: 2 * at + end,
    })),
  )
}

/** The edges of the bins that all series share. */
function edgesOf(chart: Chart): number[] {
  const sorted = chart.rows.map((row) => row.y).sort((a, b) => a - b)
  return binEdges(sorted, chart.y.log, chart.bins)
}

/** The axis of the samples begins and ends with a bin. */
function axesOf(
  chart: Chart,
  layout: PlotContext['layout'],
  edges: readonly number[],
  highest: number,
): { x: Encoding; y: Encoding } {
  const domain = extentOf(edges)
  const whole = chart.rows.every((row) => Number.isInteger(row.y))
  const room = roomAlong('x', layout)
  const log = chart.y.log ? toLogAxis(domain, room) : undefined
  const ticks = log?.axis ?? toFreeTicks(domain, whole, room)
  const inside = (ticks.values as number[]).filter((tick) => tick >= domain[0] && tick <= domain[1])
  return {
    x: {
      field: 'from',
      type: 'quantitative',
      title: chart.y.title || null,
      scale: { type: log ? 'log' : 'linear', domain, zero: false, nice: false },
      axis: { ...ticks, values: inside, tickCount: inside.length, labelOverlap: 'greedy' },
    },
    y: {
      field: 'top',
      type: 'quantitative',
      stack: null,
      title: chart.x.title || 'Count',
      ...toRoundAxis([0, highest], true, roomAlong('y', layout)),
    },
  }
}
