import { type Graph, membersOf } from './graph.js'
import { type Box, distanceToOutline, type PlacedGraph } from './placed-graph.js'

/** Pixels between a group and what is not part of it. */
const clearance = 6

/**
 * Groups that stand one below the other become equally wide, and groups side by side equally
 * high, as long as nothing else stands in the way: layers look like layers.
 */
export function alignGroups(placed: PlacedGraph, graph: Graph): PlacedGraph {
  const outer = graph.groups
    .filter(({ parent }) => parent === undefined)
    .flatMap(({ id }) => {
      const box = placed.groups.get(id)
      return box === undefined ? [] : [{ id, box }]
    })
  if (outer.length < 2) return placed
  const boxes = outer.map(({ box }) => box)
  const isColumn = areApart(boxes, 'y', 'height')
  const isRow = areApart(boxes, 'x', 'width')
  if (isColumn === isRow) return placed
  const extend = isColumn ? extender(boxes, 'x', 'width') : extender(boxes, 'y', 'height')
  const groups = new Map(placed.groups)
  for (const { id, box } of outer) {
    const extended = extend(box)
    const members = new Set(membersOf(graph, id))
    const others = [...placed.nodes].filter(([node]) => !members.has(node))
    if (others.some(([, node]) => overlap(extended, node))) return placed
    const ends = placed.edges.flatMap(({ edge, curve, heads }) =>
      [edge.from, edge.to].includes(id)
        ? [[curve[0], curve.at(-1), ...heads.map(({ tip }) => tip)]]
        : [],
    )
    // An arrow that ends at a side that moves away would end inside.
    if (
      !ends.every((points) =>
        points.some((point) => point && distanceToOutline(extended, point) < 1),
      )
    )
      return placed
    groups.set(id, extended)
  }
  return { ...placed, groups }
}

function areApart(boxes: readonly Box[], at: 'x' | 'y', size: 'width' | 'height'): boolean {
  const sorted = boxes.toSorted((a, b) => a[at] - b[at])
  return sorted.every((box, index) => {
    const next = sorted[index + 1]
    return next === undefined || box[at] + box[size] / 2 <= next[at] - next[size] / 2
  })
}

function extender(boxes: readonly Box[], at: 'x' | 'y', size: 'width' | 'height') {
  const low = Math.min(...boxes.map((box) => box[at] - box[size] / 2))
  const high = Math.max(...boxes.map((box) => box[at] + box[size] / 2))
  return (box: Box): Box => ({ ...box, [at]: (low + high) / 2, [size]: high - low })
}

function overlap(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + clearance &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 + clearance
  )
}
