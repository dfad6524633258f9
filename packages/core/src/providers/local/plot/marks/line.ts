import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { xOf, yOf } from '../chart-axes.js'
import { describeTrends } from '../describe-values.js'
import type { Layer, MarkRule, PlotContext } from '../mark-rule.js'
import { toPlottedRows } from '../plotted-rows.js'
import { checkDuplicates } from '../row-checks.js'
import { colorOf, shapeOf } from '../series-encoding.js'

export const lineRule: MarkRule = {
  noun: 'Line chart',
  words:
    /\b(?:lines?|line[- ]?(?:chart|plot|graph)s?|curves?|time series|trends?|trajector(?:y|ies))\b/,
  takes: 'values',
  xKind: (kind) => kind,
  bands: 'none',
  check: checkDuplicates,
  plot: (chart, context) => ({
    values: toPlottedRows(chart, context),
    layers: lineLayers(chart, context),
    markCount: chart.rows.length,
  }),
  describe: describeTrends,
}

function lineLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const color = colorOf(chart, layout, theme)
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart)
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
  const perSeries = chart.rows.length / (chart.series?.names.length ?? 1)
  layers.push({ name: 'rows', mark: { type: 'line' }, encoding: { ...place, ...color, y } })
  if (perSeries <= 25) {
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
