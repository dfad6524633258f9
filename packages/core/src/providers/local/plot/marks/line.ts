import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { checkDuplicates } from '../checks/row-checks.js'
import { describeTrends } from '../descriptions/describe-values.js'
import { endNameLayers, spreadEndNames } from '../layers/end-names.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { colorOf, dashOf, shapeOf } from '../layers/series-encoding.js'
import { categoryOrder, xOf, yOf } from '../layout/chart-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Layer, PlotContext } from '../plot.js'

/** More points than this along a line have no marker each. */
const maxMarkers = 25
/** Up to this many lines are named at their ends, and names may take this part of the width. */
const maxNamedLines = 5
const maxNameShare = 0.22

export const lineRule: MarkRule = {
  noun: 'Line chart',
  words:
    /\b(?:lines?|line[- ]?(?:chart|plot|graph)s?|curves?|time series|trends?|trajector(?:y|ies))\b/,
  takes: 'values',
  xKind: (kind) => kind,
  bands: 'none',
  hasLegend: true,
  check: checkDuplicates,
  plot: (chart, context) => {
    const ends = findEnds(chart, context)
    return {
      values: toPlottedRows(chart, context).map((row, index) => ({ ...row, end: ends.has(index) })),
      layers: ends.size > 0 ? namedLines(chart, context) : lineLayers(chart, context),
      markCount: chart.rows.length,
      adjust: spreadEndNames,
    }
  },
  describe: describeTrends,
}

/** The last row of every line, by index; none where lines have a legend instead of names. */
function findEnds(chart: Chart, { layout, measure }: PlotContext): Set<number> {
  const names = chart.series?.names ?? []
  const widest = Math.max(0, ...names.map((name) => measure(name, fontSizes.valueLabel)))
  const isFew = names.length > 1 && names.length <= maxNamedLines
  const isOpen = chart.legend === undefined && chart.facet === undefined && !chart.valueLabels
  if (!isFew || !isOpen || widest > layout.size.width * maxNameShare) return new Set()
  const last = lastOf(chart)
  const ends = [...chart.rows.keys()].filter((index) => chart.rows[index]?.x === last)
  // A line that ends earlier would have its name among the others.
  return ends.length === names.length && chart.rows.length > names.length
    ? new Set(ends)
    : new Set()
}

function lastOf(chart: Chart): number | string | undefined {
  if (chart.x.kind === 'category') return categoryOrder(chart).at(-1)
  const places = chart.rows.map((row) => row.x)
  return places.reduce((last, x) => (x > last ? x : last))
}

function namedLines(chart: Chart, context: PlotContext): Layer[] {
  const { layout } = context
  const named: Chart = { ...chart, legend: 'outside' }
  const place = { x: xOf(chart, layout), y: yOf(chart, layout) }
  return [
    ...lineLayers(named, context),
    ...endNameLayers('right', 'datum.end', place, 'series', context),
  ]
}

function lineLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const color = colorOf(chart, layout, theme)
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart, layout)
  const layers: Layer[] = []
  if (chart.rows.some((row) => row.low !== undefined)) {
    layers.push({
      mark: { type: 'area', fillOpacity: 0.18, strokeWidth: 0 },
      encoding: {
        ...place,
        ...color,
        y: { ...y, field: 'low' },
        y2: { field: 'high' },
      },
    })
  }
  layers.push({
    name: 'rows',
    mark: { type: 'line' },
    encoding: { ...place, ...color, ...dashOf(chart, theme), y },
  })
  const perSeries = chart.rows.length / (chart.series?.names.length ?? 1)
  if (perSeries <= maxMarkers) {
    layers.push({
      mark: {
        type: 'point',
        filled: true,
        opacity: 1,
        size: 52,
        stroke: theme.surface,
        strokeWidth: 1,
      },
      encoding: { ...place, y, ...color, ...shapeOf(chart) },
    })
  }
  if (chart.valueLabels === true && chart.rows.length <= 40) {
    layers.push({
      mark: { type: 'text', dy: -11, fontSize: fontSizes.valueLabel },
      encoding: { ...place, y, text: { field: 'text', type: 'nominal' } },
    })
  }
  return layers
}
