import { type Box, boxAround, type Matrix } from './geometry.js'
import { formatNumbers } from './operators.js'

type Point = readonly [x: number, y: number]

/** One step of an outline, in absolute coordinates. */
export type Segment =
  | { type: 'move' | 'line'; to: Point }
  | { type: 'curve'; first: Point; second: Point; to: Point }
  | { type: 'close' }

/** Reads path data of absolute `M`, `L`, `Q`, `C` and `Z`: what resvg and our glyphs have. */
export function parseOutline(data: string): Segment[] {
  const segments: Segment[] = []
  let at: Point = [0, 0]
  for (const [, command = '', text = ''] of data.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (text.match(/-?[\d.]+/g) ?? []).map(Number)
    const points = Array.from(
      { length: numbers.length / 2 },
      (_, index): Point => [numbers[index * 2] ?? 0, numbers[index * 2 + 1] ?? 0],
    )
    const [first = at, second = at, third = at] = points
    switch (command) {
      case 'M':
      case 'L':
        segments.push({ type: command === 'M' ? 'move' : 'line', to: first })
        at = first
        break
      case 'Q':
        segments.push({
          type: 'curve',
          first: between(at, first, 2 / 3),
          second: between(second, first, 2 / 3),
          to: second,
        })
        at = second
        break
      case 'C':
        segments.push({ type: 'curve', first, second, to: third })
        at = third
        break
      case 'Z':
        segments.push({ type: 'close' })
        break
      default:
        throw new Error(`unexpected \`${command}\` in the outline ${data.slice(0, 40)}`)
    }
  }
  return segments
}

function between([x1, y1]: Point, [x2, y2]: Point, share: number): Point {
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share]
}

/** PDF operators that build an outline without painting it. */
export function toOperators(segments: readonly Segment[]): string {
  return segments
    .map((segment) => {
      switch (segment.type) {
        case 'move':
          return `${formatNumbers(segment.to)} m`
        case 'line':
          return `${formatNumbers(segment.to)} l`
        case 'curve':
          return `${formatNumbers([...segment.first, ...segment.second, ...segment.to])} c`
        default:
          return 'h'
      }
    })
    .join('\n')
}

export function transformOutline(
  [a, b, c, d, e, f]: Matrix,
  segments: readonly Segment[],
): Segment[] {
  return mapPoints(segments, ([x, y]) => [a * x + c * y + e, b * x + d * y + f])
}

/** The box around an outline itself, not around the control points of its curves. */
export function boundsOf(segments: readonly Segment[]): Box {
  const points: Point[] = []
  let at: Point = [0, 0]
  for (const segment of segments) {
    if (segment.type === 'close') continue
    points.push(segment.to)
    if (segment.type === 'curve') {
      const { first, second, to } = segment
      for (const axis of [0, 1] as const) {
        for (const time of turningTimes(at[axis], first[axis], second[axis], to[axis])) {
          points.push([
            curveAt(time, at[0], first[0], second[0], to[0]),
            curveAt(time, at[1], first[1], second[1], to[1]),
          ])
        }
      }
    }
    at = segment.to
  }
  return boxAround(points)
}

function curveAt(time: number, start: number, first: number, second: number, end: number): number {
  const rest = 1 - time
  return (
    rest ** 3 * start +
    3 * rest ** 2 * time * first +
    3 * rest * time ** 2 * second +
    time ** 3 * end
  )
}

/** Where a curve turns back along one axis: zeros of its derivative, between its ends. */
function turningTimes(start: number, first: number, second: number, end: number): number[] {
  const a = end - 3 * second + 3 * first - start
  const b = 2 * (second - 2 * first + start)
  const c = first - start
  if (Math.abs(a) < 1e-9) return [-c / b].filter(isInside)
  const root = Math.sqrt(b * b - 4 * a * c)
  return [(-b + root) / (2 * a), (-b - root) / (2 * a)].filter(isInside)
}

function isInside(time: number): boolean {
  return time > 0 && time < 1
}

/** Every coordinate as a whole number. */
export function roundOutline(segments: readonly Segment[]): Segment[] {
  return mapPoints(segments, ([x, y]) => [Math.round(x), Math.round(y)])
}

function mapPoints(segments: readonly Segment[], map: (point: Point) => Point): Segment[] {
  return segments.map((segment): Segment => {
    if (segment.type === 'close') return segment
    const to = map(segment.to)
    if (segment.type !== 'curve') return { type: segment.type, to }
    return { type: 'curve', first: map(segment.first), second: map(segment.second), to }
  })
}
