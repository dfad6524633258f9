import type { Block, FenceLines } from './block-tracker.js'
import type { BodyFence, ScanProblem, SourceText } from './directive.js'
import { type CodeFence, indentLength, isBlank, matchCodeFence, quote } from './opening.js'

/** A line of a block, as written. */
export interface BlockLine {
  text: string
  /** Offset in the source. */
  start: number
}

export interface Body {
  prompt?: SourceText | undefined
  fences: BodyFence[]
  problems: ScanProblem[]
}

const roles: Readonly<Record<string, BodyFence['role']>> = {
  context: 'context',
  data: 'data',
  dot: 'dot',
  graphviz: 'dot',
  'vega-lite': 'vega-lite',
}

/** Parses what stands between the opening and the closing line of a figure. */
export function parseBody(block: Block, lines: readonly BlockLine[]): Body {
  const body: Body = { fences: [], problems: [] }
  const isInFence = new Set<number>()
  for (const fenceLines of block.fences) {
    for (let line = fenceLines.first; line <= fenceLines.last; line++) isInFence.add(line)
    const fence = readFence(block, fenceLines, lines, body.problems)
    if (fence !== undefined) body.fences.push(fence)
  }
  checkFences(body)
  for (const line of block.coveredClosings) {
    body.problems.push(coveredClosing(lines[line]))
  }
  const promptLines: BlockLine[] = []
  for (let line = block.first + 1; line < block.last; line++) {
    const blockLine = lines[line]
    if (blockLine !== undefined && !isInFence.has(line)) {
      promptLines.push(withoutIndent(blockLine, block.indent))
    }
  }
  body.prompt = toPrompt(promptLines)
  return body
}

/** Another engine would end the directive here, and show the rest of it to the reader. */
export function coveredClosing(line: BlockLine | undefined): ScanProblem {
  return {
    code: 'fence-in-body',
    message: `${quote(line?.text.trim() ?? '')} inside a code block would end the directive in other tools`,
    hint: 'Open and close the directive with more colons than this line has.',
    offset: offsetOfText(line),
  }
}

/** Source offset of the first character that is not indentation. */
export function offsetOfText(line: BlockLine | undefined): number {
  if (line === undefined) return 0
  return line.start + Math.max(0, line.text.search(/[^ \t]/))
}

function readFence(
  block: Block,
  { first, last, isClosed }: FenceLines,
  lines: readonly BlockLine[],
  problems: ScanProblem[],
): BodyFence | undefined {
  const firstLine = lines[first]
  const lastLine = lines[last]
  const codeFence = firstLine && matchCodeFence(firstLine.text)
  if (!(firstLine && lastLine && codeFence)) return undefined
  const start = firstLine.start + codeFence.start
  if (!isClosed) {
    problems.push(unclosedFence(codeFence, block, start))
    return undefined
  }
  const meaning = readInfo(codeFence.info)
  if (meaning === undefined) {
    problems.push({
      code: 'directive-syntax',
      message: codeFence.info
        ? `a code block ${quote(codeFence.info)} has no meaning in a figure`
        : 'a code block without a word has no meaning in a figure',
      hint: 'Write `json data`, `yaml data`, `csv data`, `tsv data`, `text context`, `vega-lite` or `dot`.',
      offset: start,
    })
    return undefined
  }
  const indent = Math.max(block.indent, codeFence.indent)
  const content = lines.slice(first + 1, last).map((line) => withoutIndent(line, indent))
  const text = toSourceText(content) ?? { value: '', lineStarts: [lastLine.start] }
  return { ...meaning, text, span: { start, end: lastLine.start + lastLine.text.length } }
}

/** `json data`, `text context`, `data`, `vega-lite`, `json vega-lite`, `dot`, ... */
function readInfo(info: string): Pick<BodyFence, 'role' | 'language'> | undefined {
  const words = info.toLowerCase().split(/[ \t]+/)
  const word = words.at(-1) ?? ''
  const role = Object.hasOwn(roles, word) ? roles[word] : undefined
  if (role === undefined || words.length > 2) return undefined
  const [first = ''] = words
  return { role, language: role === 'data' && words.length === 1 ? '' : first }
}

function checkFences(body: Body): void {
  const data = body.fences.filter(({ role }) => role === 'data')
  const sources = body.fences.filter(({ role }) => role === 'vega-lite' || role === 'dot')
  for (const fence of data.slice(1)) {
    body.problems.push({
      code: 'data-conflict',
      message: 'a second block of data in one figure',
      hint: 'Put all data into one block, or make two figures.',
      offset: fence.span.start,
    })
  }
  for (const fence of sources.slice(1)) {
    body.problems.push({
      code: 'directive-syntax',
      message: `a second drawing, \`${fence.role}\`, in one figure`,
      hint: 'Make two figures; a group `:::figures` puts them side by side.',
      offset: fence.span.start,
    })
  }
}

function unclosedFence(codeFence: CodeFence, block: Block, offset: number): ScanProblem {
  const { marker, size } = block.opening
  const fence = codeFence.marker.repeat(codeFence.size)
  if (codeFence.marker === marker && codeFence.size >= size) {
    return {
      code: 'fence-in-body',
      message: `the line that closes ${quote(fence)} also closes the figure around it`,
      hint: `Open and close the figure with ${quote(marker.repeat(codeFence.size + 1))}.`,
      offset,
    }
  }
  return {
    code: 'directive-unclosed',
    message: `the code block is not closed before the end of the figure, expected ${quote(fence)}`,
    hint: `Close it with a line ${quote(fence)}.`,
    offset,
  }
}

function withoutIndent({ text, start }: BlockLine, columns: number): BlockLine {
  const length = indentLength(text, columns)
  return { text: text.slice(length), start: start + length }
}

function toPrompt(lines: readonly BlockLine[]): SourceText | undefined {
  const first = lines.findIndex(({ text }) => !isBlank(text))
  const last = lines.findLastIndex(({ text }) => !isBlank(text))
  return first === -1 ? undefined : toSourceText(lines.slice(first, last + 1))
}

function toSourceText(lines: readonly BlockLine[]): SourceText | undefined {
  if (lines.length === 0) return undefined
  return {
    value: lines.map(({ text }) => text).join('\n'),
    lineStarts: lines.map(({ start }) => start),
  }
}
