import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { xOf, yOf } from '../chart-axes.js'
import { describeValues } from '../describe-values.js'
import { errorLayers } from '../error-marks.js'
import type { Layer, MarkRule, PlotContext } from '../mark-rule.js'
import { toPlottedRows } from '../plotted-rows.js'
import { colorOf, shapeOf } from '../series-encoding.js'

export const scatterRule: MarkRule = {
  noun: 'Scatter plot',
  words: /\b(?:scatter(?:[- ]?(?:plot|chart|graph))?s?|points?|point cloud|dots?|bubbles?)\b/,
  takes: 'values',
  xKind: (kind) => kind,
  bands: 'none',
  check: () => [],
  plot: (chart, context) => ({
    values: toPlottedRows(chart, context),
    layers: scatterLayers(chart, context),
    markCount: chart.rows.length,
  }),
  describe: describeValues,
}

function scatterLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const many = chart.rows.length > 150
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart)
  const layers: Layer[] = errorLayers(chart, place, 'y', theme)
  layers.push({
    name: 'rows',
    mark: {
      type: 'point',
      filled: true,
      size: many ? 30 : 70,
      opacity: many ? 0.6 : 0.88,
      stroke: theme.surface,
      strokeWidth: many ? 0.4 : 0.8,
    },
    encoding: { ...place, y, ...colorOf(chart, layout, theme), ...shapeOf(chart) },
  })
  if (chart.rows.some((row) => row.label !== undefined)) {
    layers.push({
      name: 'names',
      mark: { type: 'text', fontSize: fontSizes.valueLabel, limit: 160 },
      encoding: { ...place, y, text: { field: 'label', type: 'nominal' } },
    })
  }
  return layers
}
