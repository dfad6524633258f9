import type { ParseContext } from 'micromark-util-types'
import { createBlockTracker } from './block-tracker.js'
import { createCommentReader, startsComment } from './comment-construct.js'
import type { LineRange, LineReader } from './lines-construct.js'
import { matchCodeFence, matchFenceClosing, matchOpening } from './opening.js'
import { createParser, type FoundBlocks, tokenizeRegion } from './tokenize-region.js'

/**
 * Finds the figures of a Markdown text as {@link tokenizeRegion} over all of it would.
 *
 * Micromark visits each character several times, so it gets only the parts that need it: those
 * where a figure, code block, comment or HTML block starts indented or in a container. What starts
 * in the first column of a line is outside of every container, and is read here.
 */
export function findBlocks(text: string, mdx: boolean): FoundBlocks {
  const found: FoundBlocks = { figures: [], unclosedComments: [] }
  let parser: ParseContext | undefined

  function tokenize(start: number, findStop: (offset: number) => number | undefined): number {
    parser ??= createParser(mdx)
    return tokenizeRegion(parser, text, start, findStop, found)
  }

  // Lines that end in a lone carriage return are too rare to be worth a second way.
  if (/\r(?!\n)/.test(text)) {
    tokenize(0, () => undefined)
    return found
  }
  /** Start of a line at which nothing is open. */
  let anchor = 0
  let isAfterBlank = true
  let isInHtml = false
  let position = 0
  // Behind the last figure nothing is worth reading.
  const last = text.lastIndexOf('figure')
  while (position <= last) {
    const line = readLine(text, position)
    if (line.isBlank) {
      isAfterBlank = true
      isInHtml = false
      position = line.next
      continue
    }
    if (isAfterBlank && isPlainStart(text, position)) anchor = position
    isAfterBlank = false
    const kind = classify(line.content(), mdx)
    if (kind === 'plain') {
      position = line.next
    } else if (kind === 'html') {
      isInHtml = true
      position = line.next
    } else if (kind === 'nested' || isInHtml) {
      const from = line.next
      position = tokenize(anchor, (offset) => findAnchor(text, Math.max(offset, from)))
      anchor = position
      isAfterBlank = true
      isInHtml = false
    } else {
      position = readBlock(text, position, mdx, found)
      anchor = position
    }
  }
  return found
}

type LineKind = 'plain' | 'html' | 'block' | 'nested'

const prefix = /[ \t>*+\-0-9.)]*/y
const persistentHtml = /^<(?:script|pre|style|textarea|!|\?)/i
const otherHtml = /^<[/a-z]/i

/**
 * What a line starts: nothing that outlives a blank line, HTML that a blank line ends, a block that
 * this module reads, or something for micromark.
 */
function classify(content: string, mdx: boolean): LineKind {
  prefix.lastIndex = 0
  const start = prefix.exec(content)?.[0].length ?? 0
  const first = content.charAt(start)
  const block: LineKind = start === 0 ? 'block' : 'nested'
  if (first === '`' || first === '~') {
    const isRun = content.startsWith(first.repeat(3), start)
    const isFence = isRun && (start > 0 || matchCodeFence(content) || matchOpening(content, 0))
    return isFence ? block : 'plain'
  }
  if (first === ':') return matchOpening(content, start) ? block : 'plain'
  if (mdx && (first === '{' || first === '<')) {
    return startsComment(content.slice(start)) ? block : 'plain'
  }
  if (first === '<') {
    const rest = content.slice(start)
    if (persistentHtml.test(rest)) return 'nested'
    if (otherHtml.test(rest)) return 'html'
  }
  return 'plain'
}

/** Reads the block whose first line is at `start`, in the first column; returns where it ends. */
function readBlock(text: string, start: number, mdx: boolean, found: FoundBlocks): number {
  const first = readLine(text, start)
  const content = first.content()
  const lines: LineRange[] = [{ start, end: first.end }]
  const opening = matchOpening(content, 0)
  if (opening !== undefined) {
    const tracker = createBlockTracker(opening, 0, !mdx)
    const next = tracker.root.isClosed ? first.next : readLines(text, first.next, tracker, lines)
    found.figures.push({ block: tracker.root, lines })
    return next
  }
  if (mdx && startsComment(content)) {
    const reader = createCommentReader()
    const next = reader.add(content) ? first.next : readLines(text, first.next, reader, lines)
    if (reader.isOpen) found.unclosedComments.push({ start, end: lines.at(-1)?.end ?? first.end })
    return next
  }
  const fence = matchCodeFence(content)
  if (fence === undefined) return first.next
  const maxIndent = mdx ? Number.POSITIVE_INFINITY : 3
  const add = (line: string) => {
    const closing = matchFenceClosing(line)
    return (
      closing !== undefined &&
      closing.marker === fence.marker &&
      closing.size >= fence.size &&
      closing.indent <= maxIndent
    )
  }
  return readLines(text, first.next, { add }, lines)
}

function readLines(text: string, start: number, reader: LineReader, lines: LineRange[]): number {
  let position = start
  while (position < text.length) {
    const line = readLine(text, position)
    lines.push({ start: position, end: line.end })
    position = line.next
    if (reader.add(line.content())) break
  }
  return position
}

interface Line {
  /** Offset of the line ending. */
  end: number
  /** Offset of the next line. */
  next: number
  isBlank: boolean
  content(): string
}

function readLine(text: string, start: number): Line {
  const feed = text.indexOf('\n', start)
  const next = feed === -1 ? text.length : feed + 1
  let end = feed === -1 ? text.length : feed
  if (end > start && text.charCodeAt(end - 1) === 13 && feed !== -1) end--
  let first = start
  while (first < end && isSpace(text.charCodeAt(first))) first++
  return { end, next, isBlank: first === end, content: () => text.slice(start, end) }
}

/** Start of the first line from `offset` on that follows a blank line and ends every container. */
function findAnchor(text: string, offset: number): number | undefined {
  let isAfterBlank = false
  let position = offset
  while (position < text.length) {
    if (isAfterBlank && isPlainStart(text, position)) return position
    const { isBlank, next } = readLine(text, position)
    isAfterBlank = isBlank
    position = next
  }
  return undefined
}

/** Whether the first character of a line can neither continue nor start a container. */
function isPlainStart(text: string, start: number): boolean {
  return !/[ \t\r\n>*+\-0-9]/.test(text.charAt(start))
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9
}
