import { ArrowTextError, type ArrowToken, readArrowTokens } from './arrow-tokens.js'
import type { Graph, GraphEdge, GraphNode } from './graph.js'

/**
 * The language of diagrams in a prompt. One statement per line, or several with `;`:
 *
 * ```text
 * statement = chain | group
 * chain     = node { arrow node }
 * node      = name [shape] [":" label]     a label goes with the arrow that follows, and at the
 *                                          end of a chain with the arrow before
 * name      = words, or "anything in quotes"
 * shape     = "[" label "]"                box (also the default)
 *           | "(" label ")"                rounded: a start, an end, a store
 *           | "{" label "}"                diamond: a decision; only where no name stands before it
 * arrow     = "->" | "<-" | "<->" | "--"   also "→" "←" "↔" "—>" "=>"
 * group     = name "{" { statement } "}"
 * ```
 *
 * A name means the same node wherever it stands. `id[Label]`, without a space, gives a node a
 * label other than its name; a bracket after a space is part of the name. `#` and `//` begin a comment. A line without an arrow is prose and not drawn, except
 * in a group and when the node has quotes or a shape.
 */
export interface ArrowText {
  graph: Graph
  /** Lines taken for prose. */
  prose: string[]
}

/**
 * Reads a diagram.
 *
 * @throws {ArrowTextError} with line and column of what cannot be read.
 */
export function parseArrowText(text: string): ArrowText {
  return new ArrowParser(readArrowTokens(text)).parse()
}

/** Whether a prompt has arrows at all, and so is meant as a diagram. */
export function hasArrows(text: string): boolean {
  return /(?:->|<-|=>|→|←|↔|\s--\s)/.test(text)
}

interface ChainNode {
  node: GraphNode
  label: string | undefined
}

class ArrowParser {
  readonly #tokens: ArrowToken[]
  #at = 0
  readonly #nodes = new Map<string, GraphNode>()
  readonly #graph: Graph = { nodes: [], edges: [], groups: [] }
  readonly #prose: string[] = []

  constructor(tokens: ArrowToken[]) {
    this.#tokens = tokens
  }

  parse(): ArrowText {
    while (this.#peek().kind !== 'end') this.#statement(undefined)
    this.#graph.nodes.push(...this.#nodes.values())
    return { graph: this.#graph, prose: this.#prose }
  }

  #peek(ahead = 0): ArrowToken {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]
    if (token === undefined) throw new Error('a token list always has an end')
    return token
  }

  #next(): ArrowToken {
    const token = this.#peek()
    this.#at++
    return token
  }

  #statement(group: string | undefined): void {
    const first = this.#peek()
    if (first.kind === 'newline') {
      this.#next()
      return
    }
    if (first.kind === 'close' && group === undefined) {
      throw new ArrowTextError(
        '`}` closes no group',
        first,
        'Take it out, or open a group before it.',
      )
    }
    if (isName(first) && this.#peek(1).kind === 'open') this.#group(group)
    else this.#chain(group)
  }

