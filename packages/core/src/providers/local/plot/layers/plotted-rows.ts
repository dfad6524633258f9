import type { Chart } from '../chart.js'
import { valueTexts } from '../chart-numbers.js'
import { toUtc } from '../layout/time-axis.js'
import type { PlotContext, PlottedRow } from '../plot.js'
import { inkOn, seriesColor } from './series-encoding.js'

/** The rows as layers read them: times as numbers, and each value as the text of its label. */
export function toPlottedRows(chart: Chart, { theme }: Pick<PlotContext, 'theme'>): PlottedRow[] {
  const texts = valueTexts(chart)
  return chart.rows.map((row, index) => ({
    ...row,
    row: index,
    x: chart.x.kind === 'time' ? toUtc(String(row.x)) : row.x,
    text: texts[index] ?? '',
    top: row.high ?? row.y,
    ink: inkOn(seriesColor(theme, chart.series?.names.indexOf(row.series ?? '') ?? 0)),
  }))
}
