import type { FieldProblem } from '../../../../problem.js'
import { fontSizes, type Theme } from '../../theme.js'
import { findItems } from '../../vega/draw-vega.js'
import type { Chart } from '../chart.js'
import { describeValues } from '../descriptions/describe-values.js'
import { colorScaleOf, toScale } from '../layers/color-scale.js'
import { errorLayers } from '../layers/error-marks.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { leastShown, sizeOf } from '../layers/point-size.js'
import { colorOf, shapeOf } from '../layers/series-encoding.js'
import { spreadPoints } from '../layers/spread-points.js'
import { describeTrendLines, fitTrends } from '../layers/trend-lines.js'
import { extentOf } from '../layout/axis-domain.js'
import { xOf, yOf } from '../layout/chart-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, Plot, PlotContext, PlottedRow } from '../plot.js'

export const scatterRule: MarkRule = {
  noun: ({ size, x }) =>
    size !== undefined ? 'Bubble chart' : x.kind === 'category' ? 'Strip plot' : 'Scatter plot',
  words:
    /\b(?:scatter(?:[- ]?(?:plot|chart|graph))?s?|strip[- ]?plots?|points?|point cloud|dots?|bubbles?)\b/,
  takes: 'values',
  xKind: (kind) => kind,
  bands: 'none',
  hasLegend: true,
  check: checkTrend,
  plot: drawScatter,
  describe: (chart) => [
    ...describeValues(chart),
    ...describeEncodings(chart),
    ...(chart.trend === undefined ? [] : describeTrendLines(chart)),
  ],
}

function checkTrend(chart: Chart): FieldProblem[] {
  if (chart.trend === undefined || fitTrends(chart).length > 0) return []
  const message =
    'A line cannot be fitted: it needs numbers or dates as x, two different ones at least'
  return [{ field: 'trend', code: 'attribute-invalid', message }]
}

function drawScatter(chart: Chart, context: PlotContext): Plot {
  const isStrip = chart.x.kind === 'category' && chart.rows.every(({ low }) => low === undefined)
  return {
    values: toValues(chart, context),
    layers: scatterLayers(chart, context),
    markCount: chart.rows.length,
    ...(isStrip ? { adjust: (scene) => spreadPoints(findItems(scene, 'rows_marks')) } : {}),
  }
}

/** Large points first, so that none hides a smaller one; `trend` is the fitted line at its ends. */
function toValues(chart: Chart, context: PlotContext): PlottedRow[] {
  const values = toPlottedRows(chart, context)
  if (chart.trend !== undefined) {
    for (const { row, y } of fitTrends(chart).flatMap(({ ends }) => ends)) {
      const value = values[row]
      if (value !== undefined) value.trend = y
    }
  }
  if (chart.size === undefined) return values
  const least = leastShown(chart)
  return values
    .map((value) => ({ ...value, size: Math.max(value.size ?? 0, least) }))
    .sort((a, b) => b.size - a.size)
}

function scatterLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart, layout)
  const layers: Layer[] = errorLayers(chart, place, 'y', theme)
  layers.push({
    name: 'rows',
    mark: pointMark(chart, theme),
    encoding: {
      ...place,
      y,
      ...colorOf(chart, layout, theme),
      ...(chart.size === undefined ? shapeOf(chart) : {}),
      ...shadeOf(chart, theme),
      ...sizeOf(chart, theme),
    },
  })
  if (chart.trend !== undefined) {
    layers.push({
      transform: [{ filter: 'isValid(datum.trend)' }],
      mark: { type: 'line', strokeWidth: 2, ...(chart.series ? {} : { color: theme.text }) },
      encoding: {
        ...place,
        y: { ...y, field: 'trend' },
        ...colorOf(chart, layout, theme),
      },
    })
  }
  if (chart.rows.some((row) => row.label !== undefined)) {
    layers.push({
      name: 'names',
      mark: { type: 'text', fontSize: fontSizes.valueLabel, limit: 200 },
      encoding: { ...place, y, text: { field: 'label', type: 'nominal' } },
    })
  }
  return layers
}

/** The more points, the smaller and the more transparent; hollow where series may coincide. */
function pointMark({ facet, rows, series, shade, size, x }: Chart, theme: Theme): Encoding {
  const count = rows.length / (facet?.names.length ?? 1)
  // Points that are spread do not hide each other, and become smaller where they are many.
  const isSpread = x.kind === 'category'
  const [area, opacity] = isSpread
    ? [64, 0.9]
    : count > 2000
      ? [8, 0.4]
      : count > 500
        ? [16, 0.5]
        : count > 150
          ? [30, 0.65]
          : [64, 0.9]
  // Of thousands of points an edge would be most of what is seen.
  const edge = { stroke: theme.surface, strokeWidth: count > 150 ? 0.4 : 0.8 }
  const several = series !== undefined && series.names.length > 1
  const look =
    several && size === undefined
      ? { filled: false, strokeWidth: count > 150 ? 1.25 : 1.75, fill: null }
      : { filled: true, ...(count > 500 ? {} : edge) }
  const clear = shade !== undefined ? 0.95 : size === undefined ? opacity : Math.min(opacity, 0.72)
  return { type: 'point', size: area, opacity: clear, ...look }
}

/** Numbers as colours; the palest ones would not be seen on the surface. */
function shadeOf({ rows, shade }: Chart, theme: Theme): Encoding {
  if (shade === undefined) return {}
  const visible = { ...theme, sequential: theme.sequential.slice(3) }
  const values = rows.flatMap((row) => row.shade ?? [])
  const colors = colorScaleOf(values, 'sequential', visible)
  return {
    color: {
      field: 'shade',
      type: 'quantitative',
      title: shade.title || null,
      scale: toScale(colors),
      legend: {
        orient: 'top',
        direction: 'horizontal',
        titleOrient: 'left',
        values: colors.ticks,
        labelExpr: colors.labelExpr,
        encoding: { labels: { align: { value: 'center' } } },
      },
    },
  }
}

function describeEncodings({ rows, shade, size }: Chart): string[] {
  const tell = (title: string, how: string, values: number[]) => {
    const [low, high] = extentOf(values)
    return `${how} shows ${title}, from ${low} to ${high}.`
  }
  return [
    ...(size
      ? [
          tell(
            size.title,
            'The area of a point',
            rows.flatMap((row) => row.size ?? []),
          ),
        ]
      : []),
    ...(shade
      ? [
          tell(
            shade.title,
            'Its colour',
            rows.flatMap((row) => row.shade ?? []),
          ),
        ]
      : []),
  ]
}
