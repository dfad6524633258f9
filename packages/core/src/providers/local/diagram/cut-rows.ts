import { type Graph, type GraphEdge, groupsAround } from './graph.js'
import { kindOf } from './graph-kind.js'
import { endsOfEdges } from './graph-order.js'
import type { PlacedGraph } from './placed-graph.js'

/** A stretch of a diagram that is drawn as one row. */
export interface Row {
  nodes: string[]
  /** The edge to the next row, and the nodes it joins. */
  turn?: Turn
}

export interface Turn {
  edge: GraphEdge
  /** Node in this row, and in the next one. */
  above: string
  below: string
}

/**
 * Cuts a long diagram into as few rows as fit, about equally long: where one arrow alone leads
 * from a rank to the next, and outside of groups.
 *
 * @param straight The same diagram in one row.
 * @param width Pixels the rows should not exceed.
 */
export function cutIntoRows(
  graph: Graph,
  straight: PlacedGraph,
  direction: 'right' | 'left',
  width: number,
): Row[] {
  const ranks = ranksOf(straight, direction)
  const turns = ranks.map((_, index) => turnBehind(graph, ranks, index))
  const extent = (first: number, last: number) => {
    const boxes = ranks
      .slice(first, last + 1)
      .flat()
      .flatMap((id) => straight.nodes.get(id) ?? [])
    const left = Math.min(...boxes.map((box) => box.x - box.width / 2))
    return Math.max(...boxes.map((box) => box.x + box.width / 2)) - left
  }
  /** Ends of rows when each takes in as much as fits. */
  const fill = (limit: number): number[] => {
    const ends: number[] = []
    let first = 0
    let last: number | undefined
    for (const [index, turn] of turns.entries()) {
      if (last !== undefined && extent(first, index) > limit) {
        ends.push(last)
        first = last + 1
        last = undefined
      }
      if (turn !== undefined) last = index
    }
    return ends
  }
  const wanted = fill(width).length
  let [low, high] = [0, width]
  while (high - low > 4) {
    const middle = (low + high) / 2
    if (fill(middle).length <= wanted) high = middle
    else low = middle
  }
  const ends = [...fill(high), ranks.length - 1]
  // A last row of one box looks forgotten: the one before shares with it.
  const before = ends.at(-2)
  if (before === ranks.length - 2 && turns[before - 1] !== undefined)
    ends[ends.length - 2] = before - 1
  return ends.map((end, index): Row => {
    const turn = turns[end]
    const nodes = ranks.slice((ends[index - 1] ?? -1) + 1, end + 1).flat()
    return { nodes, ...(turn === undefined ? {} : { turn }) }
  })
}

/** Nodes by rank, in reading order. */
function ranksOf(straight: PlacedGraph, direction: 'right' | 'left'): string[][] {
  const ranks = new Map<number, string[]>()
  for (const [id, { x }] of straight.nodes) {
    const place = Math.round(direction === 'right' ? x : -x)
    ranks.set(place, [...(ranks.get(place) ?? []), id])
  }
  return [...ranks].sort(([a], [b]) => a - b).map(([, ids]) => ids)
}

/** The one edge that leads from a rank with one node to the next with one node, and no group. */
function turnBehind(graph: Graph, ranks: readonly string[][], index: number): Turn | undefined {
  const [above, below] = [ranks[index], ranks[index + 1]]
  if (above?.length !== 1 || below?.length !== 1) return undefined
  const before = new Set(ranks.slice(0, index + 1).flat())
  const crossing = [...endsOfEdges(graph)].filter(
    ([, { from, to }]) => before.has(from) !== before.has(to),
  )
  const [only] = crossing
  if (crossing.length !== 1 || only === undefined) return undefined
  const [edge, { from, to }] = only
  if (edge.from !== from || edge.to !== to) return undefined
  const [first = '', second = ''] = before.has(from) ? [from, to] : [to, from]
  if (first !== above[0] || second !== below[0]) return undefined
  const groupsOf = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => groupsAround(graph, graph.nodes.find((node) => node.id === id)?.group))
  const groupsBefore = new Set(groupsOf(before))
  const isCut = groupsOf(ranks.slice(index + 1).flat()).some((group) => groupsBefore.has(group))
  return isCut ? undefined : { edge, above: first, below: second }
}

/** A ring as two rows, there and back; nothing when the diagram is no ring of four or more. */
export function ringAsRows(graph: Graph): Row[] | undefined {
  const found = kindOf(graph)
  if (found.kind !== 'ring' || graph.nodes.length < 4 || graph.groups.length > 0) return undefined
  const ring = found.edges
  const half = Math.ceil(ring.length / 2)
  const [turn, close] = [ring[half - 1], ring.at(-1)]
  if (turn === undefined || close === undefined) return undefined
  return [
    {
      nodes: ring.slice(0, half).map(({ from }) => from),
      turn: { edge: turn, above: turn.from, below: turn.to },
    },
    {
      nodes: ring.slice(half).map(({ from }) => from),
      turn: { edge: close, above: close.to, below: close.from },
    },
  ]
}
