import { type Border, distance, type Head, type PlacedEdge, type Point } from './placed-graph.js'

/** Pixels from tip to base of an arrowhead, where there is room for it. */
const headLength = 9.4

/** An edge as one line between two borders that face each other; nothing where none do. */
export function straightEdge(edge: PlacedEdge, from: Border, to: Border): PlacedEdge | undefined {
  const [start, end] = [leave(from, to.middle), leave(to, from.middle)]
  if (start === undefined || end === undefined) return undefined
  const length = distance(start, end)
  const isFacing = distance(start, to.middle) < distance(from.middle, to.middle)
  const reach = distance(from.middle, start) + length + distance(end, to.middle)
  // One inside of the other, or over it, has no line between them.
  if (!isFacing || length === 0 || reach > distance(from.middle, to.middle) + 1) return undefined
  const { arrows } = edge.edge
  const size = Math.min(headLength, length / 2)
  const at = (pixels: number): Point => [
    start[0] + ((end[0] - start[0]) * pixels) / length,
    start[1] + ((end[1] - start[1]) * pixels) / length,
  ]
  const first = arrows === 'both' ? size : 0
  const last = length - (arrows === 'none' ? 0 : size)
  const heads: Head[] = [
    ...(arrows === 'none' ? [] : [{ tip: end, base: at(last) }]),
    ...(arrows === 'both' ? [{ tip: start, base: at(first) }] : []),
  ]
  const third = (last - first) / 3
  return { ...edge, heads, curve: [first, first + third, last - third, last].map(at) }
}

/** Where the line from the middle of a border to a point crosses it. */
function leave({ corners, middle }: Border, [x, y]: Point): Point | undefined {
  const [dx, dy] = [x - middle[0], y - middle[1]]
  const parts = corners.flatMap((corner, index) => {
    const next = corners[index + 1] ?? corners[0] ?? corner
    const [sideX, sideY] = [next[0] - corner[0], next[1] - corner[1]]
    const [toX, toY] = [corner[0] - middle[0], corner[1] - middle[1]]
    const area = dx * sideY - dy * sideX
    const onSide = (toX * dy - toY * dx) / area
    const part = (toX * sideY - toY * sideX) / area
    return onSide >= 0 && onSide <= 1 && part > 0 ? [part] : []
  })
  if (parts.length === 0) return undefined
  const part = Math.max(...parts)
  return [middle[0] + part * dx, middle[1] + part * dy]
}
