import { hatchFill } from '../../formats/hatches.js'
import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { refuseLog, refuseRepeated, rejectData } from '../checks/row-checks.js'
import { describeMatrix } from '../descriptions/describe-matrix.js'
import { type ColorScale, colorAt, colorScaleOf, toScale } from '../layers/color-scale.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { inkOn } from '../layers/series-encoding.js'
import { wrapTitle } from '../layout/axis-titles.js'
import {
  cellTexts,
  columnsOf,
  fitMatrix,
  layOutMatrix,
  maxLegendTitle,
} from '../layout/matrix-layout.js'
import { labelledNames } from '../layout/sequence-labels.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, PlotContext, PlottedRow } from '../plot.js'

/** Rows and columns that a picture holds. */
const maxNames = 60

export const heatmapRule: MarkRule = {
  noun: 'Heat map',
  words: /\b(?:heat[- ]?maps?|(?:confusion|correlation) matri(?:x|ces)|matrix plots?)\b/,
  takes: 'matrix',
  xKind: (kind) => (kind === 'number' ? 'number' : 'category'),
  bands: 'none',
  hasLegend: false,
  measures: 'color',
  layOut: layOutMatrix,
  check: (chart) => [
    ...refuseLog(chart, 'The colours of a heat map have no logarithmic scale'),
    ...refuseTooMany(chart),
    ...refuseRepeated(chart),
  ],
  plot: (chart, context) => {
    const scale = scaleOf(chart, context)
    return {
      values: [...toCells(chart, scale, context), ...missingCells(chart)],
      layers: heatmapLayers(chart, scale, context),
      markCount: chart.rows.length,
    }
  },
  describe: describeMatrix,
}

function refuseTooMany(chart: Chart) {
  const rows = chart.series?.names.length ?? 0
  const columns = columnsOf(chart).length
  if (Math.max(rows, columns) <= maxNames) return []
  const hint = 'Show fewer, or put neighbours together.'
  return [rejectData(`makes ${rows} x ${columns} cells, and a heat map has at most 60 x 60`, hint)]
}

function scaleOf(chart: Chart, { theme }: PlotContext): ColorScale {
  const values = chart.rows.map((row) => row.y)
  const hasBothSigns = values.some((value) => value < 0) && values.some((value) => value > 0)
  const parts = chart.diverging === true || hasBothSigns
  return colorScaleOf(values, parts ? 'diverging' : 'sequential', theme)
}

function toCells(chart: Chart, scale: ColorScale, context: PlotContext): PlottedRow[] {
  const texts = cellTexts(chart)
  return toPlottedRows(chart, context).map((row, index) => {
    const paint = colorAt(scale, row.y ?? 0)
    return { ...row, text: texts[index] ?? '', paint, ink: inkOn(paint) }
  })
}

/** The pairs of names that have no row. */
function missingCells(chart: Chart): PlottedRow[] {
  const present = new Set(chart.rows.map(({ series, x }) => JSON.stringify([series, x])))
  const names = chart.series?.names ?? []
  return names.flatMap((series) =>
    columnsOf(chart)
      .filter((x) => !present.has(JSON.stringify([series, x])))
      .map((x) => ({ x, series, missing: 'No value' })),
  )
}

function heatmapLayers(chart: Chart, scale: ColorScale, context: PlotContext): Layer[] {
  const { layout, measure, theme } = context
  const { cell, textSize } = fitMatrix(chart, layout, measure)
  const names = chart.series?.names ?? []
  const columns = columnsOf(chart)
  const values =
    layout.labelAngle === 0 ? labelledNames(columns, cell.width * columns.length) : undefined
  const labelOverlap = cell.width < 15 && values === undefined ? 'greedy' : false
  const axis = { grid: false, domain: false }
  const place = {
    x: {
      field: 'x',
      type: 'ordinal',
      sort: columns,
      title: chart.x.title || null,
      scale: { padding: 0 },
      axis: {
        ...axis,
        ...(values === undefined ? {} : { values }),
        labelOverlap,
        labelAngle: layout.labelAngle,
        labelLimit: 150,
      },
    },
    y: {
      field: 'series',
      type: 'ordinal',
      sort: names,
      title: chart.series?.title || null,
      scale: { padding: 0 },
      axis: { ...axis, labelLimit: layout.labelLimit },
    },
  }
  const isSmall = Math.min(cell.width, cell.height) < 12
  const box = { type: 'rect', stroke: theme.surface, strokeWidth: 1.5 }
  // Small cells touch: a stroke of their own colour covers the seam between them.
  const stroke = isSmall ? { stroke: { field: 'paint', type: 'nominal', scale: null } } : {}
  const layers: Layer[] = [
    {
      name: 'rows',
      transform: [{ filter: 'isValid(datum.y)' }],
      mark: isSmall ? { type: 'rect', strokeWidth: 0.6 } : box,
      encoding: { ...place, color: colorOf(chart, scale, context), ...stroke },
    },
  ]
  if (chart.rows.length < names.length * columns.length) {
    const range = [hatchFill('rising', theme.surface, theme.axis)]
    layers.push({
      transform: [{ filter: 'isValid(datum.missing)' }],
      mark: box,
      encoding: {
        ...place,
        fill: {
          field: 'missing',
          type: 'nominal',
          title: null,
          scale: { domain: ['No value'], range },
          legend: { orient: 'right', symbolType: 'square', symbolStrokeColor: theme.axis },
        },
      },
    })
  }
  if (textSize !== undefined && chart.valueLabels !== false) {
    layers.push({
      transform: [{ filter: 'isValid(datum.y)' }],
      mark: { type: 'text', fontSize: textSize, baseline: 'middle', align: 'center' },
      encoding: {
        ...place,
        text: { field: 'text', type: 'nominal' },
        // Not `color`, which has a scale of numbers here.
        fill: { field: 'ink', type: 'nominal', scale: null },
      },
    })
  }
  return layers
}

function colorOf(chart: Chart, colors: ColorScale, { layout, measure }: PlotContext): Encoding {
  const { labelExpr, ticks } = colors
  const title = wrapTitle(chart.y.title, maxLegendTitle, measure)
  return {
    field: 'y',
    type: 'quantitative',
    title: title || null,
    scale: toScale(colors),
    legend: {
      orient: 'right',
      type: 'gradient',
      gradientThickness: 14,
      gradientLength: Math.max(60, Math.min(200, layout.size.height - 150)),
      titleFontSize: fontSizes.axisLabel,
      values: ticks,
      tickCount: ticks.length,
      labelExpr,
      // Vega would push the labels at both ends inwards.
      encoding: { labels: { baseline: { value: 'middle' } } },
    },
  }
}
