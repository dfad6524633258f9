import type { SceneItem } from '../../vega/draw-vega.js'
import { frameOf } from '../labels/place-texts.js'

/** Part of the way to the next category that points may take. */
const share = 0.9
/** Areas of points as shares of what they were, tried in turn until all find a place. */
const areas = [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.22, 0.16, 0.11, 0.07]
/** How much further apart points are than they are wide, for the stroke around them. */
const gap = 1.3
/** Multiples of the golden ratio: never the same place twice, and no pattern to be read. */
const golden = 0.618034

/**
 * Moves points of one category beside each other where they would hide each other, and no others;
 * where they need more room than there is, all become smaller.
 *
 * @param points All of one size.
 * @param across The axis of the categories.
 * @param room Pixels that the points of a category may take to each side of its middle; as far as
 *   half the way to the next when left out.
 */
export function spreadPoints(
  points: readonly SceneItem[],
  across: 'x' | 'y' = 'x',
  room = roomOf(points, across),
): void {
  const [first] = points
  if (first === undefined) return
  const along = across === 'x' ? 'y' : 'x'
  const columns = [...Map.groupBy(points, (point) => point[across] ?? 0)].map(
    ([middle, column]) => ({
      middle,
      column: column.toSorted((a, b) => (a[along] ?? 0) - (b[along] ?? 0)),
    }),
  )
  const sidesOf = (column: readonly SceneItem[], size: number) =>
    toSwarm(
      column.map((point) => point[along] ?? 0),
      diameterOf(size),
      room,
    )
  const isInside = (side: number) => Math.abs(side) <= room
  const sizes = areas.map((part) => part * Number(first.size ?? 60))
  const fitting = sizes.find((size) =>
    columns.every(({ column }) => sidesOf(column, size).every(isInside)),
  )
  const size = fitting ?? sizes.at(-1) ?? 0
  for (const { column, middle } of columns) {
    for (const [order, side] of sidesOf(column, size).entries()) {
      const anywhere = (((order * golden) % 1) * 2 - 1) * room
      Object.assign(column[order] ?? {}, {
        [across]: middle + (isInside(side) ? side : anywhere),
        size,
      })
    }
  }
}

/** Dots nearer than this part of their width hide each other. */
const hidden = 0.6
/** Part of their width that they are put apart. */
const parted = 0.95

/**
 * Moves dots of a row that would hide each other above and below it, in the order they stand in.
 *
 * @param dots All of one size, in rows that differ in `y`.
 */
export function partDots(dots: readonly SceneItem[]): void {
  const [first] = dots
  if (first === undefined) return
  const width = Math.sqrt(Number(first.size ?? 60))
  const room = 2 * roomOf(dots, 'y') - width
  for (const [row = 0, members] of Map.groupBy(dots, ({ y }) => y)) {
    const heaps: SceneItem[][] = []
    for (const dot of members.toSorted((a, b) => (a.x ?? 0) - (b.x ?? 0))) {
      const heap = heaps.at(-1)
      const isHidden = (dot.x ?? 0) - (heap?.at(-1)?.x ?? 0) < hidden * width
      if (heap !== undefined && isHidden) heap.push(dot)
      else heaps.push([dot])
    }
    for (const heap of heaps) {
      const step = Math.min(parted * width, room / Math.max(1, heap.length - 1))
      for (const [at, dot] of heap.entries()) dot.y = row + (at - (heap.length - 1) / 2) * step
    }
  }
}

/** Pixels from the middle of one point to that of the next beside it: Vega's size is a square's. */
export function diameterOf(size: number): number {
  return Math.sqrt(size) * gap
}

function roomOf(points: readonly SceneItem[], across: 'x' | 'y'): number {
  const [first] = points
  if (first === undefined) return 0
  const { height, width } = frameOf(first)
  const places = [...new Set(points.map((point) => point[across] ?? 0))].sort((a, b) => a - b)
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0))
  return (Math.min(across === 'x' ? width : height, ...gaps) * share) / 2
}

/**
 * How far each point stands beside the middle: at the nearest place that is free.
 *
 * @param along Where they are along the axis of values, in ascending order.
 */
function toSwarm(along: readonly number[], distance: number, room: number): number[] {
  const sides: number[] = []
  let start = 0
  for (const [index, at] of along.entries()) {
    while (start < index && (along[start] ?? at) <= at - distance) start++
    const blocked = sides.slice(start).map((side, offset): [number, number] => {
      const reach = Math.sqrt(distance ** 2 - (at - (along[start + offset] ?? at)) ** 2)
      return [side - reach, side + reach]
    })
    const right = firstFree(blocked)
    const left = firstFree(blocked.map(([from, to]) => [-to, -from]))
    const side = right <= left ? right : -left
    sides.push(side)
    // Where the room is full points begin to lie on others.
    if (Math.abs(side) > room) start = sides.length
  }
  return sides
}

/** The least place from 0 upwards that none of some open intervals holds. */
function firstFree(blocked: readonly [from: number, to: number][]): number {
  let free = 0
  for (const [from, to] of blocked.toSorted(([a], [b]) => a - b)) {
    if (from < free - 1e-9 && to > free + 1e-9) free = to
  }
  return free
}
