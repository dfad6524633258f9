import { crossings, pointAt } from './crossings.js'
import type { Graph } from './graph.js'
import { groupRadius, roundedCorners, shapeRules } from './node-shapes.js'
import {
  type Border,
  distance,
  distanceToOutline,
  type End,
  headAt,
  moveEnd,
  type PlacedEdge,
  type PlacedGraph,
  type Point,
  tipAt,
} from './placed-graph.js'
import { straightEdge } from './straight-edge.js'

/** Pixels an end moves at most along its line: further on, it would run along the border. */
const maxSlide = 24

/**
 * Leads the ends of edges to the borders that readers see: Graphviz ends them at rectangles, where
 * we draw round corners, slanted sides and lids.
 */
export function meetBorders(placed: PlacedGraph, graph: Graph): PlacedGraph {
  const shapes = new Map(graph.nodes.map(({ id, shape }) => [id, shape]))
  const borderOf = (id: string): Border | undefined => {
    const [shape, box] = [shapes.get(id), placed.nodes.get(id) ?? placed.groups.get(id)]
    if (box === undefined) return undefined
    const corners =
      shape === undefined ? roundedCorners(box, groupRadius) : shapeRules[shape].border(box)
    return { middle: [box.x, box.y], corners }
  }
  const edges = placed.edges.map((edge) => {
    const { start, end } = endsOf(edge, placed)
    const [first, last] = [borderOf(start), borderOf(end)]
    const met = meetAt(meetAt(edge, 'start', first), 'end', last)
    if (isAt(met, 'start', first) && isAt(met, 'end', last)) return met
    // Between a group and what stands close to it, Graphviz turns two arrowheads around.
    const [from, to] = [borderOf(edge.edge.from), borderOf(edge.edge.to)]
    return (from && to && straightEdge(edge, from, to)) ?? met
  })
  return { ...placed, edges }
}

/** Ids of what a curve joins: that of a way back starts where its edge leads to. */
function endsOf(placed: PlacedEdge, { groups, nodes }: PlacedGraph): Record<End, string> {
  const { from, to } = placed.edge
  const gap = (id: string, end: End) => {
    const [box, tip] = [nodes.get(id) ?? groups.get(id), tipAt(placed, end)]
    return box === undefined || tip === undefined ? 0 : distanceToOutline(box, tip)
  }
  const isForward = gap(from, 'start') + gap(to, 'end') <= gap(to, 'start') + gap(from, 'end')
  return isForward ? { start: from, end: to } : { start: to, end: from }
}

/** Moves an end of an edge along its line to a border. */
function meetAt(edge: PlacedEdge, end: End, border: Border | undefined): PlacedEdge {
  const tip = tipAt(edge, end)
  const behind = headAt(edge, end)?.base ?? edge.curve.at(end === 'start' ? 1 : -2)
  if (border === undefined || tip === undefined || behind === undefined) return edge
  const { corners, middle } = border
  // A line that passes a round corner by is led to the middle of the box.
  const [x, y] = crossing(tip, behind, corners) ?? crossing(tip, middle, corners) ?? tip
  return moveEnd(edge, end, [x - tip[0], y - tip[1]])
}

/** Whether an end is at a border, or there is none. */
function isAt(edge: PlacedEdge, end: End, border: Border | undefined): boolean {
  const tip = tipAt(edge, end)
  if (border === undefined || tip === undefined) return true
  const { corners } = border
  return corners.some((corner, index) => {
    const next = corners[index + 1] ?? corners[0] ?? corner
    return distance(corner, tip) + distance(tip, next) - distance(corner, next) < 0.05
  })
}

/** Where the line through two points crosses a polygon, not far from the first of them. */
function crossing(point: Point, other: Point, corners: readonly Point[]): Point | undefined {
  const [nearest] = crossings(point, other, corners).sort((a, b) => Math.abs(a) - Math.abs(b))
  if (nearest === undefined) return undefined
  const isFar = Math.abs(nearest) * distance(point, other) > maxSlide
  return isFar ? undefined : pointAt(point, other, nearest)
}
