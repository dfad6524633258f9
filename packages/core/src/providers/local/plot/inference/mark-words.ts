import { type MarkName, markNames } from '../mark-names.js'
import { markRules } from '../mark-rules.js'
import { toWords } from './column-mentions.js'

/** A kind of plot that `local` does not draw, and what shows the same. */
export interface UnsupportedMark {
  phrase: string
  instead: MarkName
}

const unsupportedMarks: readonly { words: RegExp; instead: MarkName }[] = [
  {
    words: /\b(?:pie|donut|doughnut|waffle|treemap|sunburst|funnel|marimekko)s?\b/,
    instead: 'bar',
  },
  // Words that mean a plot only beside one that says so.
  {
    words:
      /\b(?:radar|spider|polar|rose|gauge|chord|waterfall)(?= (?:area |bar )?(?:charts?|plots?|graphs?|diagrams?)\b)/,
    instead: 'bar',
  },
  { words: /\b(?:word cloud|pictogram|sankey|alluvial|gantt)\b/, instead: 'bar' },
  {
    words:
      /\b(?:3[- ]?d|three[- ]dimensional|contour|surface|ternary)(?= (?:(?:bar|line|scatter|surface) )?(?:charts?|plots?|graphs?|diagrams?|bars)\b)/,
    instead: 'scatter',
  },
  { words: /\b(?:choropleth|cartogram|geographic|world map)s?\b/, instead: 'bar' },
  {
    words: /\b(?:candlestick|ohlc|ridge(?:line)?|stream ?graph|parallel coordinates)s?\b/,
    instead: 'line',
  },
]

/** Phrases that hold the name of a mark and ask for something else. */
const otherUses =
  /\b(?:error bars?|(?:trend|fit(?:ted)?|regression|best[- ]fit|reference|base)[- ]?lines?|lines? of (?:best fit|code)|(?:horizontal|vertical|dashed|dotted) (?:lines?|rules?) at|command[- ]lines?|(?:percentage|data|end|break|check|way)[- ]points?|dot products?|bar labels?)\b/g

/** The kind of plot that is named first, or the one that is asked for and not drawn. */
export function findMarkWord(
  text: string,
  columns: readonly string[],
): { mark?: { value: MarkName; phrase: string }; unsupported?: UnsupportedMark } {
  const open = text.replace(otherUses, (phrase) => ' '.repeat(phrase.length))
  const named = new Set(columns.flatMap(toWords))
  const marks = markNames
    .flatMap((value) =>
      findUse(open, markRules[value].words, named).map((use) => ({ value, ...use })),
    )
    // Of two that start at the same word the longer says more: `box plot`, `box`.
    .sort((a, b) => a.at - b.at || b.phrase.length - a.phrase.length)
  const [first] = marks
  const [refused] = unsupportedMarks
    .flatMap(({ instead, words }) =>
      findUse(open, words, named).map((use) => ({ instead, ...use })),
    )
    .sort((a, b) => a.at - b.at)
  if (refused !== undefined && refused.at <= (first?.at ?? Number.POSITIVE_INFINITY)) {
    const { instead, phrase } = refused
    return { unsupported: { phrase, instead: first?.value ?? instead } }
  }
  return first === undefined ? {} : { mark: { value: first.value, phrase: first.phrase } }
}

/**
 * The first place where a word means a plot: the name of a column does only with `chart`, `plot`
 * or `graph` behind it.
 */
function findUse(
  text: string,
  words: RegExp,
  named: ReadonlySet<string>,
): { at: number; phrase: string }[] {
  for (const match of text.matchAll(new RegExp(words, 'g'))) {
    const [phrase] = match
    const isColumn = toWords(phrase).every((word) => named.has(word))
    const after = text.slice(match.index + phrase.length)
    if (!isColumn || /^s?[- ](?:chart|plot|graph|diagram)/.test(after)) {
      return [{ at: match.index, phrase }]
    }
  }
  return []
}
