import type { SceneItem } from '../../vega/draw-vega.js'
import { frameOf, radiusOf } from '../labels/place-texts.js'

/** Part of the space between two categories that points may take. */
const share = 0.65

/**
 * Moves points of one category beside each other where they would hide each other: each to the
 * nearest free place left or right of where it was. Points have no size but the same for all.
 */
export function spreadPoints(points: readonly SceneItem[]): void {
  const [first] = points
  if (first === undefined) return
  const columns = Map.groupBy(points, (point) => point.x ?? 0)
  const places = [...columns.keys()].sort((a, b) => a - b)
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0))
  const room = (Math.min(frameOf(first).width, ...gaps) * share) / 2
  const distance = radiusOf(first) * 2
  for (const [middle, column] of columns) spreadColumn(column, middle, room, distance)
}

function spreadColumn(
  points: readonly SceneItem[],
  middle: number,
  room: number,
  distance: number,
): void {
  const placed: { x: number; y: number }[] = []
  const steps = Math.max(0, Math.floor(room / distance))
  const offsets = Array.from(
    { length: 2 * steps + 1 },
    (_, index) =>
      // 0, 1, −1, 2, −2, ... times the width of a point.
      (index % 2 === 1 ? 1 : -1) * Math.ceil(index / 2) * distance,
  )
  const byHeight = [...points].sort((a, b) => (a.y ?? 0) - (b.y ?? 0))
  for (const [order, point] of byHeight.entries()) {
    const y = point.y ?? 0
    const near = placed.slice(placed.findLastIndex((other) => y - other.y >= distance) + 1)
    const isFree = (x: number) =>
      near.every((other) => Math.hypot(x - other.x, y - other.y) >= distance)
    const free = offsets.find((offset) => isFree(middle + offset))
    const x = middle + (free ?? offsets[order % offsets.length] ?? 0)
    placed.push({ x, y })
    point.x = x
  }
}
