import type { PlacedGraph, Point } from './placed-graph.js'
import { pointsOn } from './splines.js'

/** Between more edges nobody follows a line, and looking takes long. */
const maxEdges = 80
/** Pixels between the points that stand for a curve. */
const sampling = 20

interface Line {
  points: Point[]
  left: number
  right: number
  top: number
  bottom: number
}

/** How many pairs of edges cross. Those that meet at a node have no need to. */
export function countCrossings({ edges }: PlacedGraph): number {
  if (edges.length > maxEdges) return 0
  const lines = edges.map(({ curve }): Line => {
    const points = pointsOn(curve, sampling)
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    return {
      points,
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    }
  })
  return lines.reduce(
    (sum, line, index) => sum + lines.slice(index + 1).filter((other) => cross(line, other)).length,
    0,
  )
}

function cross(a: Line, b: Line): boolean {
  const left = Math.max(a.left, b.left)
  const right = Math.min(a.right, b.right)
  const top = Math.max(a.top, b.top)
  const bottom = Math.min(a.bottom, b.bottom)
  if (left > right || top > bottom) return false
  /** Segments that are not wholly beside where both lines are. */
  const segmentsOf = ({ points }: Line) =>
    points.flatMap((start, index): (readonly [Point, Point])[] => {
      const end = points[index + 1]
      if (end === undefined) return []
      const isBeside =
        Math.max(start[0], end[0]) < left ||
        Math.min(start[0], end[0]) > right ||
        Math.max(start[1], end[1]) < top ||
        Math.min(start[1], end[1]) > bottom
      return isBeside ? [] : [[start, end]]
    })
  const others = segmentsOf(b)
  return segmentsOf(a).some(([start, end]) =>
    others.some(([from, to]) => segmentsCross(start, end, from, to)),
  )
}

function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/** On which side of the line from `a` to `b` a point lies: the sign, and 0 for one on the line. */
function side(a: Point, b: Point, point: Point): number {
  const area = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
  return Math.abs(area) < 0.01 ? 0 : area
}
