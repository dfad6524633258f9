import { type Graph, type GraphEdge, membersOf } from './graph.js'

/** The nodes an edge joins when it is laid out. */
export interface Ends {
  from: string
  to: string
}

/**
 * The nodes each edge joins. An edge that ends at a group is drawn to one of its nodes, where
 * the group's own arrows end or begin, and cut off at its border.
 */
export function endsOfEdges(graph: Graph): Map<GraphEdge, Ends> {
  const nodes = new Set(graph.nodes.map((node) => node.id))
  const toNode = (end: string, side: 'from' | 'to') => {
    if (nodes.has(end)) return end
    const members = membersOf(graph, end)
    const inside = graph.edges.filter(
      ({ from, to }) => members.includes(from) && members.includes(to),
    )
    const outermost = members.filter((id) => !inside.some((edge) => edge[side] === id))
    const candidates = outermost.length > 0 ? outermost : members
    return candidates[Math.floor((candidates.length - 1) / 2)] ?? end
  }
  return new Map(
    graph.edges.map((edge) => [
      edge,
      { from: toNode(edge.from, 'from'), to: toNode(edge.to, 'to') },
    ]),
  )
}

/** The edges that close a circle when the diagram is read in the author's order. */
export function findBackEdges(graph: Graph, ends: ReadonlyMap<GraphEdge, Ends>): Set<GraphEdge> {
  const leaving = new Map<string, GraphEdge[]>()
  for (const [edge, { from }] of ends) leaving.set(from, [...(leaving.get(from) ?? []), edge])
  const back = new Set<GraphEdge>()
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string) => {
    state.set(id, 'open')
    for (const edge of leaving.get(id) ?? []) {
      const to = ends.get(edge)?.to ?? id
      if (state.get(to) === 'open') back.add(edge)
      else if (!state.has(to)) visit(to)
    }
    state.set(id, 'done')
  }
  const entered = new Set(
    [...ends.values()].filter(({ from, to }) => from !== to).map(({ to }) => to),
  )
  const starts = graph.nodes.filter(({ id }) => !entered.has(id))
  for (const { id } of [...starts, ...graph.nodes]) if (!state.has(id)) visit(id)
  return back
}

/**
 * The nodes with the last of the parts that no edge connects in front, each part in the author's
 * order: sideways, Graphviz stacks parts from the bottom up, but what is in them from the top down.
 */
export function lastPartsFirst(graph: Graph, ends: ReadonlyMap<GraphEdge, Ends>): string[] {
  const partOf = new Map(graph.nodes.map(({ id }, index) => [id, index]))
  for (const { from, to } of ends.values()) {
    const [kept = 0, merged = 0] = [partOf.get(from) ?? 0, partOf.get(to) ?? 0].sort(
      (a, b) => a - b,
    )
    if (kept === merged) continue
    for (const [id, part] of partOf) if (part === merged) partOf.set(id, kept)
  }
  const part = (id: string) => partOf.get(id) ?? 0
  return [...partOf.keys()].sort((a, b) => part(b) - part(a))
}

/**
 * How tangled a diagram is, which is what the time of its layout grows with, more than with its
 * size: the ranks that all edges together lead across, times how many edges pass a rank. A chain
 * has about its length, 50 boxes of a real system some thousands.
 */
export function tangleOf(graph: Graph): number {
  const ends = endsOfEdges(graph)
  const back = findBackEdges(graph, ends)
  const forward = [...ends].map(([edge, { from, to }]) =>
    back.has(edge) ? { from: to, to: from } : { from, to },
  )
  const leaving = new Map<string, string[]>()
  const waiting = new Map<string, number>()
  for (const { from, to } of forward) {
    if (from === to) continue
    leaving.set(from, [...(leaving.get(from) ?? []), to])
    waiting.set(to, (waiting.get(to) ?? 0) + 1)
  }
  const rank = new Map<string, number>()
  const ready = graph.nodes.map(({ id }) => id).filter((id) => !waiting.has(id))
  for (const id of ready) {
    for (const to of leaving.get(id) ?? []) {
      rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(id) ?? 0) + 1))
      waiting.set(to, (waiting.get(to) ?? 0) - 1)
      if (waiting.get(to) === 0) ready.push(to)
    }
  }
  const spans = forward.map(({ from, to }) => (rank.get(to) ?? 0) - (rank.get(from) ?? 0))
  const span = spans.reduce((sum, length) => sum + length, 0)
  return span ** 2 / Math.max(1, ...rank.values())
}
