import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { markRules } from '../mark-rules.js'
import type { MeasureText } from '../plot.js'

/** How the names of series stand above a plot. */
export interface LegendLayout {
  columns: number
  /** Above the names, or before them where both fit in one row. */
  titleOrient: 'left' | 'top'
}

/** Pixels a name may take, and what its symbol and the gaps take besides. */
const maxName = 220
const entrySpace = 38
const rowHeight = 23
/** Pixels of a picture that are not above the plot: long numbers beside it push the legend along. */
const sides = 110

/** Names in as few rows as fit, and in rows of about the same length. */
export function layOutLegend(chart: Chart, width: number, measure: MeasureText): LegendLayout {
  const names = chart.series?.names ?? []
  const title = chart.series?.title ? measure(chart.series.title, fontSizes.legend) * 1.08 + 16 : 0
  const widths = names.map(
    (name) => Math.min(maxName, measure(name, fontSizes.legend)) + entrySpace,
  )
  const room = width - sides
  if (title + widthOf(widths, names.length) <= room) {
    return { columns: names.length, titleOrient: 'left' }
  }
  let columns = names.length
  while (columns > 1 && widthOf(widths, columns) > room) columns--
  const rows = Math.ceil(names.length / Math.max(1, columns))
  return { columns: Math.max(1, Math.ceil(names.length / rows)), titleOrient: 'top' }
}

/** Of entries in rows of so many columns, each as wide as its widest entry. */
function widthOf(widths: readonly number[], columns: number): number {
  let sum = 0
  for (let column = 0; column < columns; column++) {
    sum += Math.max(0, ...widths.filter((_, index) => index % columns === column))
  }
  return sum
}

/** Pixels of all legends, less the one row that every picture has room for. */
export function legendHeight(chart: Chart, { columns, titleOrient }: LegendLayout): number {
  const { legend, series, shade, size } = chart
  const hasNames = markRules[chart.mark].hasLegend && legend === undefined
  const names = hasNames ? (series?.names.length ?? 0) : 0
  const rows = Math.ceil(names / Math.max(1, columns))
  const title = names > 1 && titleOrient === 'top' && series?.title ? 1 : 0
  const others = [shade, size].filter(Boolean).length - (names > 1 ? 0 : 1)
  return Math.max(0, rows - 1 + title) * rowHeight + Math.max(0, others) * 2 * rowHeight
}
