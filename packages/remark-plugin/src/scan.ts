import type { Directive, ScanProblem, ScanResult } from './directive.js'
import { findBlocks } from './find-blocks.js'
import { mayHaveFigures } from './prefilter.js'
import { readDirective } from './read-directive.js'
import { createSourceLines } from './source-lines.js'
import { splitFrontMatter } from './split-front-matter.js'

export interface ScanOptions {
  /** Whether the document is MDX: no indented code, no HTML, comments in braces. */
  mdx: boolean
}

/**
 * Finds the figures of a document in its raw text. Never throws; the same text gives the same
 * result in every host.
 *
 * A directive whose opening line cannot be read, or that nothing closes, is only in `problems`.
 * Known limits: a figure inside a template literal of an MDX `export`, or in a comment that starts
 * in the middle of a line, is found; one inside a footnote is not (it is indented code here).
 */
export function scan(source: string, { mdx }: ScanOptions): ScanResult {
  const { bodyStart, frontMatter } = splitFrontMatter(source)
  const directives: Directive[] = []
  const problems: ScanProblem[] = []
  const result = { directives, problems, frontMatter }
  if (!mayHaveFigures(source)) return result
  const { placeAt } = createSourceLines(source, '')
  const lineNumberAt = (offset: number) => placeAt(offset).line
  const { figures, unclosedComments } = findBlocks(source.slice(bodyStart), mdx)
  for (const { block, lines: ranges } of figures) {
    const lines = ranges.map(({ start, end }) => ({
      text: source.slice(bodyStart + start, bodyStart + end),
      start: bodyStart + start,
    }))
    const directive = readDirective(block, { source, lines, lineNumberAt, problems })
    if (directive !== undefined) directives.push(directive)
  }
  for (const { start, end } of unclosedComments) {
    const hidden = source.slice(bodyStart + start, bodyStart + end)
    if (mayHaveFigures(hidden)) problems.push(unclosedComment(bodyStart + start))
  }
  checkIds(directives, lineNumberAt, problems)
  problems.sort((left, right) => left.offset - right.offset)
  return result
}

function unclosedComment(offset: number): ScanProblem {
  return {
    code: 'directive-unclosed',
    message: 'this comment is not closed and hides figures',
    hint: 'Close it with `*/}`, or `-->` if it starts with `<!--`.',
    offset,
  }
}

function checkIds(
  directives: readonly Directive[],
  lineNumberAt: (offset: number) => number,
  problems: ScanProblem[],
): void {
  const firstOffsets = new Map<string, number>()
  const all = directives.flatMap((directive) =>
    directive.kind === 'figures' ? [directive, ...directive.panels] : [directive],
  )
  for (const { attributes } of all) {
    const id = attributes.find(({ name }) => name === 'id')
    if (id === undefined || id.value === '') continue
    const first = firstOffsets.get(id.value)
    if (first === undefined) {
      firstOffsets.set(id.value, id.span.start)
    } else {
      problems.push({
        code: 'id-duplicate',
        message: `the id \`${id.value}\` is already taken by the figure of line ${lineNumberAt(first)}`,
        hint: 'Give each figure of a document its own id.',
        offset: id.span.start,
      })
    }
  }
}
