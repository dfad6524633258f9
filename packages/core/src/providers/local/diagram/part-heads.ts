import {
  distance,
  type End,
  type Head,
  headAt,
  moveEnd,
  type PlacedGraph,
  type Point,
} from './placed-graph.js'

/** Pixels from tip to tip: arrowheads are a little less wide. */
const apart = 9

/** Arrowheads that would cover each other are moved apart, each to the side it comes from. */
export function partHeads(placed: PlacedGraph): PlacedGraph {
  const heads = placed.edges.flatMap((edge) => edge.heads)
  const ways = new Map<Head, Point>()
  for (const [index, head] of heads.entries()) {
    // One move each: of many in one place, the last would end far away.
    const other = heads.slice(index + 1).find((each) => {
      return !ways.has(each) && distance(head.tip, each.tip) < apart
    })
    if (ways.has(head) || other === undefined) continue
    const [dx, dy] = wayApart(head, other)
    ways.set(head, [-dx, -dy]).set(other, [dx, dy])
  }
  const edges = placed.edges.map((edge) => {
    const moveAt = (moved: typeof edge, end: End) => {
      const head = headAt(edge, end)
      const way = head && ways.get(head)
      return way === undefined ? moved : moveEnd(moved, end, way)
    }
    return moveAt(moveAt(edge, 'start'), 'end')
  })
  return { ...placed, edges }
}

/** How the second of two arrowheads moves, and the first the other way, across where they point. */
function wayApart(a: Head, b: Head): Point {
  const across: Point = [
    a.base[1] - a.tip[1] + b.base[1] - b.tip[1],
    a.tip[0] - a.base[0] + b.tip[0] - b.base[0],
  ]
  const length = Math.hypot(...across) || 1
  const along = (from: Point, to: Point) =>
    ((to[0] - from[0]) * across[0] + (to[1] - from[1]) * across[1]) / length
  const side = along(a.base, b.base) < 0 ? -1 : 1
  const way = Math.max(0, apart - side * along(a.tip, b.tip)) / 2
  return [(side * way * across[0]) / length, (side * way * across[1]) / length]
}
