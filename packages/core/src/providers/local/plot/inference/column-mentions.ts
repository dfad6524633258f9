import { parseColumnName } from './column-title.js'
import { orderedNames } from './ordered-names.js'

export interface ColumnMention {
  column: string
  /** Whether every word of the name is there, in any order, or only some of them. */
  whole: boolean
  /** Whether a word such as `by` or `over` stands before it: what values are compared across. */
  across: boolean
  /** What the words before it make of it: `sized by`, `coloured by`, `faceted by`. */
  role?: 'color' | 'facet' | 'size' | 'sort'
  /** Place among the words of the prompt. */
  at: number
}

/** What stands right before the name of a column, and what it makes of the column. */
const leads: readonly { words: RegExp; role: NonNullable<ColumnMention['role']> }[] = [
  { words: /\b(?:sorted|ranked|ordered|sort|rank) by$/, role: 'sort' },
  {
    words: /\b(?:sized?|area|radius|bubble size|bubbles) (?:by|for|shows?|is|encodes?)$/,
    role: 'size',
  },
  {
    words:
      /\b(?:colou?r(?:ed|s)?(?: coded)?|grouped|stacked|split|broken down|separated|hue) (?:by|for|shows?|is|encodes?)$/,
    role: 'color',
  },
  {
    words: /\b(?:lines?|curves?|colou?rs?|series) (?:per|for(?: (?:each|every))?)$/,
    role: 'color',
  },
  {
    words:
      /\b(?:(?:facet(?:ed|s)?|trellis(?:ed)?|(?:panel|subplot|multiple)s?) (?:by|for|per|across)(?: (?:each|every))?|(?:one|a|own|separate) (?:plot|chart)s? (?:per|for (?:each|every)))$/,
    role: 'facet',
  },
]
const across =
  /\b(?:by|per|each|every|over|across|against|vs|versus|along|function of|depending on|for different)$/

/**
 * Which columns a prompt names, in the order it names them. A column is named in whole when all
 * words of its name stand in the prompt (`top1_accuracy` in "top1 and top5 accuracy"), and in
 * part when some do. "Over time" names the column along which things develop.
 */
export function findColumnMentions(prompt: string, columns: readonly string[]): ColumnMention[] {
  const words = toWords(prompt.replace(drawingPhrases, ' '))
  const mentions: ColumnMention[] = []
  for (const column of columns) {
    const name = toWords(parseColumnName(column).words.join(' '))
    const places = name.map((word) => placeOf(word, words))
    const found = places.filter((place) => place >= 0)
    if (found.length === 0) continue
    const at = Math.min(...found)
    const whole = found.length === name.length
    const before = words
      .slice(0, at)
      .join(' ')
      .replace(/ (?:the|its|their|a|an)$/, '')
    const role = whole ? leads.find(({ words: lead }) => lead.test(before))?.role : undefined
    mentions.push({
      column,
      whole,
      across: whole && role === undefined && across.test(before),
      ...(role === undefined ? {} : { role }),
      at,
    })
  }
  const time = /\b(?:over|through|in) (?:the )?time\b/i.test(prompt)
    ? columns.find((column) => orderedNames.test(column))
    : undefined
  if (time !== undefined && !mentions.some(({ column }) => column === time)) {
    mentions.push({ column: time, whole: true, across: true, at: words.indexOf('time') })
  }
  return mentions.sort((a, b) => a.at - b.at)
}

/** Phrases about the drawing whose words may also be names of columns. */
const drawingPhrases = /\b(?:value|data|number|bar) labels?\b|\berror bars?\b|\bsorted by value\b/gi

/** Words of a sentence that are the beginning of a name by accident: `per` of `performance`. */
const sentenceWords = new Set(
  'all and are bar box chart dot each for from line log not our over per plot show the with'.split(
    ' ',
  ),
)

/** The word itself, before one it may be short for: `country` and not `count`. */
function placeOf(word: string, words: readonly string[]): number {
  const exact = words.indexOf(word)
  return exact >= 0 ? exact : words.findIndex((other) => isSameWord(other, word))
}

/** `epochs` is `epoch`, `countries` is `country`, and `val` is `validation`. */
function isSameWord(inPrompt: string, inName: string): boolean {
  if (inPrompt === inName || inPrompt.replace(/ies$/, 'y') === inName) return true
  if (sentenceWords.has(inPrompt)) return false
  const [a, b] = [inPrompt, inName].map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
  const [short = '', long = ''] = inPrompt.length < inName.length ? [a, b] : [b, a]
  return short.length >= 3 && long.startsWith(short)
}

export function toWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '')
}
