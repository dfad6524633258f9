/** The start of the line that opens a figure, as far as the name. */
export interface Opening {
  marker: ':' | '`' | '~'
  /** How many markers. */
  size: number
  name: 'figure' | 'figures'
  /** Offset in the line of the first marker. */
  start: number
  /** Offset in the line behind the name. */
  nameEnd: number
  /** Whether space stands between the colons and the name, which is a mistake. */
  isSpaced: boolean
}

/** A run of backticks or tildes that opens a code block. */
export interface CodeFence {
  marker: '`' | '~'
  size: number
  /** Columns of indentation. */
  indent: number
  /** Offset in the line of the first marker. */
  start: number
  /** The info string, trimmed. */
  info: string
}

const colonOpening = /(:{2,})([ \t]*)(figures?)(?![\p{L}\p{M}\p{N}_-])/uy
const fenceOpening = /(`{3,}|~{3,})[ \t]*(figures?)(?=[ \t[{]|$)/y
const codeFence = /^([ \t]*)(`{3,}|~{3,})(.*)$/s
const fenceClosing = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/
const colonClosing = /^([ \t]*)(:{3,})[ \t]*$/

/**
 * Recognises a line that opens a figure, or was meant to: `::: figure[` is seen, so that it can be
 * reported, but `::: figure` alone belongs to pandoc.
 *
 * @param text A line without its ending.
 * @param start Offset of the first character that is not indentation.
 */
export function matchOpening(text: string, start: number): Opening | undefined {
  const first = text.charAt(start)
  if (first === ':') return matchColonOpening(text, start)
  if (first === '`' || first === '~') return matchFenceOpening(text, start, first)
  return undefined
}

/** Puts text into a message: between backticks, or quotes when it holds backticks itself. */
export function quote(text: string): string {
  return text.includes('`') ? `"${text}"` : `\`${text}\``
}

/** `::figure`: one line, no body. */
export function isLeaf(opening: Opening): boolean {
  return opening.marker === ':' && opening.size === 2
}

/** The line that closes what `opening` opens. */
export function closingLine(opening: Opening): string {
  return opening.marker.repeat(opening.size)
}

export function matchCodeFence(text: string): CodeFence | undefined {
  const match = codeFence.exec(text)
  if (match === null) return undefined
  const [, indentation = '', markers = '', info = ''] = match
  const marker = markers.startsWith('`') ? '`' : '~'
  if (marker === '`' && info.includes('`')) return undefined
  return {
    marker,
    size: markers.length,
    indent: measureIndent(indentation),
    start: indentation.length,
    info: info.trim(),
  }
}

/** Markers of a line that holds nothing else, and how far it is indented. */
export interface ClosingMarkers {
  marker: string
  size: number
  indent: number
}

export function matchFenceClosing(text: string): ClosingMarkers | undefined {
  return toClosingMarkers(fenceClosing.exec(text))
}

export function matchColonClosing(text: string): ClosingMarkers | undefined {
  return toClosingMarkers(colonClosing.exec(text))
}

/** Columns of the leading whitespace, a tab reaching to the next multiple of four. */
export function measureIndent(text: string): number {
  let columns = 0
  for (const character of text) {
    if (character === '\t') columns += 4 - (columns % 4)
    else if (character === ' ') columns++
    else break
  }
  return columns
}

/** How many characters of leading whitespace make up at most `columns`; a tab goes as a whole. */
export function indentLength(text: string, columns: number): number {
  let length = 0
  let seen = 0
  while (seen < columns) {
    const character = text.charAt(length)
    if (character === '\t') seen += 4 - (seen % 4)
    else if (character === ' ') seen++
    else break
    length++
  }
  return length
}

export function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text)
}

function matchColonOpening(text: string, start: number): Opening | undefined {
  colonOpening.lastIndex = start
  const match = colonOpening.exec(text)
  if (match === null) return undefined
  const [whole, colons = '', gap = '', name] = match
  const nameEnd = start + whole.length
  if (gap !== '' && !'[{'.includes(text.charAt(nameEnd) || ' ')) return undefined
  return {
    marker: ':',
    size: colons.length,
    name: name === 'figures' ? 'figures' : 'figure',
    start,
    nameEnd,
    isSpaced: gap !== '',
  }
}

function matchFenceOpening(text: string, start: number, marker: '`' | '~'): Opening | undefined {
  fenceOpening.lastIndex = start
  const match = fenceOpening.exec(text)
  if (match === null) return undefined
  const [whole, markers = '', name] = match
  const nameEnd = start + whole.length
  if (marker === '`' && hasRun(text.slice(nameEnd), markers.length)) return undefined
  return {
    marker,
    size: markers.length,
    name: name === 'figures' ? 'figures' : 'figure',
    start,
    nameEnd,
    isSpaced: false,
  }
}

/** Whether backticks follow that would make the opening ones inline code. */
function hasRun(text: string, size: number): boolean {
  return text.match(/`+/g)?.some((run) => run.length === size) ?? false
}

function toClosingMarkers(match: RegExpExecArray | null): ClosingMarkers | undefined {
  if (match === null) return undefined
  const [, indentation = '', markers = ''] = match
  return { marker: markers.charAt(0), size: markers.length, indent: measureIndent(indentation) }
}
