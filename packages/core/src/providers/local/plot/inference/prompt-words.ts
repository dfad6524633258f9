import type { Chart } from '../chart.js'
import type { MarkName } from '../mark-names.js'
import { findMarkWord, type UnsupportedMark } from './mark-words.js'

/** What the words of a prompt can say about a plot. */
interface Meanings {
  mark: MarkName
  stack: NonNullable<Chart['stack']>
  orient: NonNullable<Chart['orient']>
  valueLabels: boolean
  sort: 'ascending' | 'descending'
  /** Which axes are logarithmic. */
  log: 'x' | 'y' | 'xy'
  trend: 'linear'
  /** Small multiples, whether or not their column is named. */
  facet: true
  /** The area of points shows a number. */
  bubble: true
  /** What a matrix holds, where columns do not say it. */
  matrix: 'confusion' | 'correlation'
  /** Colours of numbers part at zero. */
  diverging: true
}

/** A meaning and the words that carry it. */
export interface Said<Value> {
  value: Value
  phrase: string
}

/** Absent where the prompt says nothing. */
export type PromptHints = { [Key in keyof Meanings]?: Said<Meanings[Key]> } & {
  /** A kind of plot that was asked for and that `local` does not draw. */
  unsupported?: UnsupportedMark
}

/** Words and what they mean; of the rules for one meaning the first that is found decides. */
export const wordRules: readonly { words: RegExp; mean: Partial<Meanings> }[] = [
  {
    words: /\b(?:normali[sz]ed|100 ?%|percent(?:age)?)[- ]stacked\b|\bstacked to 100\b/,
    mean: { stack: 'normalized' },
  },
  { words: /\bstacked\b/, mean: { stack: 'stacked' } },
  { words: /\b(?:grouped|clustered|side[- ]by[- ]side)\b/, mean: { stack: 'grouped' } },
  { words: /\bhorizontal(?:ly)?\b(?! (?:lines?|rules?|bands?)\b)/, mean: { orient: 'horizontal' } },
  { words: /\bvertical(?:ly)?\b(?! (?:lines?|rules?|bands?)\b)/, mean: { orient: 'vertical' } },
  { words: /\b(?:no|without) (?:value |data )?labels?\b/, mean: { valueLabels: false } },
  {
    words:
      /\b(?:(?:value|data|number|bar) labels?|labell?ed (?:bars?|values?)|(?:show|with|print)(?:ing)? (?:the |their )?(?:values|numbers))\b/,
    mean: { valueLabels: true },
  },
  { words: /\b(?:ascending|(?:smallest|lowest) first)\b/, mean: { sort: 'ascending' } },
  {
    words: /\b(?:descending|(?:largest|highest|biggest) first|rank(?:ed|ing)|sorted by value)\b/,
    mean: { sort: 'descending' },
  },
  { words: /\blog[- ]?log\b|\b(?:log scales|both axes log)/, mean: { log: 'xy' } },
  {
    words:
      /\blog(?:arithmic)?[- ](?:scale )?(?:(?:on|for|in) )?(?:the )?x\b|\bx[- ]axis (?:is )?(?:in |on a )?log/,
    mean: { log: 'x' },
  },
  {
    words: /\blog(?:arithmic)?[- ](?:scale|axis|y\b)|\blogarithmic(?:ally)?\b|\blog10\b/,
    mean: { log: 'y' },
  },
  {
    words:
      /\b(?:trend[- ]?lines?|linear (?:trend|fit|regression)s?|regression(?: lines?)?|best[- ]fit(?: lines?)?|lines? of best fit|fit(?:ted)? lines?|(?:linear|least[- ]squares) fit)\b/,
    mean: { trend: 'linear' },
  },
  {
    words:
      /\b(?:small multiples?|facet(?:s|ed|ing)?|trellis|(?:one|a|separate) (?:panel|subplot)s?|panels? (?:for|per|by)|subplots?)\b/,
    mean: { facet: true },
  },
  { words: /\bbubbles?\b/, mean: { bubble: true } },
  { words: /\bconfusion\b/, mean: { matrix: 'confusion' } },
  { words: /\bcorrelations?\b/, mean: { matrix: 'correlation', diverging: true } },
  {
    words: /\b(?:differences?|deviations?|anomal(?:y|ies)|diverging)\b/,
    mean: { diverging: true },
  },
]

/** What the words of a prompt say; together with `findColumnMentions` all that reads it. */
export function readPromptWords(prompt: string, columns: readonly string[]): PromptHints {
  const text = prompt.toLowerCase()
  const said: Record<string, Said<unknown>> = {}
  for (const { mean, words } of wordRules) {
    const phrase = words.exec(text)?.[0]
    if (phrase === undefined || Object.keys(mean).some((key) => key in said)) continue
    for (const [key, value] of Object.entries(mean)) said[key] = { value, phrase }
  }
  return { ...(said as PromptHints), ...findMarkWord(text, columns) }
}
