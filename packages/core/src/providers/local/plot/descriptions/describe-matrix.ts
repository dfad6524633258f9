import type { Chart, ChartRow } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import { columnsOf } from '../layout/matrix-layout.js'

/** More columns than this are told by the first and the last. */
const maxColumns = 24

/** Size and names of a matrix, its highest and lowest cell, and what lies on its diagonal. */
export function describeMatrix(chart: Chart): string[] {
  const rows = chart.series?.names ?? []
  const columns = columnsOf(chart).map(String)
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  const tell = (row: ChartRow) => `${formatValue(row.y, decimals)} (${row.series}, ${row.x})`
  const low = chart.rows.reduce((a, b) => (b.y < a.y ? b : a))
  const high = chart.rows.reduce((a, b) => (b.y > a.y ? b : a))
  const missing = rows.length * columns.length - chart.rows.length
  return [
    `${rows.length} rows${titleOf(chart.series?.title)}: ${rows.join(', ')}.`,
    `${columns.length} columns${titleOf(chart.x.title)}${listColumns(columns)}.`,
    `Highest ${tell(high)}, lowest ${tell(low)}.`,
    ...(missing === 0 ? [] : [`${missing} ${missing === 1 ? 'cell has' : 'cells have'} no value.`]),
    ...describeDiagonal(chart, rows, columns),
  ]
}

function listColumns(columns: readonly string[]): string {
  if (columns.length <= maxColumns) return `: ${columns.join(', ')}`
  return ` from ${columns[0]} to ${columns.at(-1)}`
}

function titleOf(title: string | undefined): string {
  return title ? ` (${title})` : ''
}

/** How much of what was counted was told right, where columns are predictions. */
function describeDiagonal(
  chart: Chart,
  rows: readonly string[],
  columns: readonly string[],
): string[] {
  const titles = `${chart.x.title} ${chart.series?.title ?? ''}`
  const areSame = rows.length === columns.length && rows.every((name, at) => name === columns[at])
  const total = chart.rows.reduce((sum, row) => sum + row.y, 0)
  if (!areSame || total <= 0 || !/\bpredict/i.test(titles)) return []
  const right = chart.rows.reduce((sum, row) => (row.x === row.series ? sum + row.y : sum), 0)
  return [`${formatValue((100 * right) / total, 1)}% of the total lies on the diagonal.`]
}
