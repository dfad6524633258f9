import type { Typesetter } from '../text/typesetter.js'
import { fontSizes } from '../theme.js'
import type { SceneItem } from '../vega/draw-vega.js'

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const pointRadius = 6
const gap = 3
/** Where a name may stand, best first. */
const anchors = [
  { align: 'left', dx: 1, dy: 0 },
  { align: 'right', dx: -1, dy: 0 },
  { align: 'center', dx: 0, dy: -1 },
  { align: 'center', dx: 0, dy: 1 },
  { align: 'left', dx: 0.7, dy: -1 },
  { align: 'left', dx: 0.7, dy: 1 },
  { align: 'right', dx: -0.7, dy: -1 },
  { align: 'right', dx: -0.7, dy: 1 },
] as const

/** Moves each name beside its point to where it covers no point and no other name. */
export function placePointNames(
  points: readonly SceneItem[],
  names: readonly SceneItem[],
  typesetter: Typesetter,
): void {
  const size = fontSizes.valueLabel
  const taken = points.map((point) => around(point.x ?? 0, point.y ?? 0, pointRadius))
  const frame = frameOf(names)
  for (const name of names) {
    const width = Math.min(160, typesetter.measure(String(name.text ?? ''), { size }))
    const x = name.x ?? 0
    const y = name.y ?? 0
    let best: { anchor: (typeof anchors)[number]; box: Box; cost: number } | undefined
    for (const anchor of anchors) {
      const box = boxOf(anchor, x, y, width, size)
      const cost = taken.reduce((sum, other) => sum + overlap(box, other), outside(box, frame))
      if (best === undefined || cost < best.cost) best = { anchor, box, cost }
      if (cost === 0) break
    }
    if (best === undefined) continue
    taken.push(best.box)
    name.align = best.anchor.align
    name.baseline = 'middle'
    name.dx = best.anchor.dx * (pointRadius + gap)
    name.dy = best.anchor.dy * (pointRadius + gap + size / 3)
  }
}

function boxOf(
  anchor: (typeof anchors)[number],
  x: number,
  y: number,
  width: number,
  size: number,
): Box {
  const at = x + anchor.dx * (pointRadius + gap)
  const middle = y + anchor.dy * (pointRadius + gap + size / 3)
  const left = anchor.align === 'left' ? at : anchor.align === 'right' ? at - width : at - width / 2
  return { left, right: left + width, top: middle - size / 2 - 1, bottom: middle + size / 2 + 1 }
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? width * height : 0
}

/** Area of a box outside the plot, weighted so that leaving it is the last choice. */
function outside(box: Box, frame: { width: number; height: number }): number {
  const x = Math.max(0, -box.left) + Math.max(0, box.right - frame.width)
  const y = Math.max(0, -box.top) + Math.max(0, box.bottom - frame.height)
  return (x + y) * 100
}

function frameOf(items: readonly SceneItem[]): { width: number; height: number } {
  const mark = items[0]?.mark as SceneItem | undefined
  const group = mark?.group as { width?: number; height?: number } | undefined
  return { width: group?.width ?? 0, height: group?.height ?? 0 }
}
