import { type AttributeList, createAttributeList } from './attribute-list.js'
import type { DirectiveAttribute, ScanProblem, Span } from './directive.js'
import { quote } from './opening.js'

export interface ParsedAttributes {
  attributes: DirectiveAttribute[]
  problems: ScanProblem[]
  /** Offset in the line behind the `}`; nothing when the list is not closed on the line. */
  end: number | undefined
}

/** Where reading stands in the line. */
interface Reader {
  line: string
  lineOffset: number
  position: number
  list: AttributeList
  problems: ScanProblem[]
}

const namePattern = /[\p{L}\p{M}\p{N}_:][\p{L}\p{M}\p{N}_:.-]*/uy
const unquotedPattern = /[^ \t}]+/y
const spacePattern = /[ \t]*/y

/**
 * Parses `{#id .class key=value key="..." flag}`.
 *
 * @param line The line without its ending.
 * @param start Offset in the line of the `{`.
 * @param lineOffset Offset in the source of the line.
 */
export function parseAttributes(line: string, start: number, lineOffset: number): ParsedAttributes {
  const problems: ScanProblem[] = []
  const list = createAttributeList(problems)
  const reader: Reader = { line, lineOffset, position: start + 1, list, problems }
  const end = readList(reader, start)
  return { attributes: list.attributes(), problems, end }
}

function readList(reader: Reader, start: number): number | undefined {
  while (true) {
    take(reader, spacePattern)
    const next = nextCharacter(reader)
    if (next === '}') return reader.position + 1
    if (next === '') {
      report(
        reader,
        'directive-syntax',
        start,
        'the attribute list is not closed on this line',
        'Write all attributes on one line, between `{` and `}`.',
      )
      return undefined
    }
    // An open quote swallows the rest of the line, and has been reported.
    if (!readItem(reader, next)) return undefined
  }
}

/** Reads one attribute; `false` when the rest of the line cannot be told apart. */
function readItem(reader: Reader, first: string): boolean {
  const from = reader.position
  if (first === '#' || first === '.') {
    readShorthand(reader, first)
    return true
  }
  const name = take(reader, namePattern)
  if (name === '') {
    const seen = take(reader, unquotedPattern)
    const hint = 'Write `#id`, `.class`, `key=value` or `key="a value with spaces"`.'
    report(reader, 'attribute-syntax', from, `${quote(seen)} is not an attribute`, hint)
    return true
  }
  if (!readNamed(reader, name, from)) return false
  if (!' \t}'.includes(nextCharacter(reader))) {
    const at = reader.position
    const message = `${quote(take(reader, unquotedPattern))} follows \`${name}\` without a space`
    const hint = 'Put a space between attributes; inside a quoted value write a quote as `&quot;`.'
    report(reader, 'attribute-syntax', at, message, hint)
  }
  return true
}

/** Reads `#id` or `.class`. */
function readShorthand(reader: Reader, marker: string): void {
  const from = reader.position++
  const value = take(reader, unquotedPattern)
  const span = spanFrom(reader, from)
  const valueSpan = spanFrom(reader, from + 1)
  if (marker === '#') {
    reader.list.add('id', value, span, valueSpan)
  } else if (value === '' || value.includes('#')) {
    const message = value === '' ? '`.` without a class name' : `${quote(`.${value}`)} is no class`
    const hint = 'Write classes as `.wide`, with a space between.'
    report(reader, 'attribute-syntax', from, message, hint)
  } else {
    reader.list.add('class', value.replaceAll('.', ' '), span, valueSpan)
  }
}

/** Reads what follows a name: nothing, `=value`, or the mistakes ` = value` and `=`. */
function readNamed(reader: Reader, name: string, from: number): boolean {
  const nameEnd = reader.position
  const gapBefore = take(reader, spacePattern)
  if (nextCharacter(reader) !== '=') {
    reader.position = nameEnd
    reader.list.add(name, '', spanFrom(reader, from), spanFrom(reader, nameEnd))
    return true
  }
  reader.position++
  const equalsEnd = reader.position
  const gapAfter = take(reader, spacePattern)
  const next = nextCharacter(reader)
  const isEnd = next === '}' || next === ''
  if (gapBefore === '' && gapAfter === '' && !isEnd) return readValue(reader, name, from)
  if (gapBefore === '' && isEnd) {
    const hint = `Write \`${name}=""\` for an empty value.`
    report(reader, 'attribute-syntax', from, `\`${name}=\` has no value`, hint)
    return true
  }
  const message = `space around the \`=\` of \`${name}\``
  report(reader, 'attribute-syntax', from, message, `Write \`${name}=value\`.`)
  if (next === '"' || next === "'") return takeQuoted(reader, name, next) !== undefined
  // In `width= alt=x` what follows is the next attribute, not the value.
  const isNextAttribute = /^[^ \t}]*=/.test(reader.line.slice(reader.position))
  if (isNextAttribute && gapAfter !== '') reader.position = equalsEnd
  else take(reader, unquotedPattern)
  return true
}

function readValue(reader: Reader, name: string, from: number): boolean {
  const start = reader.position
  const first = nextCharacter(reader)
  if (first === '"' || first === "'") {
    const value = takeQuoted(reader, name, first)
    if (value === undefined) return false
    const valueSpan = spanFrom(reader, start + 1, reader.position - 1)
    reader.list.add(name, value, spanFrom(reader, from), valueSpan)
    return true
  }
  const value = take(reader, unquotedPattern)
  if (value.startsWith('{')) {
    const message = `the value of \`${name}\` starts with \`{\``
    const hint = `Put the value in quotes: \`${name}='...'\`.`
    report(reader, 'attribute-syntax', start, message, hint)
  } else {
    reader.list.add(name, value, spanFrom(reader, from), spanFrom(reader, start))
  }
  return true
}

/** Takes `"..."` and returns what is between the quotes; nothing when the second is missing. */
function takeQuoted(reader: Reader, name: string, mark: string): string | undefined {
  const start = reader.position + 1
  const end = reader.line.indexOf(mark, start)
  if (end === -1) {
    report(
      reader,
      'directive-syntax',
      reader.position,
      `the quote that starts the value of \`${name}\` is not closed on this line`,
      'Close the quote; inside it write the same quote as `&quot;` or `&apos;`.',
    )
    return undefined
  }
  reader.position = end + 1
  return reader.line.slice(start, end)
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.position
  const taken = pattern.exec(reader.line)?.[0] ?? ''
  reader.position += taken.length
  return taken
}

/** The empty string at the end of the line. */
function nextCharacter({ line, position }: Reader): string {
  return line.charAt(position)
}

function spanFrom(reader: Reader, from: number, to = reader.position): Span {
  return { start: reader.lineOffset + from, end: reader.lineOffset + to }
}

function report(
  reader: Reader,
  code: ScanProblem['code'],
  at: number,
  message: string,
  hint: string,
): void {
  reader.problems.push({ code, message, hint, offset: reader.lineOffset + at })
}
