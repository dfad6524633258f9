import type { GraphEdge, NodeShape } from './graph.js'

/** A piece of arrow text. `text` of a shape is its label; of an arrow `->`, `<-`, `<->` or `--`. */
export interface ArrowToken {
  kind: 'name' | 'quoted' | 'shape' | 'arrow' | 'colon' | 'open' | 'close' | 'newline' | 'end'
  text: string
  shape?: NodeShape
  line?: GraphEdge['line']
  at: TextPlace
}

/** Both from 1. */
export interface TextPlace {
  line: number
  column: number
}

/** Something in a diagram's text that cannot be read, and where it stands. */
export class ArrowTextError extends Error {
  override name = 'ArrowTextError'
  readonly line: number
  readonly column: number
  readonly hint: string

  constructor(message: string, at: TextPlace, hint: string) {
    super(message)
    this.line = at.line
    this.column = at.column
    this.hint = hint
  }
}

interface Bracket {
  close: string
  shape: NodeShape
  /** Brackets that may stand inside, and the shape both make together. */
  inner: [open: string, close: string, shape: NodeShape][]
}

const arrows: [RegExp, string][] = [
  [/^(?:<-\.*-*>|↔|⟷|<=+>)/, '<->'],
  [/^(?:-\.*-*>|=+>|—>|–>|→|⟶|⇒|⇢)/, '->'],
  [/^(?:<-\.*-*|←|⟵|⇠)/, '<-'],
  [/^(?:-\.*-+)/, '--'],
]
/** Where an arrow begins inside a line; one without a head needs spaces around it. */
const arrowStart = /<-|-\.*-*>|=+>|<=+>|[—–]>|[→←↔⟷⟶⟵⇒⇢⇠]|\s-\.*-+(?=\s)/.source
const nameEnd = new RegExp(
  String.raw`\s*(?:${arrowStart}|(?<!\s)(?:\[(?!\s*\])|\((?!\s*\)))|[{};"]|:(?=\s|$)|\s#|\s//)`,
)
const labelText = new RegExp(
  String.raw`^(?:\{[^{}]*\}|(?!\s*(?:${arrowStart}|[};]|\s#|\s//))[\s\S])*`,
)
const brackets: Record<string, Bracket> = {
  '[': {
    close: ']',
    shape: 'box',
    inner: [
      ['(', ')', 'cylinder'],
      ['/', '/', 'slanted'],
    ],
  },
  '(': {
    close: ')',
    shape: 'round',
    inner: [
      ['(', ')', 'circle'],
      ['[', ']', 'round'],
    ],
  },
  '{': { close: '}', shape: 'diamond', inner: [] },
}

/** Cuts arrow text into tokens; the last one is always `end`. */
export function readArrowTokens(text: string): ArrowToken[] {
  const tokens: ArrowToken[] = []
  for (const [index, line] of text.split('\n').entries()) {
    readLine(line, index + 1, tokens)
    tokens.push({ kind: 'newline', text: '', at: { line: index + 1, column: line.length + 1 } })
  }
  const end = tokens.at(-1)?.at ?? { line: 1, column: 1 }
  return [...joinLines(tokens), { kind: 'end', text: '', at: end }]
}

/** A chain goes on over the end of a line that an arrow ends or the next one begins with. */
function joinLines(tokens: readonly ArrowToken[]): ArrowToken[] {
  return tokens.filter((token, index) => {
    const before = tokens[index - 1]
    const isEndOfLine = token.kind === 'newline' && token.text === ''
    const continues = before?.kind === 'arrow' || tokens[index + 1]?.kind === 'arrow'
    return !(isEndOfLine && continues && before !== undefined && before.kind !== 'newline')
  })
}

