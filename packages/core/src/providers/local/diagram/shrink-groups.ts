import {
  type Box,
  distanceToOutline,
  moveEnd,
  type PlacedEdge,
  type PlacedGraph,
  type Point,
  tipAt,
} from './placed-graph.js'

/** Of the rounded corners of a group. */
const corner = 8

/**
 * Groups smaller by a gap on every side, so that neighbours do not touch. Arrows that end at a
 * group are led on to its new border.
 */
export function shrinkGroups(placed: PlacedGraph, gap: number): PlacedGraph {
  const groups = new Map<string, Box>()
  for (const [id, { width, height, ...centre }] of placed.groups) {
    groups.set(id, { ...centre, width: width - 2 * gap, height: height - 2 * gap })
  }
  const edges = placed.edges.map((placedEdge) => {
    const { from, to } = placedEdge.edge
    const start = placed.nodes.has(from) ? undefined : placed.groups.get(from)
    const end = placed.nodes.has(to) ? undefined : placed.groups.get(to)
    return leadOn(leadOn(placedEdge, start, gap), end, gap)
  })
  return { ...placed, groups, edges }
}

/** Moves the end of an edge that touches the border of a group inwards. */
function leadOn(edge: PlacedEdge, group: Box | undefined, gap: number): PlacedEdge {
  if (group === undefined) return edge
  const [nearest] = (['start', 'end'] as const)
    .flatMap((end) => {
      const tip = tipAt(edge, end)
      return tip === undefined ? [] : [{ end, tip, gap: distanceToOutline(group, tip) }]
    })
    .sort((a, b) => a.gap - b.gap)
  return nearest === undefined
    ? edge
    : moveEnd(edge, nearest.end, wayToBorder(nearest.tip, group, gap))
}

/** From a point at a side of a group to the side when it is smaller, away from its corners. */
function wayToBorder([x, y]: Point, group: Box, gap: number): Point {
  const [halfWidth, halfHeight] = [group.width / 2 - gap, group.height / 2 - gap]
  const isBeside = Math.abs(x - group.x) - halfWidth > Math.abs(y - group.y) - halfHeight
  const [rangeX, rangeY] = [halfWidth - corner, halfHeight - corner]
  const target = isBeside
    ? [group.x + Math.sign(x - group.x) * halfWidth, clamp(y, group.y - rangeY, group.y + rangeY)]
    : [clamp(x, group.x - rangeX, group.x + rangeX), group.y + Math.sign(y - group.y) * halfHeight]
  return [(target[0] ?? x) - x, (target[1] ?? y) - y]
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
