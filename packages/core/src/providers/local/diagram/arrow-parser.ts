import { ArrowTextError, type ArrowToken, type TextPlace } from './arrow-tokens.js'
import {
  type Graph,
  type GraphEdge,
  type GraphNode,
  groupsAround,
  joinsGroupWithItself,
} from './graph.js'

/** A diagram as `arrow-text.ts` describes it, read from tokens. */
export interface ParsedDiagram {
  graph: Graph
  /** Lines taken for prose. */
  prose: string[]
}

interface ChainNode {
  node: GraphNode
  label: string | undefined
}

/** Reads statement by statement; one parser reads one diagram. */
export class ArrowParser {
  readonly #tokens: ArrowToken[]
  #at = 0
  readonly #nodes = new Map<string, GraphNode>()
  /** Where a node was given its label and shape. */
  readonly #shaped = new Map<string, TextPlace>()
  readonly #graph: Graph = { nodes: [], edges: [], groups: [] }
  readonly #arrows = new Map<GraphEdge, TextPlace>()
  readonly #prose: string[] = []

  constructor(tokens: ArrowToken[]) {
    this.#tokens = tokens
  }

  parse(): ParsedDiagram {
    while (this.#peek().kind !== 'end') this.#statement(undefined)
    for (const node of this.#nodes.values()) {
      if (!this.#meansGroup(node)) this.#graph.nodes.push(node)
    }
    for (const [edge, at] of this.#arrows) {
      if (!joinsGroupWithItself(this.#graph, edge)) continue
      throw new ArrowTextError(
        `An arrow joins the group \`${edge.from}\` or \`${edge.to}\` with itself or what it holds`,
        at,
        'Let it end at another box.',
      )
    }
    return { graph: this.#graph, prose: this.#prose }
  }

  /** A plain name outside of the group with that name. */
  #meansGroup({ id, group }: GraphNode): boolean {
    const isGroup = this.#graph.groups.some((known) => known.id === id)
    return isGroup && !this.#shaped.has(id) && !groupsAround(this.#graph, group).includes(id)
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
        first.at,
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
          open.at,
          'Add `}` after its last line.',
        )
      }
      this.#statement(id)
    }
    this.#next()
    if (
      ![...this.#nodes.values()].some(({ group }) => groupsAround(this.#graph, group).includes(id))
    )
      throw new ArrowTextError(
        `The group \`${name.text}\` is empty`,
        name.at,
        'Write the boxes it holds between the braces, one per line. A box stands in the group that names it first.',
      )
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
          arrow.at,
          'Write the box it points to behind it.',
        )
      }
      const right = this.#node(group)
      lastEdge = toEdge(arrow, left.node.id, right.node.id)
      if (left.label !== undefined) lastEdge.label = left.label
      this.#graph.edges.push(lastEdge)
      this.#arrows.set(lastEdge, arrow.at)
      left = right
    }
    if (left.label !== undefined) {
      if (lastEdge === undefined) {
        throw new ArrowTextError(
          `The label \`${left.label}\` belongs to no arrow`,
          start.at,
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
        after.at,
        'Quote names that hold brackets, colons or arrows: "f(x)".',
      )
    }
  }

  #node(group: string | undefined): ChainNode {
    const first = this.#peek()
    if (!isNodeStart(first)) {
      throw new ArrowTextError(
        `\`${first.text || 'the end of the line'}\` stands where a box was expected`,
        first.at,
        'Write a name, [a box], (a rounded box) or {a decision}.',
      )
    }
    this.#next()
    const isShaped = isName(first) && this.#peek().kind === 'shape'
    const shape = isShaped ? this.#next() : isName(first) ? undefined : first
    const node = this.#remember(first.text, shape, group)
    if (this.#peek().kind !== 'colon') return { node, label: undefined }
    const colon = this.#next()
    const label = this.#peek()
    if (!isName(label)) {
      throw new ArrowTextError(
        'No label stands after `:`',
        colon.at,
        'Write `A: label -> B`, or quote the name.',
      )
    }
    this.#next()
    return { node, label: label.text }
  }

  #remember(id: string, shape: ArrowToken | undefined, group: string | undefined): GraphNode {
    const node: GraphNode = this.#nodes.get(id) ?? { id, label: id, shape: 'box' }
    this.#nodes.set(id, node)
    if (group !== undefined) node.group ??= group
    if (shape === undefined) return node
    const written = { label: shape.text, shape: shape.shape ?? 'box' }
    const before = this.#shaped.get(id)
    if (before === undefined) this.#shaped.set(id, shape.at)
    else if (written.label !== node.label || written.shape !== node.shape) {
      const [seen, now] = [node, written].map(({ label, shape }) => `${shape} \`${label}\``)
      throw new ArrowTextError(
        `\`${id}\` is the ${now} here and the ${seen} in line ${before.line}`,
        shape.at,
        'Say what it looks like once, and write only its name elsewhere.',
      )
    }
    return Object.assign(node, written)
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

function toEdge(arrow: ArrowToken, left: string, right: string): GraphEdge {
  const style = arrow.line === undefined ? {} : { line: arrow.line }
  if (arrow.text === '<-') return { from: right, to: left, arrows: 'forward', ...style }
  const arrows = arrow.text === '<->' ? 'both' : arrow.text === '--' ? 'none' : 'forward'
  return { from: left, to: right, arrows, ...style }
}
