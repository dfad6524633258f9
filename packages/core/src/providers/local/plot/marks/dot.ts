import { fontSizes } from '../../theme.js'
import { findItems } from '../../vega/draw-vega.js'
import type { Chart } from '../chart.js'
import { checkDuplicates, refuseMany } from '../checks/row-checks.js'
import { describeValues } from '../descriptions/describe-values.js'
import { errorLayers } from '../layers/error-marks.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { colorOf, shapeOf } from '../layers/series-encoding.js'
import { partDots } from '../layers/spread-points.js'
import { extentOf } from '../layout/axis-domain.js'
import { roomAlong } from '../layout/axis-room.js'
import { categoryOrder } from '../layout/chart-axes.js'
import { toLogAxis, toRoundAxis } from '../layout/number-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, PlotContext } from '../plot.js'

const maxDots = 120

export const dotRule: MarkRule = {
  noun: (chart) => (isDumbbell(chart) ? 'Dumbbell plot' : 'Dot plot'),
  words: /\b(?:dot[- ]?(?:plot|chart)s?|cleveland(?: dot)?(?: plots?)?|dumbbells?|lollipops?)\b/,
  takes: 'values',
  xKind: () => 'category',
  bands: 'horizontal',
  hasLegend: true,
  check: (chart, roles) => [
    ...checkDuplicates(chart, roles),
    ...refuseMany(chart, roles, maxDots, 'a dot plot'),
  ],
  plot: (chart, context) => ({
    values: toPlottedRows(chart, context),
    layers: dotLayers(chart, context),
    markCount: chart.rows.length,
    adjust: (scene) => partDots(findItems(scene, 'rows_marks')),
  }),
  describe: describeValues,
}

/** Whether each category has a value of two series, with the difference between them. */
function isDumbbell({ series }: Chart): boolean {
  return series !== undefined && series.names.length === 2
}

function dotLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const place: Encoding = {
    y: {
      field: 'x',
      type: 'nominal',
      sort: categoryOrder(chart),
      title: chart.x.title || null,
      axis: { grid: true, domain: false, labelLimit: layout.labelLimit },
    },
  }
  const across = {
    field: 'y',
    type: 'quantitative',
    title: chart.y.title || null,
    ...axisOf(chart, layout),
  }
  const layers: Layer[] = []
  if (chart.series !== undefined && chart.series.names.length > 1) {
    layers.push({
      mark: { type: 'rule', color: theme.axis, strokeWidth: 2.5, strokeCap: 'butt' },
      encoding: {
        ...place,
        x: { ...across, aggregate: 'min' },
        x2: { field: 'y', aggregate: 'max' },
      },
    })
  }
  layers.push(...errorLayers(chart, place, 'x', theme))
  layers.push({
    name: 'rows',
    mark: {
      type: 'point',
      filled: true,
      opacity: 1,
      size: 110,
      stroke: theme.surface,
      strokeWidth: 1.25,
    },
    encoding: { ...place, x: across, ...colorOf(chart, layout, theme), ...shapeOf(chart) },
  })
  if (layout.valueLabels && chart.series === undefined) {
    layers.push({
      mark: { type: 'text', align: 'left', dx: 10, fontSize: fontSizes.valueLabel },
      encoding: {
        ...place,
        x: { field: 'top', type: 'quantitative' },
        text: { field: 'text', type: 'nominal' },
      },
    })
  }
  return layers
}

/** Dots are read by their place: their axis need not begin at zero. */
function axisOf(chart: Chart, layout: PlotContext['layout']): Encoding {
  const ends = chart.rows.flatMap(({ high, low, y }) => [y, low ?? y, high ?? y])
  const [low, high] = extentOf(ends)
  const more = (high - low) * 0.04
  const whole = ends.every(Number.isInteger)
  const room = roomAlong('x', layout)
  const isNearZero = low >= 0 && low < high * 0.3
  const { axis, scale } = chart.y.log
    ? toLogAxis([low, high], room)
    : toRoundAxis([isNearZero ? 0 : low - more, high + more], whole, room)
  return { scale, axis: { ...axis, grid: false, domain: true } }
}
