import type { Chart } from './chart.js'
import { parseColumnName } from './column-title.js'
import { markNames } from './mark-names.js'
import { markRules } from './mark-rules.js'

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

const unsupportedWords =
  /\b(?:pie|donut|doughnut|heat[- ]?maps?|confusion matrix|histograms?|box[- ]?(?:plots?|and[- ]whiskers?)|violins?|radar|spider|treemaps?|sankey|sunburst|choropleth|candlesticks?|ridge(?:line)?|area chart|area plot|density plot|contour|surface plot|3d)\b/

/** The table of rules from words to what is drawn; nothing else reads the prompt of a plot. */
export function readPromptWords(prompt: string): PromptHints {
  const text = prompt.toLowerCase()
  const hints: PromptHints = {}
  let earliest = Number.POSITIVE_INFINITY
  for (const mark of markNames) {
    const at = text.search(markRules[mark].words)
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
  else if (
    /\b(?:log(?:arithmic)?[- ]x|x[- ]axis (?:is )?(?:in |on a )?log|log(?:arithmic)? x[- ]axis)/.test(
      text,
    )
  ) {
    hints.logX = true
  } else if (
    /\blog(?:arithmic)?[- ](?:scale|axis|y)|\blogarithmic(?:ally)?\b|\blog10\b/.test(text)
  ) {
    hints.logY = true
  }
  return hints
}

export interface ColumnMention {
  column: string
  /** Whether every word of the name is there, in any order, or only some of them. */
  whole: boolean
  /** Whether a word such as `by` or `over` stands before it: what values are compared across. */
  across: boolean
  /** Offset in the prompt. */
  at: number
}

/**
 * Which columns a prompt names, in the order it names them. A column is named in whole when all
 * words of its name stand in the prompt (`top1_accuracy` in "top1 and top5 accuracy"), and in
 * part when some do.
 */
export function findColumnMentions(prompt: string, columns: readonly string[]): ColumnMention[] {
  const words = toWords(prompt.replace(drawingPhrases, ' '))
  const mentions: ColumnMention[] = []
  for (const column of columns) {
    const name = toWords(parseColumnName(column).words.join(' '))
    const places = name.map((word) => words.findIndex((other) => isSameWord(other, word)))
    const found = places.filter((place) => place >= 0)
    if (found.length === 0) continue
    const at = Math.min(...found)
    const before =
      words[words[at - 1] === 'the' || words[at - 1] === 'each' ? at - 2 : at - 1] ?? ''
    const whole = found.length === name.length
    mentions.push({ column, whole, across: whole && acrossWords.has(before ?? ''), at })
  }
  return mentions.sort((a, b) => a.at - b.at)
}

const acrossWords = new Set([
  'by',
  'per',
  'each',
  'over',
  'across',
  'against',
  'vs',
  'versus',
  'along',
])
/** Phrases about the drawing whose words may also be names of columns. */
const drawingPhrases = /\b(?:value|data|number|bar) labels?\b|\berror bars?\b|\bsorted by value\b/gi

/** `epochs` is `epoch`, and `val` is `validation`. */
function isSameWord(inPrompt: string, inName: string): boolean {
  if (inPrompt === inName) return true
  const [short, long] = inPrompt.length < inName.length ? [inPrompt, inName] : [inName, inPrompt]
  return short.length >= 3 && long.startsWith(short)
}

function toWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '')
}
