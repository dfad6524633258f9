import type { Chart } from './chart.js'
import { countDecimals, formatValue } from './chart-numbers.js'
import type { PlotContext, PlottedRow } from './mark-rule.js'
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

/** Every value as it is written beside its mark. */
export function valueTexts(chart: Chart): string[] {
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  return chart.rows.map((row) => formatValue(row.y, decimals))
}

/** Milliseconds since the epoch; a time without a zone is taken for UTC, wherever this runs. */
export function toUtc(text: string): number {
  const zoned = /[T ]\d/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  return Date.parse(zoned.replace(' ', 'T'))
}