function readLine(line: string, lineNumber: number, tokens: ArrowToken[]): void {
  let at = 0
  const push = (token: Omit<ArrowToken, 'at'>, start: number) =>
    tokens.push({ ...token, at: { line: lineNumber, column: start + 1 } })
  while (at < line.length) {
    const rest = line.slice(at)
    const character = rest.charAt(0)
    if (/\s/.test(character)) {
      at++
      continue
    }
    if (character === '#' || rest.startsWith('//')) return
    const arrow = arrows.find(([pattern]) => pattern.test(rest))
    if (arrow !== undefined) {
      const written = arrow[0].exec(rest)?.[0] ?? ''
      const isDashed = /[.⇢⇠]/.test(written)
      push({ kind: 'arrow', text: arrow[1], ...(isDashed ? { line: 'dashed' } : {}) }, at)
      at += written.length
      continue
    }
    if (character === ';') push({ kind: 'newline', text: ';' }, at++)
    else if (character === '}') push({ kind: 'close', text: '}' }, at++)
    else if (character === ':') {
      push({ kind: 'colon', text: ':' }, at++)
      at = readLabel(line, at, push)
    } else if (character === '"' || character === '“') {
      const end = line.indexOf(character === '"' ? '"' : '”', at + 1)
      if (end < 0) {
        throw new ArrowTextError(
          'A quote is not closed',
          { line: lineNumber, column: at + 1 },
          'Add the closing quote on the same line.',
        )
      }
      push({ kind: 'quoted', text: line.slice(at + 1, end) }, at)
      at = end + 1
    } else if (character in brackets) at = readBracket(line, at, lineNumber, tokens.at(-1), push)
    else {
      const length = nameLength(rest)
      push({ kind: 'name', text: rest.slice(0, length).trim() }, at)
      at += length
    }
  }
}

type Push = (token: Omit<ArrowToken, 'at'>, start: number) => void

/** A label may hold brackets and colons, which mean something only in names: `O(n log n)`. */
function readLabel(line: string, at: number, push: Push): number {
  const start = at + (/^\s*/.exec(line.slice(at))?.[0].length ?? 0)
  const rest = line.slice(start)
  const text = /^["“#]|^\/\//.test(rest) ? '' : (labelText.exec(rest)?.[0] ?? '')
  if (text !== '') push({ kind: 'name', text }, start)
  return start + text.length
}

function readBracket(
  line: string,
  at: number,
  lineNumber: number,
  before: ArrowToken | undefined,
  push: Push,
): number {
  const open = line.charAt(at)
  const bracket = brackets[open]
  if (bracket === undefined) throw new Error('called at a bracket')
  const afterName =
    before?.at.line === lineNumber && (before.kind === 'name' || before.kind === 'quoted')
  // `Name {` opens a group; `{Decision}` where no name stands before is a diamond.
  if (bracket.close === '}' && afterName) {
    push({ kind: 'open', text: '{' }, at)
    return at + 1
  }
  const end = closingOf(line, at, open, bracket.close)
  if (end < 0) {
    throw new ArrowTextError(
      `\`${open}\` is not closed`,
      { line: lineNumber, column: at + 1 },
      `Add \`${bracket.close}\` on the same line, or quote the name.`,
    )
  }
  let text = line.slice(at + 1, end).trim()
  let shape = bracket.shape
  for (const [innerOpen, innerClose, innerShape] of bracket.inner) {
    const isInside =
      text.length > 2 && closingOf(text, 0, innerOpen, innerClose) === text.length - 1
    if (!isInside) continue
    text = text.slice(1, -1).trim()
    shape = innerShape
    break
  }
  push({ kind: 'shape', text: /^"(.*)"$/.exec(text)?.[1] ?? text, shape }, at)
  return end + 1
}

function closingOf(line: string, at: number, open: string, close: string): number {
  if (line.charAt(at) !== open) return -1
  if (open === close) return line.lastIndexOf(close)
  let depth = 0
  for (let index = at; index < line.length; index++) {
    const character = line.charAt(index)
    if (character === open) depth++
    else if (character === close && --depth === 0) return index
  }
  return -1
}

/** How far a name reaches. */
function nameLength(rest: string): number {
  const stop = nameEnd.exec(rest)
  return stop === null ? rest.length : Math.max(1, stop.index)
}