  #group(parent: string | undefined): void {
    const name = this.#next()
    const open = this.#next()
    let id = name.text
    for (let copy = 2; this.#graph.groups.some((known) => known.id === id); copy++) {
      id = `${name.text} ${copy}`
    }
    this.#graph.groups.push({ id, label: name.text, ...(parent === undefined ? {} : { parent }) })
    while (this.#peek().kind !== 'close') {
      if (this.#peek().kind === 'end') {
        throw new ArrowTextError(
          `The group \`${name.text}\` is not closed`,
          open,
          'Add `}` after its last line.',
        )
      }
      this.#statement(id)
    }
    this.#next()
  }

  #chain(group: string | undefined): void {
    const start = this.#peek()
    const line = this.#restOfLine()
    if (!line.some((token) => token.kind === 'arrow') && !this.#declares(line, group)) {
      this.#prose.push(line.map((token) => token.text).join(' '))
      this.#at += line.length
      return
    }
    let left = this.#node(group)
    let lastEdge: GraphEdge | undefined
    while (this.#peek().kind === 'arrow') {
      const arrow = this.#next()
      if (!isNodeStart(this.#peek())) {
        throw new ArrowTextError(
          `Nothing stands after \`${arrow.text}\``,
          arrow,
          'Write the box it points to behind it.',
        )
      }
      const right = this.#node(group)
      lastEdge = toEdge(arrow.text, left.node.id, right.node.id)
      if (left.label !== undefined) lastEdge.label = left.label
      this.#graph.edges.push(lastEdge)
      left = right
    }
    if (left.label !== undefined) {
      if (lastEdge === undefined) {
        throw new ArrowTextError(
          `The label \`${left.label}\` belongs to no arrow`,
          start,
          'Write `A: label -> B`.',
        )
      }
      lastEdge.label =
        lastEdge.label === undefined ? left.label : `${lastEdge.label} / ${left.label}`
    }
    const after = this.#peek()
    if (after.kind !== 'newline' && after.kind !== 'end' && after.kind !== 'close') {
      throw new ArrowTextError(
        `\`${after.text}\` stands where an arrow or the end of the line was expected`,
        after,
        'Quote names that hold brackets, colons or arrows: "f(x)".',
      )
    }
  }

  #node(group: string | undefined): ChainNode {
    const first = this.#peek()
    if (!isNodeStart(first)) {
      throw new ArrowTextError(
        `\`${first.text || 'the end of the line'}\` stands where a box was expected`,
        first,
        'Write a name, [a box], (a rounded box) or {a decision}.',
      )
    }
    this.#next()
    let node: GraphNode
    if (isName(first)) {
      const shape = this.#peek()
      const isShape = shape.kind === 'shape'
      if (isShape) this.#next()
      node = this.#remember(first.text, isShape ? shape : undefined, group)
    } else node = this.#remember(first.text, first, group)
    if (this.#peek().kind !== 'colon') return { node, label: undefined }
    const colon = this.#next()
    const label = this.#peek()
    if (!isName(label)) {
      throw new ArrowTextError(
        'No label stands after `:`',
        colon,
        'Write `A: label -> B`, or quote the name.',
      )
    }
    this.#next()
    return { node, label: label.text }
  }

  #remember(id: string, shape: ArrowToken | undefined, group: string | undefined): GraphNode {
    const known = this.#nodes.get(id)
    if (known === undefined) {
      const node: GraphNode = { id, label: shape?.text ?? id, shape: shape?.shape ?? 'box' }
      if (group !== undefined) node.group = group
      this.#nodes.set(id, node)
      return node
    }
    if (shape !== undefined) {
      known.label = shape.text
      known.shape = shape.shape ?? 'box'
    }
    if (group !== undefined && known.group === undefined) known.group = group
    return known
  }

  #restOfLine(): ArrowToken[] {
    const line: ArrowToken[] = []
    for (let ahead = 0; ; ahead++) {
      const token = this.#peek(ahead)
      if (['newline', 'end', 'close'].includes(token.kind)) return line
      line.push(token)
    }
  }

  /** Whether a line without arrows names a node that is meant to be drawn. */
  #declares(line: readonly ArrowToken[], group: string | undefined): boolean {
    const [first, second] = line
    if (first === undefined) return false
    const alone = line.length === 1 || (line.length === 2 && second?.kind === 'shape')
    return alone && (group !== undefined || first.kind !== 'name' || second !== undefined)
  }
}

function isName(token: ArrowToken): boolean {
  return token.kind === 'name' || token.kind === 'quoted'
}

function isNodeStart(token: ArrowToken): boolean {
  return isName(token) || token.kind === 'shape'
}

function toEdge(arrow: string, left: string, right: string): GraphEdge {
  if (arrow === '<-') return { from: right, to: left, arrows: 'forward' }
  const arrows = arrow === '<->' ? 'both' : arrow === '--' ? 'none' : 'forward'
  return { from: left, to: right, arrows }
}
