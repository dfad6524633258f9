import type { Place } from '@figmill/core'
import type { SourceText } from './directive.js'

/** Finds lines and columns in one source text. */
export interface SourceLines {
  /** Line and column, both from 1, of a UTF-16 offset. */
  placeAt(offset: number): Place
  /** The other way round; the end of the text for a line that is not there. */
  offsetAt(place: { line: number; column: number }): number
}

export function createSourceLines(source: string, file: string): SourceLines {
  let starts: number[] | undefined
  return {
    placeAt(offset) {
      starts ??= findLineStarts(source)
      const line = lastIndexAtMost(starts, offset)
      return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
    },
    offsetAt({ line, column }) {
      starts ??= findLineStarts(source)
      return Math.min((starts[line - 1] ?? source.length) + column - 1, source.length)
    },
  }
}

/** Where a character of extracted text stands in the source it was extracted from. */
export function sourceOffset(text: SourceText, offset: number): number {
  const before = text.value.slice(0, offset)
  const line = before.split('\n').length - 1
  const column = offset - (before.lastIndexOf('\n') + 1)
  return (text.lineStarts[line] ?? 0) + column
}

function findLineStarts(source: string): number[] {
  const starts = [0]
  for (const match of source.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length)
  return starts
}

function lastIndexAtMost(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}
