import type { Chart } from './chart.js'
import { parseColumnName } from './column-title.js'

/** What the words of a prompt say about a plot; absent where they say nothing. */
export interface PromptHints {
  mark?: Chart['mark']
  /** A kind of plot that was asked for and that `local` does not draw. */
  unsupported?: string
  stack?: NonNullable<Chart['stack']>
  orient?: NonNullable<Chart['orient']>
  valueLabels?: boolean
  sort?: 'ascending' | 'descending'
  logX?: boolean
  logY?: boolean
}

/** Words for each mark. The one named first in the prompt wins. */
const markWords: [Chart['mark'], RegExp][] = [
  ['bar', /\b(?:bars?|bar[- ]?(?:chart|plot|graph)s?|barplots?|column chart|histogram of counts)\b/],
  ['line', /\b(?:lines?|line[- ]?(?:chart|plot|graph)s?|curves?|time series|trends?|trajector(?:y|ies))\b/],
  ['scatter', /\b(?:scatter(?:[- ]?(?:plot|chart|graph))?s?|points?|point cloud|dots?|dot plot|bubbles?)\b/],
]

const unsupportedWords =
  /\b(?:pie|donut|doughnut|heat[- ]?maps?|confusion matrix|histograms?|box[- ]?(?:plots?|and[- ]whiskers?)|violins?|radar|spider|treemaps?|sankey|sunburst|choropleth|candlesticks?|ridge(?:line)?|area chart|area plot|density plot|contour|surface plot|3d)\b/

/** The table of rules from words to what is drawn; nothing else reads the prompt of a plot. */
export function readPromptWords(prompt: string): PromptHints {
  const text = prompt.toLowerCase()
  const hints: PromptHints = {}
  let earliest = Number.POSITIVE_INFINITY
  for (const [mark, words] of markWords) {
    const at = text.search(words)
    if (at >= 0 && at < earliest) {
      earliest = at
      hints.mark = mark
    }
  }
  const unsupported = unsupportedWords.exec(text)
  if (unsupported !== null && unsupported.index < earliest) {
    hints.unsupported = unsupported[0]
    delete hints.mark
  }
  if (/\b(?:normali[sz]ed|100 ?%|percent(?:age)?)[- ]stacked|stacked to 100\b/.test(text)) {
    hints.stack = 'normalized'
  } else if (/\bstacked\b/.test(text)) hints.stack = 'stacked'
  else if (/\b(?:grouped|clustered|side[- ]by[- ]side)\b/.test(text)) hints.stack = 'grouped'
  if (/\bhorizontal(?:ly)?\b/.test(text)) hints.orient = 'horizontal'
  else if (/\bvertical(?:ly)?\b/.test(text)) hints.orient = 'vertical'
  if (
    /\b(?:no|without) (?:value |data )?labels?\b/.test(text) === false &&
    /\b(?:(?:value|data|number|bar) labels?|labell?ed (?:bars?|values?)|(?:show|with|print)(?:ing)? (?:the |their )?(?:values|numbers))\b/.test(
      text,
    )
  ) {
    hints.valueLabels = true
  }
  if (/\b(?:descending|largest first|highest first|ranked|sorted by value)\b/.test(text)) {
    hints.sort = 'descending'
  } else if (/\b(?:ascending|smallest first|lowest first)\b/.test(text)) hints.sort = 'ascending'
  if (/\blog[- ]?log\b/.test(text)) hints.logX = hints.logY = true
  else if (/\b(?:log(?:arithmic)?[- ]x|x[- ]axis (?:is )?(?:in |on a )?log|log(?:arithmic)? x[- ]axis)/.test(text)) {
    hints.logX = true
  } else if (/\blog(?:arithmic)?[- ](?:scale|axis|y)|\blogarithmic(?:ally)?\b|\blog10\b/.test(text)) {
    hints.logY = true
  }
  return hints
}

export interface ColumnMention {
  column: string
  /** Whether a word such as `by` or `over` stands before it: what values are compared across. */
  across: boolean
  /** Offset in the prompt. */
  at: number
}

/** Which columns a prompt names, in the order it names them. */
export function findColumnMentions(prompt: string, columns: readonly string[]): ColumnMention[] {
  const text = ` ${toPlainWords(prompt)} `
  const mentions: ColumnMention[] = []
  // Longer names first, so that `validation loss` is not also taken for `loss`.
  const byLength = [...columns].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  let rest = text
  for (const column of byLength) {
    for (const name of [toPlainWords(column), toPlainWords(parseColumnName(column).words.join(' '))]) {
      if (name === '') continue
      const at = findWords(rest, name)
      if (at < 0) continue
      const before = text.slice(0, at).trimEnd()
      const across = /\b(?:by|per|over|across|against|vs|versus|for each|each|along)(?: the)?$/.test(before)
      mentions.push({ column, across, at })
      rest = rest.slice(0, at) + ' '.repeat(name.length) + rest.slice(at + name.length)
      break
    }
  }
  return mentions.sort((a, b) => a.at - b.at)
}

/** Where `name` stands in `text` as whole words, a plural `s` allowed. */
function findWords(text: string, name: string): number {
  for (const spelled of [` ${name} `, ` ${name}s `, ` ${name}es `]) {
    const at = text.indexOf(spelled)
    if (at >= 0) return at + 1
  }
  return -1
}

function toPlainWords(text: string): string {
  return text
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim()
}
