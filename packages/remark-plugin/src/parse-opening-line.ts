import type { DirectiveAttribute, ScanProblem, Span } from './directive.js'
import { isLeaf, type Opening, quote } from './opening.js'
import { parseAttributes } from './parse-attributes.js'

export interface OpeningLine {
  caption?: { value: string; span: Span } | undefined
  attributes: DirectiveAttribute[]
  problems: ScanProblem[]
  /** Whether caption and attributes could be told apart; a value may still be wrong. */
  isReadable: boolean
}

/**
 * Parses `:::figure[caption]{attributes}`, or the same behind a code fence.
 *
 * @param line The line without its ending.
 * @param lineOffset Offset in the source of the line.
 */
export function parseOpeningLine(line: string, opening: Opening, lineOffset: number): OpeningLine {
  const result: OpeningLine = { attributes: [], problems: [], isReadable: true }
  const written = line.slice(opening.start, opening.nameEnd)
  const directive = written.replace(/[ \t]+/, '')
  const isFence = opening.marker !== ':'
  let position = opening.nameEnd

  function reject(at: number, message: string, hint: string): void {
    result.isReadable = false
    result.problems.push({ code: 'directive-syntax', message, hint, offset: lineOffset + at })
  }

  function skipGap(before: string): void {
    const gap = /^[ \t]*/.exec(line.slice(position))?.[0] ?? ''
    const next = line.charAt(position + gap.length)
    if (gap !== '' && !isFence && (next === '[' || next === '{')) {
      const message = `space between ${quote(before)} and ${quote(next)}`
      reject(position, message, `Write \`${before}${next}\` without the space.`)
    }
    position += gap.length
  }

  checkName(line, opening, directive, reject)
  skipGap(directive)
  if (line.charAt(position) === '[') {
    const end = findCaptionEnd(line, position)
    if (end === undefined) {
      reject(
        position,
        'the caption is not closed on this line',
        'Close it with `]`; write a bracket that belongs to the text as `\\[`.',
      )
      return result
    }
    const span = { start: lineOffset + position + 1, end: lineOffset + end }
    result.caption = { value: line.slice(position + 1, end), span }
    position = end + 1
    skipGap(']')
  }
  if (line.charAt(position) === '{') {
    const list = parseAttributes(line, position, lineOffset)
    result.attributes = list.attributes
    result.problems.push(...list.problems)
    if (list.end === undefined) {
      result.isReadable = false
      return result
    }
    position = list.end
  }
  const rest = line.slice(position).trim()
  if (rest !== '') {
    reject(
      position + line.slice(position).search(/[^ \t]/),
      `unexpected text ${quote(shorten(rest))} on the line of ${quote(directive)}`,
      restHint(rest, position > opening.nameEnd && line.charAt(position - 1) === '}', opening),
    )
  }
  return result
}

function checkName(
  line: string,
  opening: Opening,
  directive: string,
  reject: (at: number, message: string, hint: string) => void,
): void {
  const { marker, name, nameEnd, start } = opening
  if (opening.isSpaced) {
    reject(start, `space between the colons and \`${name}\``, `Write \`${directive}\`.`)
  }
  if (isLeaf(opening) && name === 'figures') {
    reject(
      start,
      '`::figures` has no body',
      'Write a group as `:::figures`, its figures, and a closing `:::`.',
    )
  } else if (marker !== ':' && name === 'figures') {
    reject(
      start,
      `${quote(directive)} is not a block figmill knows`,
      'Write a group as `:::figures`, its figures, and a closing `:::`.',
    )
  }
  if (marker === '`' && line.includes('`', nameEnd)) {
    reject(
      line.indexOf('`', nameEnd),
      'a backtick behind a fence of backticks',
      `Use a fence of tildes, \`~~~${name}\`, or the directive \`:::${name}\`.`,
    )
  }
}

/** Offset of the `]` that closes the `[` at `start`; escapes and code spans are jumped over. */
function findCaptionEnd(line: string, start: number): number | undefined {
  let depth = 0
  for (let position = start; position < line.length; position++) {
    const character = line.charAt(position)
    if (character === '\\') position++
    else if (character === '`') position = skipCodeSpan(line, position)
    else if (character === '[') depth++
    else if (character === ']' && --depth === 0) return position
  }
  return undefined
}

/** Offset of the last backtick of the code span at `start`, or of the run when nothing closes it. */
function skipCodeSpan(line: string, start: number): number {
  const runs = line.slice(start).matchAll(/`+/g)
  const opening = runs.next().value?.[0].length ?? 1
  for (const run of runs) {
    if (run[0].length === opening) return start + run.index + opening - 1
  }
  return start + opening - 1
}

function restHint(rest: string, isAfterAttributes: boolean, opening: Opening): string {
  if (isAfterAttributes && rest.includes('}')) return 'Put a value that holds `}` in quotes.'
  if (isAfterAttributes && rest.startsWith('[')) return 'Write the caption before the attributes.'
  return isLeaf(opening)
    ? 'Write the caption as `[caption]`, the prompt as `{prompt="..."}`.'
    : 'Write the caption as `[caption]`, attributes as `{...}`, the prompt on the next line.'
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}
