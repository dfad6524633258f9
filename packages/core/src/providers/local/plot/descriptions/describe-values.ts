import type { Chart, ChartRow } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import { extentOf } from '../layout/axis-domain.js'
import { categoryOrder } from '../layout/chart-axes.js'
import { toUtc } from '../layout/time-axis.js'

const maxNamed = 12

/** Each value where there are few, else the range of every series, or the extremes. */
export function describeValues(chart: Chart): string[] {
  const format = formatOf(chart)
  const sentences: string[] = []
  if (chart.series !== undefined) {
    const ranges = chart.series.names.map((name) => {
      const rows = chart.rows.filter((row) => row.series === name)
      return `${name} ${rangeOf(rows, format)}`
    })
    sentences.push(`${chart.series.names.length} series: ${ranges.join('; ')}.`)
  } else if (chart.x.kind === 'category' && chart.rows.length <= maxNamed) {
    const nameOf = ({ facet, x }: ChartRow) => (facet === undefined ? x : `${facet}, ${x}`)
    sentences.push(
      `${inOrder(chart)
        .map((row) => `${nameOf(row)}: ${format(row.y)}`)
        .join('; ')}.`,
    )
  } else {
    sentences.push(`${tellAll(chart.rows, format)}.`)
  }
  if (chart.rows.some((row) => row.low !== undefined)) {
    sentences.push(chart.mark === 'line' ? 'Bands show the error.' : 'Error bars show the error.')
  }
  return sentences
}

/** The same, and where a single line goes. */
export function describeTrends(chart: Chart): string[] {
  const [values = '', ...rest] = describeValues(chart)
  if (chart.series !== undefined || chart.facet !== undefined) return [values, ...rest]
  return [values, ...trendOf(inOrder(chart), formatOf(chart)), ...rest]
}

/** Rows as they stand along the x axis. */
function inOrder(chart: Chart): readonly ChartRow[] {
  const { rows, sort, x } = chart
  if (x.kind === 'category' && sort === undefined) return rows
  const names = x.kind === 'category' ? categoryOrder(chart) : []
  const place = (row: ChartRow) =>
    x.kind === 'category'
      ? names.indexOf(row.x)
      : x.kind === 'time'
        ? toUtc(String(row.x))
        : Number(row.x)
  return [...rows].sort((a, b) => place(a) - place(b))
}

function formatOf(chart: Chart): (value: number) => string {
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  return (value) => formatValue(value, decimals)
}

function rangeOf(rows: readonly ChartRow[], format: (value: number) => string): string {
  const [low, high] = extentOf(rows.map((row) => row.y))
  return low === high ? format(low) : `${format(low)} to ${format(high)}`
}

function tellAll(rows: readonly ChartRow[], format: (value: number) => string): string {
  const low = rows.reduce((a, b) => (b.y < a.y ? b : a))
  const high = rows.reduce((a, b) => (b.y > a.y ? b : a))
  const name = (row: ChartRow) => row.label ?? row.x
  if (rows.length === 1) return `1 value, ${format(low.y)}`
  if (low.y === high.y) return `${rows.length} values, all ${format(low.y)}`
  return `${rows.length} values, from ${format(low.y)} (${name(low)}) to ${format(high.y)} (${name(high)})`
}

function trendOf(rows: readonly ChartRow[], format: (value: number) => string): string[] {
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return []
  // Where all are equal that has been said.
  if (rows.every(({ y }) => y === first.y)) return []
  if (last.y === first.y) return [`It begins and ends at ${format(first.y)}.`]
  const way = last.y > first.y ? 'rises' : 'falls'
  return [`It ${way} from ${format(first.y)} at ${first.x} to ${format(last.y)} at ${last.x}.`]
}
