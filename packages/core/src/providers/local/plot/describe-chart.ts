import type { Chart } from './chart.js'
import { markRules } from './mark-rules.js'

/** What a chart shows, in words: kind, axes, series, extremes, trend. */
export function describeChart(chart: Chart): { title: string; description: string } {
  const rule = markRules[chart.mark]
  const noun = typeof rule.noun === 'string' ? rule.noun : rule.noun(chart)
  const y = chart.y.title || 'values'
  const what = chart.mark === 'scatter' ? 'against' : 'by'
  const across = chart.x.title === '' ? '' : ` ${what} ${toPhrase(chart.x.title)}`
  const sentences = [
    `${noun} of ${toPhrase(y)}${across}${logNote(chart)}.`,
    ...rule.describe(chart),
  ]
  return {
    title: chart.title ?? `${noun}: ${y}${across}`,
    description: sentences.join(' '),
  }
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
