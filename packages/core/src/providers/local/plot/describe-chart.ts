import type { Chart, Reference } from './chart.js'
import { countDecimals, formatValue } from './chart-numbers.js'
import { extentOf } from './layout/axis-domain.js'
import { markRules, nounOf } from './mark-rules.js'

/** What a chart shows, in words: kind, axes, small plots, series, extremes, trend, references. */
export function describeChart(chart: Chart): { title: string; description: string } {
  const noun = nounOf(chart)
  const y = chart.y.title || 'values'
  const what = chart.mark === 'scatter' && chart.x.kind !== 'category' ? 'against' : 'by'
  // The other axis of a histogram counts, and compares nothing.
  const isCompared = chart.x.title !== '' && markRules[chart.mark].measures !== 'x'
  const across = !isCompared ? '' : ` ${what} ${toPhrase(chart.x.title)}`
  const sentences = [
    `${noun} of ${toPhrase(y)}${across}${logNote(chart)}.`,
    ...describeFacets(chart),
    ...markRules[chart.mark].describe(chart),
    ...describeReferences(chart),
    ...describeNotes(chart),
  ]
  return {
    title: chart.title ?? `${noun}: ${y}${across}`,
    description: sentences.join(' '),
  }
}

/** Every small plot by name; where each x has one value, with what it ranges over. */
function describeFacets({ facet, mark, rows }: Chart): string[] {
  if (facet === undefined) return []
  const decimals = countDecimals(rows.map(({ y }) => y))
  const names = facet.names.map((name) => {
    if (markRules[mark].takes !== 'values') return name
    const [low, high] = extentOf(rows.filter((row) => row.facet === name).map(({ y }) => y))
    const range = [...new Set([low, high])].map((value) => formatValue(value, decimals))
    return `${name} ${range.join(' to ')}`
  })
  const title = facet.title === '' ? '' : `, one for each ${toPhrase(facet.title)}`
  return [`${facet.names.length} small plots${title}: ${names.join('; ')}.`]
}

function describeReferences({ references = [], x, y }: Chart): string[] {
  if (references.length === 0) return []
  const tell = ({ axis, from, label, to }: Reference) => {
    const title = toPhrase((axis === 'x' ? x : y).title) || axis
    const place = to === undefined ? `${from}` : `${from} to ${to}`
    return `${label === undefined ? '' : `${label}, at `}${title} ${place}`
  }
  return [`Marked: ${references.map(tell).join('; ')}.`]
}

function describeNotes({ rows }: Chart): string[] {
  const noted = rows.filter(({ note }) => note !== undefined)
  if (noted.length === 0) return []
  const tell = ({ label, note, series, x }: Chart['rows'][number]) =>
    `${[label ?? x, series].filter((part) => part !== undefined).join(', ')}: ${note}`
  return [`Notes: ${noted.map(tell).join('; ')}.`]
}

function logNote(chart: Chart): string {
  if (chart.x.log && chart.y.log) return ', both axes logarithmic'
  if (!chart.x.log && !chart.y.log) return ''
  const isAlongX = chart.x.log === true || markRules[chart.mark].measures === 'x'
  return `, logarithmic ${isAlongX ? 'x' : 'y'} axis`
}

/** A title inside a sentence: `Accuracy` becomes `accuracy`, `BLEU` stays. */
function toPhrase(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
