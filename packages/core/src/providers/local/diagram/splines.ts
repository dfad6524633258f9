import { formatNumber } from '../formats/xml.js'
import { type GraphvizItem, toNumbers } from './graphviz.js'
import type { Head, Point } from './placed-graph.js'

/** The line of an edge and its arrowheads, from Graphviz's `pos` (`e,x,y s,x,y x,y x,y ...`). */
export function readSpline(
  item: GraphvizItem,
  toPoint: (point: readonly number[]) => Point,
): { curve: Point[]; heads: Head[] } {
  const curve: Point[] = []
  let end: Point | undefined
  let start: Point | undefined
  for (const part of (item.pos ?? '').trim().split(/\s+/)) {
    if (part === '') continue
    if (part.startsWith('e,')) end = toPoint(toNumbers(part.slice(2)))
    else if (part.startsWith('s,')) start = toPoint(toNumbers(part.slice(2)))
    else curve.push(toPoint(toNumbers(part)))
  }
  const heads: Head[] = []
  const [first, last] = [curve[0], curve.at(-1)]
  if (end !== undefined && last !== undefined) heads.push({ tip: end, base: last })
  if (start !== undefined && first !== undefined) heads.push({ tip: start, base: first })
  return { curve, heads }
}

/** Points along a curve, some pixels apart. */
export function pointsOn(curve: readonly Point[], apart = 6): Point[] {
  const points: Point[] = []
  for (let at = 0; at + 3 < curve.length; at += 3) {
    const [a = [0, 0], b = a, c = b, d = c] = curve.slice(at, at + 4)
    const steps = Math.max(2, Math.ceil(Math.hypot(d[0] - a[0], d[1] - a[1]) / apart))
    for (let step = 0; step <= steps; step++) {
      const t = step / steps
      const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3] as const
      const along = (axis: 0 | 1) =>
        weights[0] * a[axis] + weights[1] * b[axis] + weights[2] * c[axis] + weights[3] * d[axis]
      points.push([along(0), along(1)])
    }
  }
  return points
}

/** SVG path data of a curve. */
export function toPathData(curve: readonly Point[]): string {
  const [first, ...rest] = curve
  return first === undefined ? '' : `M${write(first)}C${rest.map(write).join(' ')}`
}

const halfWidth = 3.9

/** Corners of a slim arrowhead with a notched back: its tip first. */
export function headCorners({ tip, base }: Head): Point[] {
  const length = Math.hypot(tip[0] - base[0], tip[1] - base[1]) || 1
  const along = [(tip[0] - base[0]) / length, (tip[1] - base[1]) / length] as const
  const side = [-along[1] * halfWidth, along[0] * halfWidth] as const
  const back: Point = [base[0] - along[0], base[1] - along[1]]
  return [
    tip,
    [back[0] + side[0], back[1] + side[1]],
    [base[0] + along[0], base[1] + along[1]],
    [back[0] - side[0], back[1] - side[1]],
  ]
}

export function drawHead(head: Head, color: string): string {
  return `<polygon points="${headCorners(head).map(write).join(' ')}" fill="${color}" stroke="${color}" stroke-width="0.6" stroke-linejoin="round"/>`
}

function write([x, y]: Point): string {
  return `${formatNumber(x)},${formatNumber(y)}`
}
