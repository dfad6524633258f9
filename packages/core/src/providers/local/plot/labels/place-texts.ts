import type { SceneItem } from '../../vega/draw-vega.js'

/** Edges in the coordinates of a plot. */
export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** A place for a text: the point it is aligned to, its height in the middle. */
export interface Anchor {
  x: number
  y: number
  align: 'left' | 'center' | 'right'
}

/**
 * Moves a text to the first of its places where it covers nothing, or to where it covers least,
 * and returns what it covers there.
 *
 * @param anchors Best first.
 */
export function placeText(
  item: SceneItem,
  anchors: readonly Anchor[],
  { height, width }: { width: number; height: number },
  taken: readonly Box[],
  frame: { width: number; height: number },
): Box | undefined {
  let best: { anchor: Anchor; box: Box; cost: number } | undefined
  for (const anchor of anchors) {
    const box = boxOf(anchor, width, height)
    const cost = taken.reduce((sum, other) => sum + overlap(box, other), outside(box, frame))
    if (best === undefined || cost < best.cost) best = { anchor, box, cost }
    if (cost === 0) break
  }
  if (best === undefined) return undefined
  const { anchor, box } = best
  Object.assign(item, {
    x: anchor.x,
    y: anchor.y,
    dx: 0,
    dy: 0,
    align: anchor.align,
    baseline: 'middle',
  })
  return box
}

/** What marks cover that a text should leave free. */
export function boxesOf(items: readonly SceneItem[]): Box[] {
  return items.flatMap((item, index): Box[] => {
    const { height, marktype, width, x = 0, y = 0 } = facts(item)
    if (marktype === 'symbol') return [around(x, y, radiusOf(item))]
    if (marktype === 'rect') return [{ left: x, right: x + width, top: y, bottom: y + height }]
    if (marktype === 'text' && item.bounds !== undefined) {
      const { x1, x2, y1, y2 } = item.bounds
      return [{ left: x1, right: x2, top: y1, bottom: y2 }]
    }
    if (marktype === 'line') return alongLine(item, items[index + 1])
    return []
  })
}

/** Pixels from the middle of a point to its edge. */
export function radiusOf(item: SceneItem): number {
  return Math.sqrt(Number(item.size ?? 60) / Math.PI) + 1
}

/** Size of the plot that an item is in. */
export function frameOf(item: SceneItem): { width: number; height: number } {
  // Lines of several series lie in a group of their own, which has no size.
  let group = (item.mark as SceneItem | undefined)?.group as SceneItem | undefined
  while (group !== undefined && typeof group.width !== 'number') {
    group = (group.mark as SceneItem | undefined)?.group as SceneItem | undefined
  }
  return { width: Number(group?.width ?? 0), height: Number(group?.height ?? 0) }
}

function facts(item: SceneItem) {
  const { marktype } = (item.mark ?? {}) as SceneItem
  const { x, y } = item
  return { marktype, x, y, width: Number(item.width ?? 0), height: Number(item.height ?? 0) }
}

/** Small boxes along a line between two of its points. */
function alongLine(from: SceneItem, to: SceneItem | undefined): Box[] {
  const { x = 0, y = 0 } = from
  if (to === undefined || to.mark !== from.mark) return [around(x, y, 4)]
  const [dx, dy] = [(to.x ?? 0) - x, (to.y ?? 0) - y]
  const steps = Math.min(60, Math.max(1, Math.ceil(Math.hypot(dx, dy) / 6)))
  return Array.from({ length: steps }, (_, step) =>
    around(x + (dx * step) / steps, y + (dy * step) / steps, 3),
  )
}

function boxOf({ align, x, y }: Anchor, width: number, height: number): Box {
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
  return { left, right: left + width, top: y - height / 2, bottom: y + height / 2 }
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? width * height : 0
}

/** How far a box leaves the plot, weighted so that leaving it is the last choice. */
function outside(box: Box, { height, width }: { width: number; height: number }): number {
  const x = Math.max(0, -box.left) + Math.max(0, box.right - width)
  const y = Math.max(0, -box.top) + Math.max(0, box.bottom - height)
  return (x + y) * 100
}
