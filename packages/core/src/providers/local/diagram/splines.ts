import { formatNumber } from '../formats/xml.js'
import { type GraphvizItem, toNumbers } from './graphviz.js'

type Point = [number, number]

/** An arrowhead: where its tip is and where it comes from. */
export interface Head {
  tip: Point
  base: Point
}

/** The line of an edge and its arrowheads, from Graphviz's `pos` (`e,x,y s,x,y x,y x,y ...`). */
export function splinePath(
  item: GraphvizItem,
  toPoint: (point: readonly number[]) => Point,
): { data: string; heads: Head[] } {
  const heads: Head[] = []
  let data = ''
  for (const spline of (item.pos ?? '').split(';')) {
    const points: Point[] = []
    let end: Point | undefined
    let start: Point | undefined
    for (const part of spline.trim().split(/\s+/)) {
      if (part === '') continue
      if (part.startsWith('e,')) end = toPoint(toNumbers(part.slice(2)))
      else if (part.startsWith('s,')) start = toPoint(toNumbers(part.slice(2)))
      else points.push(toPoint(toNumbers(part)))
    }
    const [first, ...rest] = points
    const last = points.at(-1)
    if (first === undefined || last === undefined) continue
    data += `M${write(first)}C${rest.map(write).join(' ')}`
    if (end !== undefined) heads.push({ tip: end, base: last })
    if (start !== undefined) heads.push({ tip: start, base: first })
  }
  return { data, heads }
}

const halfWidth = 3.9

/** A slim filled arrowhead with a notched back. */
export function arrowhead({ tip, base }: Head, color: string): string {
  const length = Math.hypot(tip[0] - base[0], tip[1] - base[1]) || 1
  const along = [(tip[0] - base[0]) / length, (tip[1] - base[1]) / length] as const
  const side = [-along[1] * halfWidth, along[0] * halfWidth] as const
  const back: Point = [base[0] - along[0], base[1] - along[1]]
  const points: Point[] = [
    tip,
    [back[0] + side[0], back[1] + side[1]],
    [base[0] + along[0], base[1] + along[1]],
    [back[0] - side[0], back[1] - side[1]],
  ]
  return `<polygon points="${points.map(write).join(' ')}" fill="${color}" stroke="${color}" stroke-width="0.6" stroke-linejoin="round"/>`
}

function write(point: Point): string {
  return `${formatNumber(point[0])},${formatNumber(point[1])}`
}
