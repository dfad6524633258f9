import type { GraphEdge } from './graph.js'
import type { MeasuredGraph } from './measure-graph.js'
import type { Box, PlacedGraph, Point } from './placed-graph.js'
import { headCorners, pointsOn } from './splines.js'

/** Pixels from a line to its label. */
const gap = 6
/** Pixels around a label that its plate takes. */
const plate = 4
/** A label this much nearer to its own line than to any other clearly belongs to it. */
const clear = 20
/** Pixels along its line, to either side, that a label may move. */
const reach = 48
/** A label stays unless it is better off elsewhere by this much. */
const inertia = 6
/** In a diagram with more edges nobody looks at one label, and looking takes long. */
const maxEdges = 80

/** What makes a place bad, in pixels that a label would rather be away from its line. */
const costs = { box: 1000, label: 400, line: 100, border: 30, ambiguous: 1.5, moved: 0.15 }

interface Line {
  edge: GraphEdge
  points: Point[]
}

/**
 * Moves labels of edges to where they touch nothing and stand nearer to their own line than to any
 * other. Graphviz puts them beside where the line would be if it were straight.
 */
export function settleLabels(
  placed: PlacedGraph,
  { edgeLabels }: Pick<MeasuredGraph, 'edgeLabels'>,
): PlacedGraph {
  if (placed.edges.length > maxEdges || edgeLabels.size === 0) return placed
  const lines = placed.edges.map(({ curve, edge, heads }): Line => {
    return { edge, points: [...pointsOn(curve), ...heads.flatMap(headCorners)] }
  })
  const labels = new Map<GraphEdge, Box>()
  for (const { edge, label } of placed.edges) {
    const size = edgeLabels.get(edge)
    if (label === undefined || size === undefined) continue
    labels.set(edge, { x: label[0], y: label[1], width: size.width - 12, height: size.height - 6 })
  }
  // A label may have waited for another to make room.
  for (const { edge, points } of [...lines, ...lines]) {
    const label = labels.get(edge)
    if (label === undefined) continue
    const own = pointsNear(points, label)
    const others = lines.flatMap((line) => {
      const near = line.edge === edge ? [] : pointsNear(line.points, label)
      return near.length === 0 ? [] : [near]
    })
    const otherLabels = [...labels].flatMap(([other, box]) => (other === edge ? [] : [box]))
    const costOf = (place: Box) =>
      costOfPlace(place, own, others, placed, otherLabels) +
      costs.moved * Math.hypot(place.x - label.x, place.y - label.y)
    let best = { place: label, cost: costOf(label) - inertia }
    if (best.cost <= 0) continue
    for (const place of placesBeside(own, label)) {
      const cost = costOf(place)
      if (cost < best.cost) best = { place, cost }
    }
    labels.set(edge, best.place)
  }
  return {
    ...placed,
    edges: placed.edges.map((placedEdge) => {
      const label = labels.get(placedEdge.edge)
      return label === undefined ? placedEdge : { ...placedEdge, label: [label.x, label.y] }
    }),
  }
}

/** What of a line a label can reach, or be confused by where it reaches. */
function pointsNear(points: readonly Point[], label: Box): Point[] {
  const [dx, dy] = [label.width + 2 * reach, label.height + 2 * reach]
  return points.filter(([x, y]) => Math.abs(x - label.x) < dx && Math.abs(y - label.y) < dy)
}

/** Places a gap to the left, to the right, above and below a line, near where a label stands. */
function placesBeside(points: readonly Point[], label: Box): Box[] {
  const near = points.filter(
    ([x, y]) =>
      Math.abs(x - label.x) < reach + label.width / 2 &&
      Math.abs(y - label.y) < reach + label.height / 2,
  )
  return near.flatMap(([x, y]) => {
    const [right, down] = [gap + label.width / 2, gap + label.height / 2]
    const xs = points
      .filter((point) => Math.abs(point[1] - y) <= label.height / 2)
      .map(([at]) => at)
    const ys = points
      .filter((point) => Math.abs(point[0] - x) <= label.width / 2)
      .map(([, at]) => at)
    return [
      { ...label, x: Math.max(...xs) + right, y },
      { ...label, x: Math.min(...xs) - right, y },
      { ...label, x, y: Math.min(...ys) - down },
      { ...label, x, y: Math.max(...ys) + down },
    ]
  })
}

function costOfPlace(
  place: Box,
  own: readonly Point[],
  others: readonly Point[][],
  { groups, nodes, size }: PlacedGraph,
  labels: readonly Box[],
): number {
  const isOutside =
    place.x < place.width / 2 ||
    place.y < place.height / 2 ||
    place.x + place.width / 2 > size.width ||
    place.y + place.height / 2 > size.height
  const toOwn = distanceTo(place, own)
  const toOthers = others.map((points) => distanceTo(place, points))
  const touched = [toOwn, ...toOthers].filter((distance) => distance < plate).length
  const borders = [...groups.values()].filter((group) => crossesBorder(place, group)).length
  const boxes = [...nodes.values()].filter((node) => overlap(place, node) > -4).length
  return (
    (isOutside ? costs.box : 0) +
    boxes * costs.box +
    labels.filter((label) => overlap(place, label) > -3).length * costs.label +
    touched * costs.line +
    borders * costs.border +
    Math.max(0, toOwn + clear - Math.min(...toOthers)) * costs.ambiguous +
    Math.abs(toOwn - gap)
  )
}

/** Pixels from a box to the nearest of some points; 0 inside. */
function distanceTo(box: Box, points: readonly Point[]): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const [x, y] of points) {
    const dx = Math.max(0, Math.abs(x - box.x) - box.width / 2)
    const dy = Math.max(0, Math.abs(y - box.y) - box.height / 2)
    nearest = Math.min(nearest, dx * dx + dy * dy)
  }
  return Math.sqrt(nearest)
}

/** Pixels by which two boxes overlap; negative is the distance between them. */
function overlap(a: Box, b: Box): number {
  return Math.min(
    (a.width + b.width) / 2 - Math.abs(a.x - b.x),
    (a.height + b.height) / 2 - Math.abs(a.y - b.y),
  )
}

function crossesBorder(label: Box, group: Box): boolean {
  const isInside =
    Math.abs(label.x - group.x) + label.width / 2 + plate <= group.width / 2 &&
    Math.abs(label.y - group.y) + label.height / 2 + plate <= group.height / 2
  return !isInside && overlap(label, group) > -plate
}
