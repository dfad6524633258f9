import MagicString, { type SourceMap } from 'magic-string'
import type { Directive } from './directive.js'
import type { FinishedFigure, Flavour } from './flavour.js'
import { flavourWriters } from './flavours/flavour-writers.js'
import { importStatement, type PictureImport } from './picture-imports.js'
import { splitFrontMatter } from './split-front-matter.js'

/** A directive and what is written in its place. */
export interface Replacement {
  directive: Pick<Directive, 'span' | 'linePrefix'>
  figure: FinishedFigure
}

export interface RewriteOptions {
  flavour: Flavour
  /** The document is MDX. */
  mdx: boolean
  /** Pictures that an MDX document imports, before its first line. */
  imports?: readonly PictureImport[] | undefined
  /** Name of the document in the source map. */
  source?: string | undefined
}

export interface Rewritten {
  code: string
  /** From `code` back to the document, whose text it holds. Made when asked for. */
  map(): SourceMap
}

/**
 * Writes finished figures in place of their directives. Every character outside the directives'
 * spans stays. Lines written after a span's first start with its `linePrefix`, end as the lines around it do,
 * and a blank line keeps the figure apart from neighbours, all of it inside the span.
 *
 * @param replacements Top-level directives in any order; spans do not overlap.
 * @throws {FigureError} What the flavour's writer throws.
 */
export function rewrite(
  source: string,
  replacements: readonly Replacement[],
  { flavour, imports = [], mdx, source: name = '' }: RewriteOptions,
): Rewritten {
  const text = new MagicString(source)
  const writeFlavour = flavourWriters[flavour]
  let previousEnd: number | undefined
  for (const { directive, figure } of replacements.toSorted(bySpan)) {
    const { start, end } = directive.span
    const lines = [
      ...(touchesBefore(source, start, previousEnd) ? [''] : []),
      ...writeFlavour(figure, { mdx }),
      ...(touchesAfter(source, end) ? [''] : []),
    ]
    text.update(start, end, joinLines(lines, directive.linePrefix, lineEndingAt(source, end)))
    previousEnd = end
  }
  if (imports.length > 0) {
    const { bodyStart } = splitFrontMatter(source)
    const ending = lineEndingAt(source, bodyStart)
    const lines = [...imports.map(importStatement), '', '']
    text.appendLeft(bodyStart, lines.join(ending))
  }
  return {
    code: text.toString(),
    map: () => text.generateMap({ hires: 'boundary', source: name, includeContent: true }),
  }
}

function bySpan(left: Replacement, right: Replacement): number {
  return left.directive.span.start - right.directive.span.start
}

/** Lines with their prefix; the first has its own in the source. No white space ends a blank line. */
function joinLines(lines: readonly string[], prefix: string, lineEnding: string): string {
  return lines
    .map((line, index) => (index === 0 ? line : line === '' ? prefix.trimEnd() : prefix + line))
    .join(lineEnding)
}

/** The line ending after `offset`, or the nearest before it. */
function lineEndingAt(source: string, offset: number): string {
  return (
    lineEndingFrom(source, offset) ?? lineEndingBefore(source, lineStartAt(source, offset)) ?? '\n'
  )
}

/** White space and quote markers: a line of these separates blocks. */
const blank = /^[\s>]*$/

/** Whether the line before the directive holds text that would run into the figure. */
function touchesBefore(source: string, start: number, previousEnd: number | undefined): boolean {
  const lineStart = lineStartAt(source, start)
  // A list marker before the directive starts a new item, which nothing can touch.
  if (!blank.test(source.slice(lineStart, start))) return false
  const lineEnd = lineStart - (lineEndingBefore(source, lineStart) ?? '').length
  return lineEnd !== previousEnd && !blank.test(source.slice(lineStartAt(source, lineEnd), lineEnd))
}

/** Whether the line after the directive holds text that would run into the figure. */
function touchesAfter(source: string, end: number): boolean {
  const nextStart = end + (lineEndingFrom(source, end) ?? '').length
  return !blank.test(/^[^\r\n]*/.exec(source.slice(nextStart))?.[0] ?? '')
}

function lineStartAt(source: string, offset: number): number {
  const before = source.slice(0, offset)
  return Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
}

function lineEndingFrom(source: string, offset: number): string | undefined {
  return /^(?:\r\n|\n|\r)/.exec(source.slice(offset, offset + 2))?.[0]
}

function lineEndingBefore(source: string, offset: number): string | undefined {
  return /(?:\r\n|\n|\r)$/.exec(source.slice(Math.max(0, offset - 2), offset))?.[0]
}
