import type { Block } from './block-tracker.js'
import type {
  Directive,
  FigureDirective,
  FiguresDirective,
  ScanProblem,
  Span,
} from './directive.js'
import { closingLine, isBlank, isLeaf, matchOpening, quote } from './opening.js'
import { type BlockLine, coveredClosing, offsetOfText, parseBody } from './parse-body.js'
import { parseOpeningLine } from './parse-opening-line.js'

/** What is needed to turn the lines of a block into a directive. */
export interface BlockSource {
  source: string
  /** All lines of the root block. */
  lines: readonly BlockLine[]
  /** Line number in the source, from 1. */
  lineNumberAt(offset: number): number
  problems: ScanProblem[]
}

/** Reads a block that stands in the document itself; reports what is wrong with it. */
export function readDirective(block: Block, from: BlockSource): Directive | undefined {
  return block.opening.name === 'figures' && !isLeaf(block.opening) && block.opening.marker === ':'
    ? readGroup(block, from)
    : readFigure(block, from)
}

type Base = Pick<FigureDirective, 'span' | 'linePrefix' | 'caption' | 'attributes'>

/** Reads the opening line; nothing when it cannot be read or nothing closes the block. */
function readBase(block: Block, from: BlockSource): Base | undefined {
  const first = from.lines[block.first]
  const last = from.lines[block.last]
  const opening = first && matchOpening(first.text, first.text.search(/[^ \t]/))
  if (!(first && last && opening)) return undefined
  const { attributes, caption, isReadable, problems } = parseOpeningLine(
    first.text,
    opening,
    first.start,
  )
  from.problems.push(...problems)
  if (!block.isClosed) reportUnclosed(block, from)
  if (!(isReadable && block.isClosed)) return undefined
  const span = { start: first.start + opening.start, end: last.start + last.text.length }
  return { span, linePrefix: linePrefixOf(from.source, span), caption, attributes }
}

function readFigure(block: Block, from: BlockSource): FigureDirective | undefined {
  const base = readBase(block, from)
  if (!block.isClosed) return undefined
  const { fences, problems, prompt } = parseBody(block, from.lines)
  from.problems.push(...problems)
  for (const child of block.children) reportNested(child, block, from)
  for (const line of block.foreign) {
    from.problems.push({
      code: 'directive-syntax',
      message: `${quote(from.lines[line]?.text.trim() ?? '')} inside a figure`,
      hint: 'Close the figure first: its body is a prompt and code blocks.',
      offset: offsetOfText(from.lines[line]),
    })
  }
  return base && { kind: 'figure', form: formOf(block), ...base, prompt, fences }
}

function readGroup(block: Block, from: BlockSource): FiguresDirective | undefined {
  const base = readBase(block, from)
  if (!block.isClosed) return undefined
  const panels: FigureDirective[] = []
  const taken = new Set<number>()
  for (const child of block.children) {
    for (let line = child.first; line <= child.last; line++) taken.add(line)
    const isGroup = child.opening.name === 'figures' && child.opening.marker === ':'
    if (isGroup && !isLeaf(child.opening)) {
      reportNested(child, block, from)
    } else {
      const panel = readFigure(child, from)
      if (panel !== undefined) panels.push(panel)
    }
  }
  reportStrays(block, taken, from)
  for (const line of block.coveredClosings) from.problems.push(coveredClosing(from.lines[line]))
  return base && { kind: 'figures', ...base, panels }
}

function formOf({ opening }: Block): FigureDirective['form'] {
  if (opening.marker !== ':') return 'fence'
  return isLeaf(opening) ? 'leaf' : 'container'
}

/** `  > 1. ` becomes `  >    `: what keeps a following line in the same containers. */
function linePrefixOf(source: string, { start }: Span): string {
  let lineStart = start
  while (lineStart > 0 && !'\r\n\uFEFF'.includes(source.charAt(lineStart - 1))) lineStart--
  return source.slice(lineStart, start).replace(/[^>\t]/g, ' ')
}

/** Reports each run of lines in a group that belongs to no figure, at its first line. */
function reportStrays(block: Block, taken: ReadonlySet<number>, from: BlockSource): void {
  let isInRun = false
  for (let line = block.first + 1; line < block.last; line++) {
    const text = from.lines[line]?.text ?? ''
    const isStray = !taken.has(line) && !isBlank(text)
    if (isStray && !isInRun) {
      from.problems.push({
        code: 'directive-syntax',
        message: 'a group holds figures only',
        hint: 'Move this out of the group, or into the body or the caption of a figure.',
        offset: offsetOfText(from.lines[line]),
      })
    }
    isInRun = isStray
  }
}

function reportNested(child: Block, parent: Block, from: BlockSource): void {
  const line = from.lineNumberAt(from.lines[parent.first]?.start ?? 0)
  from.problems.push({
    code: 'directive-syntax',
    message: `\`${child.opening.name}\` inside the \`${parent.opening.name}\` of line ${line}`,
    hint:
      parent.opening.name === 'figures'
        ? 'Put the figures into one group.'
        : 'Close the first figure before this one, or put both into a group `:::figures`.',
    offset: offsetOfText(from.lines[child.first]),
  })
  reportUnclosedIn(child, from)
}

/** Reports the block, and what inside it is not closed either. */
function reportUnclosed(block: Block, from: BlockSource): void {
  const { opening } = block
  const expected = closingLine(opening)
  from.problems.push({
    code: 'directive-unclosed',
    message: `${quote(expected + opening.name)} is not closed, expected a line ${quote(expected)}`,
    hint: unclosedHint(block, from),
    offset: offsetOfText(from.lines[block.first]),
  })
  for (const child of block.children) reportUnclosedIn(child, from)
}

function reportUnclosedIn(child: Block, from: BlockSource): void {
  if (!child.isClosed) reportUnclosed(child, from)
  else for (const inner of child.children) reportUnclosedIn(inner, from)
}

/** What most likely took the closing line away, and what to write. */
function unclosedHint(block: Block, from: BlockSource): string {
  const lineNumber = (line: number) => from.lineNumberAt(from.lines[line]?.start ?? 0)
  const written = (line: number) => quote(from.lines[line]?.text.trim() ?? '')
  const expected = quote(closingLine(block.opening))
  const openFence = block.fences.find(({ isClosed }) => !isClosed)
  if (openFence !== undefined) {
    return `Close the code block that line ${lineNumber(openFence.first)} opens.`
  }
  const thief = block.children.findLast(({ first, isClosed, last }) => isClosed && first !== last)
  if (thief !== undefined) {
    return `Line ${lineNumber(thief.last)}, ${written(thief.last)}, closes the \`${thief.opening.name}\` of line ${lineNumber(thief.first)}: each needs its own closing line.`
  }
  if (block.shortClosing !== undefined) {
    return `Line ${lineNumber(block.shortClosing)}, ${written(block.shortClosing)}, is too short: write ${expected}.`
  }
  const lastLine = from.lines[block.last]
  const rest = from.source.slice((lastLine?.start ?? 0) + (lastLine?.text.length ?? 0))
  return rest.trim() === ''
    ? `Write ${expected} on a line of its own behind the body.`
    : `The list item or quote around it ends with line ${lineNumber(block.last)}: start body and ${expected} like the lines of that.`
}
