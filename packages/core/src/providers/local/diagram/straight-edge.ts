import { crossings, pointAt } from './crossings.js'
import { type Border, distance, type Head, type PlacedEdge, type Point } from './placed-graph.js'

/** Pixels from tip to base of an arrowhead, where there is room for it. */
const headLength = 9.4

/** An edge as one line between two borders that face each other; nothing where none do. */
export function straightEdge(edge: PlacedEdge, from: Border, to: Border): PlacedEdge | undefined {
  const [start, end] = [leave(from, to.middle), leave(to, from.middle)]
  if (start === undefined || end === undefined) return undefined
  const length = distance(start, end)
  const way = distance(from.middle, start) + length + distance(end, to.middle)
  // One inside of the other, or over it, has no line between them.
  if (length === 0 || way > distance(from.middle, to.middle) + 1) return undefined
  const { arrows } = edge.edge
  const size = Math.min(headLength, length / 2)
  const at = (pixels: number) => pointAt(start, end, pixels / length)
  const first = arrows === 'both' ? size : 0
  const last = length - (arrows === 'none' ? 0 : size)
  const heads: Head[] = [
    ...(arrows === 'none' ? [] : [{ tip: end, base: at(last) }]),
    ...(arrows === 'both' ? [{ tip: start, base: at(first) }] : []),
  ]
  const third = (last - first) / 3
  return { ...edge, heads, curve: [first, first + third, last - third, last].map(at) }
}

/** Where the line from the middle of a border to a point leaves it. */
function leave({ corners, middle }: Border, point: Point): Point | undefined {
  const parts = crossings(middle, point, corners).filter((part) => part > 0)
  return parts.length === 0 ? undefined : pointAt(middle, point, Math.max(...parts))
}
