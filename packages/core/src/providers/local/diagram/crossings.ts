import type { Point } from './placed-graph.js'

/**
 * Where the line from one point through another crosses a polygon: parts of the way between them,
 * negative behind the first, more than 1 beyond the second.
 */
export function crossings(from: Point, through: Point, corners: readonly Point[]): number[] {
  const [x, y] = [through[0] - from[0], through[1] - from[1]]
  return corners.flatMap((corner, index) => {
    const next = corners[index + 1] ?? corners[0] ?? corner
    const [sideX, sideY] = [next[0] - corner[0], next[1] - corner[1]]
    const [dx, dy] = [corner[0] - from[0], corner[1] - from[1]]
    const area = x * sideY - y * sideX
    const onSide = (dx * y - dy * x) / area
    return onSide >= 0 && onSide <= 1 ? [(dx * sideY - dy * sideX) / area] : []
  })
}

/** The point at a part of the way from one to another. */
export function pointAt(from: Point, to: Point, part: number): Point {
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]
}
