import { type Fit, type PictureSize, ratioOfAspect, sizeOfAspect } from '../picture-size.js'
import type { Typesetter } from '../text/typesetter.js'
import { fontSizes } from '../theme.js'
import type { Chart } from './chart.js'
import { markRules } from './mark-rules.js'
import { valueTexts } from './plotted-rows.js'

/** What depends on how wide text is. */
export interface ChartLayout {
  size: PictureSize
  horizontal: boolean
  /** Degrees the labels of the x axis are turned. */
  labelAngle: number
  /** Pixels a category label may take before it ends in an ellipsis. */
  labelLimit: number
  legendColumns: number
  /** Whether numbers fit on their bars. */
  valueLabels: boolean
  /** Part of the value axis that the number of the longest bar takes. */
  labelShare: number
}

/** Pixels taken by the y axis, its title and the margins. */
const sideSpace = 90
/** Pixels taken by the x axis, its title, a legend and the margins. */
const endSpace = 120
const minBarWidth = 7
/** Pixels a name in the legend may take, and what its symbol and the gaps take besides. */
const maxLegendText = 220
const legendEntrySpace = 38

/** Chooses direction, size and legend so that no label meets another. */
export function layOutChart(
  chart: Chart,
  wanted: { aspect?: string | undefined; fit?: Fit | undefined },
  typesetter: Typesetter,
): ChartLayout {
  const base = sizeOfAspect(wanted.aspect, wanted.fit)
  const measure = (text: string, size: number) => typesetter.measure(text, { size })
  const categories =
    chart.x.kind === 'category' ? [...new Set(chart.rows.map((row) => String(row.x)))] : []
  const widest = Math.max(0, ...categories.map((text) => measure(text, fontSizes.axisLabel)))
  const step = (base.width - sideSpace) / Math.max(1, categories.length)
  const grouped = chart.stack === 'grouped' ? (chart.series?.names.length ?? 1) : 1
  const { bands } = markRules[chart.mark]
  const numbered = bands !== 'none' && chart.valueLabels === true
  const widestValue = numbered
    ? Math.max(0, ...valueTexts(chart).map((text) => measure(text, fontSizes.valueLabel)))
    : 0
  const perBar = (step * 0.78) / grouped
  const tight = widest > step - 8 || widestValue > perBar + 6 || perBar < minBarWidth
  const horizontal =
    bands === 'horizontal' ||
    (bands === 'either' && (chart.orient === undefined ? tight : chart.orient === 'horizontal'))
  const size = { ...base }
  if (horizontal && ratioOfAspect(wanted.aspect) === undefined) {
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
  return {
    size,
    horizontal,
    labelAngle: !horizontal && widest > step - 8 ? -35 : 0,
    labelLimit,
    legendColumns: countLegendColumns(chart, size.width, (text) => measure(text, fontSizes.legend)),
    valueLabels: numbered && fits,
    labelShare: numbered && fits ? room / Math.max(1, length - room) : 0,
  }
}

function countLegendColumns(
  chart: Chart,
  width: number,
  measure: (text: string) => number,
): number {
  const names = chart.series?.names ?? []
  const title = chart.series?.title ? measure(chart.series.title) * 1.08 + 16 : 0
  const widths = names.map((name) => Math.min(maxLegendText, measure(name)) + legendEntrySpace)
  const room = width - sideSpace
  const inOneRow = title + widths.reduce((sum, entry) => sum + entry, 0)
  if (inOneRow <= room) return names.length
  // The title of a legend with several rows stands above them.
  return Math.max(1, Math.min(names.length, Math.floor(room / Math.max(...widths))))
}
