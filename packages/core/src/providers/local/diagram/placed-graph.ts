import type { GraphEdge } from './graph.js'

/** CSS pixels. */
export interface BoxSize {
  width: number
  height: number
}

/** CSS pixels, y downwards. */
export type Point = readonly [x: number, y: number]

/** A rectangle around its centre. */
export interface Box extends BoxSize {
  x: number
  y: number
}

/** An arrowhead: where its tip is and where it comes from. */
export interface Head {
  tip: Point
  base: Point
}

/** The middle of a box and the polygon drawn for it. */
export interface Border {
  middle: Point
  corners: Point[]
}

export interface PlacedEdge {
  edge: GraphEdge
  /** Cubic Bézier curve: a start, then three points for each stretch. */
  curve: Point[]
  heads: Head[]
  /** Centre of its label. */
  label?: Point
}

/** A diagram with a place for everything; its upper left corner is the origin. */
export interface PlacedGraph {
  size: BoxSize
  /** By id. */
  nodes: Map<string, Box>
  groups: Map<string, Box>
  edges: PlacedEdge[]
}

/** Pixels from a point to the nearest side of a box, from outside or inside. */
export function distanceToOutline(box: Box, [x, y]: Point): number {
  const [dx, dy] = [Math.abs(x - box.x) - box.width / 2, Math.abs(y - box.y) - box.height / 2]
  return dx > 0 && dy > 0 ? Math.hypot(dx, dy) : Math.abs(Math.max(dx, dy))
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

export type End = 'start' | 'end'

/** The arrowhead at an end of an edge's curve. */
export function headAt({ curve, heads }: PlacedEdge, end: End): Head | undefined {
  const point = end === 'start' ? curve[0] : curve.at(-1)
  return heads.find(({ base }) => point !== undefined && distance(base, point) < 1)
}

/** Where an edge ends: at the tip of its arrowhead, or at the end of its curve. */
export function tipAt(edge: PlacedEdge, end: End): Point | undefined {
  return headAt(edge, end)?.tip ?? (end === 'start' ? edge.curve[0] : edge.curve.at(-1))
}

/** Moves an end of an edge, its arrowhead and the point that gives its direction. */
export function moveEnd(edge: PlacedEdge, end: End, [dx, dy]: Point): PlacedEdge {
  const move = ([x, y]: Point): Point => [x + dx, y + dy]
  const { curve, heads } = edge
  const head = headAt(edge, end)
  const moves = (index: number) => (end === 'start' ? index < 2 : index > curve.length - 3)
  return {
    ...edge,
    curve: curve.map((point, index) => (moves(index) ? move(point) : point)),
    heads: heads.map((each) =>
      each === head ? { tip: move(each.tip), base: move(each.base) } : each,
    ),
  }
}

/** Several diagrams, each moved by an offset, as one. */
export function mergePlaced(
  parts: readonly { placed: PlacedGraph; offset: Point }[],
): Omit<PlacedGraph, 'size'> {
  const merged: Omit<PlacedGraph, 'size'> = { nodes: new Map(), groups: new Map(), edges: [] }
  for (const { placed, offset } of parts) {
    const moveBox = (box: Box): Box => ({ ...box, x: box.x + offset[0], y: box.y + offset[1] })
    const move = ([x, y]: Point): Point => [x + offset[0], y + offset[1]]
    for (const [id, box] of placed.nodes) merged.nodes.set(id, moveBox(box))
    for (const [id, box] of placed.groups) merged.groups.set(id, moveBox(box))
    for (const { curve, heads, label, ...rest } of placed.edges) {
      merged.edges.push({
        ...rest,
        curve: curve.map(move),
        heads: heads.map(({ tip, base }) => ({ tip: move(tip), base: move(base) })),
        ...(label === undefined ? {} : { label: move(label) }),
      })
    }
  }
  return merged
}
