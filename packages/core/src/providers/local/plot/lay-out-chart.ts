import { type Fit, mayGrow, type PictureSize, sizeOfAspect } from '../picture-size.js'
import type { Typesetter } from '../text/typesetter.js'
import { fontSizes } from '../theme.js'
import type { Chart } from './chart.js'
import { valueTexts } from './chart-numbers.js'
import { layOutGrid } from './layout/facet-grid.js'
import { layOutLegend, legendHeight } from './layout/legend-layout.js'
import { markRules } from './mark-rules.js'
import type { ChartLayout, MeasureText } from './plot.js'
import { isDate, isNumeric } from './table.js'

/** Pixels taken by the y axis, its title and the margins. */
const sideSpace = 90
/** Pixels taken by the x axis, its title, a legend and the margins. */
const endSpace = 120
const minBarWidth = 7
const minSequenceBarWidth = 3

/** Chooses direction, size and legend so that no label meets another. */
export function layOutChart(
  chart: Chart,
  wanted: { aspect?: string | undefined; fit?: Fit | undefined },
  typesetter: Typesetter,
): ChartLayout {
  const canvas = sizeOfAspect(wanted.aspect, wanted.fit)
  const grows = mayGrow(wanted.aspect, wanted.fit)
  const measure: MeasureText = (text, size) => typesetter.measure(text, { size })
  if (chart.facet === undefined) {
    const layout = layOutPlot(chart, canvas, grows, measure)
    const height = layout.size.height + (grows ? legendHeight(chart, layout.legend) : 0)
    return { ...layout, size: { ...layout.size, height } }
  }
  const { columns, names } = chart.facet
  const grid = layOutGrid(names.length, canvas, { columns, mayGrow: grows })
  const cell = { width: grid.cell.width + sideSpace, height: grid.cell.height + endSpace }
  const layout = layOutPlot(chart, cell, grows, measure)
  // What a plot needs for its categories is known only now.
  const height = Math.max(grid.cell.height, layout.size.height - endSpace)
  return {
    ...layout,
    grid: grows ? { ...grid, cell: { ...grid.cell, height } } : grid,
    legend: layOutLegend(chart, canvas.width, measure),
    labelLimit: layout.horizontal ? canvas.width * 0.28 : layout.labelLimit,
  }
}

function layOutPlot(
  chart: Chart,
  base: PictureSize,
  grows: boolean,
  measure: MeasureText,
): ChartLayout {
  const categories =
    chart.x.kind === 'category' ? [...new Set(chart.rows.map((row) => String(row.x)))] : []
  const widest = Math.max(0, ...categories.map((text) => measure(text, fontSizes.axisLabel)))
  const step = (base.width - sideSpace) / Math.max(1, categories.length)
  const grouped = chart.stack === 'grouped' ? (chart.series?.names.length ?? 1) : 1
  const { bands } = markRules[chart.mark]
  // Years and dates run from left to right as long as their bars can be told apart: the axis may
  // name every second one.
  const isSequence =
    categories.length > 2 && categories.every((text) => isNumeric(text) || isDate(text))
  const numbered = bands !== 'none' && chart.valueLabels === true
  const widestValue = numbered
    ? Math.max(0, ...valueTexts(chart).map((text) => measure(text, fontSizes.valueLabel)))
    : 0
  const perBar = (step * 0.78) / grouped
  // A number may stand out on both sides of its bar, unless it is inside.
  const overhang = chart.stack === 'stacked' || chart.stack === 'normalized' ? -12 : 6
  const tight = isSequence
    ? perBar < minSequenceBarWidth
    : widest > step - 8 || widestValue > perBar + overhang || perBar < minBarWidth
  const horizontal =
    bands === 'horizontal' ||
    (bands === 'either' && (chart.orient === undefined ? tight : chart.orient === 'horizontal'))
  const size = { ...base }
  if (horizontal && grows) {
    const perCategory = grouped === 1 ? 34 : grouped * 19 + 14
    const needed = categories.length * perCategory + (chart.series ? 120 : 88)
    size.height = Math.max(220, Math.min(needed, 4000))
  }
  const perHorizontalBar = ((size.height - 100) / Math.max(1, categories.length) / grouped) * 0.8
  const fits = horizontal ? perHorizontalBar >= 10 : widestValue <= perBar + 14
  const labelLimit = horizontal ? size.width * 0.38 : widest > step - 8 ? 130 : step
  const length = horizontal
    ? size.width - Math.min(widest, labelLimit) - sideSpace
    : size.height - endSpace
  const room = horizontal ? widestValue + 10 : 22
  // A legend begins where the plot does, and a wider one would push it together.
  const names = horizontal ? Math.max(0, Math.min(widest, labelLimit) - 20) : 0
  const layout: ChartLayout = {
    size,
    horizontal,
    labelAngle: !horizontal && !isSequence && widest > step - 8 ? -35 : 0,
    labelLimit,
    legend: layOutLegend(chart, size.width - names, measure),
    valueLabels: numbered && fits,
    labelShare: numbered && fits ? room / Math.max(1, length - room) : 0,
  }
  return markRules[chart.mark].layOut?.(chart, layout, measure, grows) ?? layout
}
