import type { Graph, GraphEdge } from './graph.js'

/** What a diagram is as a whole. */
type GraphKind =
  | { kind: 'chain' | 'ring'; edges: GraphEdge[] }
  | { kind: 'tree'; root: string }
  | { kind: 'graph' }

/** Tells chains, rings and trees from other diagrams. Edges at groups make none of them. */
export function kindOf({ nodes, edges }: Graph): GraphKind {
  const entered = new Map<string, number>()
  const leaving = new Map<string, GraphEdge[]>()
  for (const edge of edges) {
    entered.set(edge.to, (entered.get(edge.to) ?? 0) + 1)
    leaving.set(edge.from, [...(leaving.get(edge.from) ?? []), edge])
  }
  const roots = nodes.filter(({ id }) => !entered.has(id))
  const isSimple = [...entered.values()].every((count) => count === 1)
  const isRing = roots.length === 0 && edges.length === nodes.length
  const isTree = roots.length === 1 && edges.length === nodes.length - 1
  const start = isRing ? nodes[0]?.id : roots[0]?.id
  if (!isSimple || start === undefined || !(isRing || isTree) || edges.length < 2)
    return { kind: 'graph' }
  const order: GraphEdge[] = []
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const next = leaving.get(id) ?? []
    order.push(...next)
    waiting.push(...next.filter((edge) => edge.to !== start).map((edge) => edge.to))
  }
  if (order.length !== edges.length) return { kind: 'graph' }
  const isLine = [...leaving.values()].every((next) => next.length === 1)
  if (isRing) return isLine ? { kind: 'ring', edges: order } : { kind: 'graph' }
  return isLine ? { kind: 'chain', edges: order } : { kind: 'tree', root: start }
}
