import type { Chart, ChartRow } from './chart.js'
import { countDecimals, formatValue } from './chart-numbers.js'

const kinds = { bar: 'Bar chart', line: 'Line chart', scatter: 'Scatter plot' } as const
const maxNamed = 12

/** What a chart shows, in words: kind, axes, series and extremes. */
export function describeChart(chart: Chart): { title: string; description: string } {
  const y = chart.y.title || 'values'
  const x = chart.x.title
  const kind =
    chart.stack === 'stacked' || chart.stack === 'normalized'
      ? 'Stacked bar chart'
      : chart.stack === 'grouped'
        ? 'Grouped bar chart'
        : kinds[chart.mark]
  const what = chart.mark === 'scatter' ? 'against' : 'by'
  const title = chart.title ?? `${kind}: ${y}${x ? ` ${what} ${toPhrase(x)}` : ''}`
  const sentences = [
    `${kind} of ${toPhrase(y)}${x ? ` ${what} ${toPhrase(x)}` : ''}${logNote(chart)}.`,
  ]
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  const format = (value: number) => formatValue(value, decimals)
  if (chart.series !== undefined) {
    const ranges = chart.series.names.map((name) => {
      const rows = chart.rows.filter((row) => row.series === name)
      return `${name} ${rangeOf(rows, format)}`
    })
    sentences.push(`${chart.series.names.length} series: ${ranges.join('; ')}.`)
  } else if (chart.mark === 'bar' && chart.rows.length <= maxNamed) {
    sentences.push(`${chart.rows.map((row) => `${row.x}: ${format(row.y)}`).join('; ')}.`)
  } else {
    sentences.push(`${chart.rows.length} values, ${extremes(chart.rows, format)}.`)
  }
  if (chart.mark === 'line' && chart.series === undefined)
    sentences.push(trendOf(chart.rows, format))
  if (chart.rows.some((row) => row.low !== undefined)) {
    sentences.push(chart.mark === 'line' ? 'Bands show the error.' : 'Error bars show the error.')
  }
  return { title, description: sentences.filter((sentence) => sentence !== '').join(' ') }
}

function rangeOf(rows: readonly ChartRow[], format: (value: number) => string): string {
  const values = rows.map((row) => row.y)
  const low = Math.min(...values)
  const high = Math.max(...values)
  return low === high ? format(low) : `${format(low)} to ${format(high)}`
}

function extremes(rows: readonly ChartRow[], format: (value: number) => string): string {
  const low = rows.reduce((a, b) => (b.y < a.y ? b : a))
  const high = rows.reduce((a, b) => (b.y > a.y ? b : a))
  const name = (row: ChartRow) => row.label ?? row.x
  return `from ${format(low.y)} (${name(low)}) to ${format(high.y)} (${name(high)})`
}

function trendOf(rows: readonly ChartRow[], format: (value: number) => string): string {
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined || rows.length < 2) return ''
  const way = last.y > first.y ? 'rises' : last.y < first.y ? 'falls' : 'stays'
  return `It ${way} from ${format(first.y)} at ${first.x} to ${format(last.y)} at ${last.x}.`
}

function logNote(chart: Chart): string {
  if (chart.x.log && chart.y.log) return ', both axes logarithmic'
  if (chart.y.log) return ', logarithmic y axis'
  return chart.x.log ? ', logarithmic x axis' : ''
}

/** A title inside a sentence: `Accuracy` becomes `accuracy`, `BLEU` stays. */
function toPhrase(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
