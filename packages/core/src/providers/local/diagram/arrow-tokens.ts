import type { NodeShape } from './graph.js'

/** A piece of arrow text. `text` of a shape is its label; of an arrow `->`, `<-`, `<->` or `--`. */
export interface ArrowToken {
  kind: 'name' | 'quoted' | 'shape' | 'arrow' | 'colon' | 'open' | 'close' | 'newline' | 'end'
  text: string
  shape?: NodeShape
  /** Both from 1. */
  line: number
  column: number
}

/** Something in a diagram's text that cannot be read, and where it stands. */
export class ArrowTextError extends Error {
  override name = 'ArrowTextError'
  readonly line: number
  readonly column: number
  readonly hint: string

  constructor(message: string, at: { line: number; column: number }, hint: string) {
    super(message)
    this.line = at.line
    this.column = at.column
    this.hint = hint
  }
}

const arrows: [RegExp, string][] = [
  [/^(?:<-+>|↔|⟷|<=>)/, '<->'],
  [/^(?:-+>|=+>|—>|–>|→|⟶|⇒)/, '->'],
  [/^(?:<-+|←|⟵)/, '<-'],
  [/^(?:---*)/, '--'],
]
const shapes: Record<string, { close: string; shape: NodeShape }> = {
  '[': { close: ']', shape: 'box' },
  '(': { close: ')', shape: 'round' },
  '{': { close: '}', shape: 'diamond' },
}

/** Cuts arrow text into tokens; the last one is always `end`. */
export function readArrowTokens(text: string): ArrowToken[] {
  const tokens: ArrowToken[] = []
  for (const [index, line] of text.split('\n').entries()) {
    readLine(line, index + 1, tokens)
    tokens.push({ kind: 'newline', text: '', line: index + 1, column: line.length + 1 })
  }
  const last = tokens.at(-1)
  tokens.push({ kind: 'end', text: '', line: last?.line ?? 1, column: last?.column ?? 1 })
  return tokens
}

function readLine(line: string, lineNumber: number, tokens: ArrowToken[]): void {
  let at = 0
  const push = (kind: ArrowToken['kind'], text: string, start: number, shape?: NodeShape) => {
    const token: ArrowToken = { kind, text, line: lineNumber, column: start + 1 }
    if (shape !== undefined) token.shape = shape
    tokens.push(token)
  }
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
      push('arrow', arrow[1], at)
      at += arrow[0].exec(rest)?.[0].length ?? 1
      continue
    }
    if (character === ';') push('newline', ';', at++)
    else if (character === ':') push('colon', ':', at++)
    else if (character === '}') push('close', '}', at++)
    else if (character === '"' || character === '“') {
      const end = line.indexOf(character === '"' ? '"' : '”', at + 1)
      if (end < 0) {
        throw new ArrowTextError(
          'A quote is not closed',
          { line: lineNumber, column: at + 1 },
          'Add the closing quote on the same line.',
        )
      }
      push('quoted', line.slice(at + 1, end), at)
      at = end + 1
    } else if (character in shapes) at = readBracket(line, at, lineNumber, tokens, push)
    else {
      const length = nameLength(rest)
      push('name', rest.slice(0, length).trim(), at)
      at += length
    }
  }
}

function readBracket(
  line: string,
  at: number,
  lineNumber: number,
  tokens: readonly ArrowToken[],
  push: (kind: ArrowToken['kind'], text: string, start: number, shape?: NodeShape) => void,
): number {
  const bracket = shapes[line.charAt(at)]
  if (bracket === undefined) throw new Error('called at a bracket')
  const before = tokens.at(-1)
  const afterName =
    before?.line === lineNumber && (before.kind === 'name' || before.kind === 'quoted')
  // `Name {` opens a group; `{Decision}` where no name stands before is a diamond.
  if (bracket.close === '}' && afterName) {
    push('open', '{', at)
    return at + 1
  }
  const end = closingOf(line, at, line.charAt(at), bracket.close)
  if (end < 0) {
    throw new ArrowTextError(
      `\`${line.charAt(at)}\` is not closed`,
      { line: lineNumber, column: at + 1 },
      `Add \`${bracket.close}\` on the same line, or quote the name.`,
    )
  }
  const label = line.slice(at + 1, end).trim()
  const quoted = /^"(.*)"$/.exec(label)?.[1]
  push('shape', quoted ?? label, at, bracket.shape)
  return end + 1
}

function closingOf(line: string, at: number, open: string, close: string): number {
  let depth = 0
  for (let index = at; index < line.length; index++) {
    const character = line.charAt(index)
    if (character === open) depth++
    else if (character === close && --depth === 0) return index
  }
  return -1
}

/**
 * How far a name reaches: to an arrow, a bracket that touches it, a colon with a space behind,
 * a `;` or a comment. A bracket after a space is part of the name: `ResNet (50 layers)`.
 */
function nameLength(rest: string): number {
  const stop =
    /\s*(?:<-|-+>|=+>|<=>|[—–]>|[→←↔⟷⟶⟵⇒]|\s---*(?=\s)|(?<!\s)[[(]|[{};"]|:(?=\s|$)|\s#|\s\/\/)/.exec(
      rest,
    )
  return stop === null || stop.index === 0
    ? Math.max(1, stop === null ? rest.length : 1)
    : stop.index
}
