import {
  isBlank,
  isLeaf,
  matchCodeFence,
  matchColonClosing,
  matchFenceClosing,
  matchOpening,
  measureIndent,
  type Opening,
} from './opening.js'

/** Lines of a code block in the body of a figure, counted from the line that opens the root block. */
export interface FenceLines {
  first: number
  last: number
  isClosed: boolean
}

/** The lines of one figure or group: where it ends, and what its body is made of. */
export interface Block {
  opening: Opening
  /** Columns of indentation of the opening line. */
  indent: number
  first: number
  last: number
  isClosed: boolean
  /** Code blocks, except those that are figures themselves. */
  fences: FenceLines[]
  /** Figures that open inside. */
  children: Block[]
  /** Lines that look like the start of somebody else's directive. */
  foreign: number[]
  /** The last line that would close the block if it had more colons. */
  shortClosing?: number
  /** Lines inside a code block that other engines would take for the end of a directive. */
  coveredClosings: number[]
}

export interface BlockTracker {
  root: Block
  /** Takes the next line; `true` when the root block ends with it. */
  add(text: string): boolean
}

interface OpenFence {
  lines: FenceLines
  marker: string
  size: number
}

/** A group holds figures: what opens deeper than this is a mistake, and need not be paired up. */
const maxDepth = 8

/**
 * Finds the end of a figure line by line. A closing line closes the innermost open block that it is
 * long enough for; inside a code block nothing closes.
 *
 * @param hasIndentedCode Whether four columns of indentation make text code (they do not in MDX).
 */
export function createBlockTracker(
  opening: Opening,
  indent: number,
  hasIndentedCode: boolean,
): BlockTracker {
  const root = createBlock(opening, indent, 0)
  const open: Block[] = root.isClosed ? [] : [root]
  const maxIndent = hasIndentedCode ? 3 : Number.POSITIVE_INFINITY
  let fence: OpenFence | undefined
  let line = 0

  function isNear(columns: number, block: Block): boolean {
    return columns - block.indent <= maxIndent
  }

  function close(depth: number): void {
    const block = open[depth]
    if (block !== undefined) Object.assign(block, { isClosed: true, last: line })
    open.length = depth
    fence = undefined
  }

  function enclosingSize(): number {
    return Math.min(
      ...open.flatMap(({ opening }) => (opening.marker === ':' ? [opening.size] : [])),
    )
  }

  function addInsideFence(text: string, block: Block, openFence: OpenFence): void {
    const closing = matchFenceClosing(text)
    if (closing && isNear(closing.indent, block) && closes(closing, openFence)) {
      openFence.lines.isClosed = true
      openFence.lines.last = line
      fence = undefined
    } else {
      const colons = matchColonClosing(text)
      if (colons && isNear(colons.indent, block) && colons.size >= enclosingSize()) {
        block.coveredClosings.push(line)
      }
    }
  }

  function openCodeFence(text: string, block: Block): boolean {
    const codeFence = matchCodeFence(text)
    if (codeFence === undefined || !isNear(codeFence.indent, block)) return false
    const lines = { first: line, last: line, isClosed: false }
    block.fences.push(lines)
    fence = { lines, marker: codeFence.marker, size: codeFence.size }
    return true
  }

  function addToFenceForm(text: string, block: Block): void {
    const closing = matchFenceClosing(text)
    if (closing && isNear(closing.indent, block) && closes(closing, block.opening)) {
      close(open.length - 1)
    } else if (fence !== undefined) addInsideFence(text, block, fence)
    else if (!openCodeFence(text, block)) {
      const colons = matchColonClosing(text)
      if (colons && colons.size >= enclosingSize()) block.coveredClosings.push(line)
    }
  }

  function addToContainer(text: string, block: Block): void {
    const colons = matchColonClosing(text)
    if (colons) {
      if (!isNear(colons.indent, block)) return
      const depth = open.findLastIndex(({ opening }) => colons.size >= opening.size)
      if (depth !== -1) close(depth)
      else block.shortClosing = line
      return
    }
    const columns = measureIndent(text)
    if (!isNear(columns, block)) return
    const start = text.search(/[^ \t]/)
    const childOpening = matchOpening(text, start)
    if (childOpening && open.length < maxDepth) {
      const child = createBlock(childOpening, columns, line)
      block.children.push(child)
      if (!child.isClosed) open.push(child)
    } else if (text.startsWith(':::', start)) block.foreign.push(line)
    else openCodeFence(text, block)
  }

  return {
    root,
    add(text) {
      line++
      for (const block of open) block.last = line
      if (fence !== undefined) fence.lines.last = line
      const block = open.at(-1)
      if (block !== undefined && !isBlank(text)) {
        if (block.opening.marker !== ':') addToFenceForm(text, block)
        else if (fence !== undefined) addInsideFence(text, block, fence)
        else addToContainer(text, block)
      }
      return open.length === 0
    },
  }
}

function createBlock(opening: Opening, indent: number, line: number): Block {
  return {
    opening,
    indent,
    first: line,
    last: line,
    isClosed: isLeaf(opening),
    fences: [],
    children: [],
    foreign: [],
    coveredClosings: [],
  }
}

function closes(
  closing: { marker: string; size: number },
  opening: { marker: string; size: number },
): boolean {
  return closing.marker === opening.marker && closing.size >= opening.size
}
