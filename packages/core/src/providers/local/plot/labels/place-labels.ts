import { fontSizes } from '../../theme.js'
import type { SceneItem } from '../../vega/draw-vega.js'
import type { MeasureText } from '../plot.js'
import { type Anchor, type Box, boxesOf, frameOf, placeText, radiusOf } from './place-texts.js'
import { anchorsAlong } from './reference-anchors.js'

const gap = 4
const maxWidth = 200
const size = fontSizes.valueLabel
const lineHeight = size + 3
/** Half of what a line of the grid counts as: to cover one is better than to cover a mark. */
const hair = 0.1

/** What stands in one plot: its marks by what they show. */
export interface PlacedItems {
  rows: readonly SceneItem[]
  /** Names of points. */
  names: readonly SceneItem[]
  /** What the author says about rows. */
  notes: readonly SceneItem[]
  /** Labels of lines and bands at values of an axis. */
  references: readonly SceneItem[]
  /** The bands of references. */
  bands: readonly SceneItem[]
  /** Lines of the grid. */
  grid: readonly SceneItem[]
  /** Numbers beside the marks, which stay where they are. */
  values: readonly SceneItem[]
}

/** Moves names, notes and labels to where they cover neither marks nor each other. */
export function placeLabels(items: PlacedItems, measure: MeasureText): void {
  const [first] = items.rows
  if (first === undefined) return
  const texts = [...items.notes, ...items.references, ...items.names]
  if (texts.length === 0) return
  const frame = frameOf(first)
  const taken: Box[] = [...boxesOf(items.rows), ...boxesOf(items.values)]
  const widthOf = (item: SceneItem) => Math.min(maxWidth, measure(String(item.text ?? ''), size))
  const place = (item: SceneItem, anchors: readonly Anchor[], besides: readonly Box[] = []) => {
    const box = placeText(
      item,
      anchors,
      { width: widthOf(item), height: lineHeight },
      [...taken, ...besides],
      frame,
    )
    if (box !== undefined) taken.push(box)
  }
  for (const note of items.notes) {
    const row = items.rows.find((candidate) => isSameRow(candidate, note))
    if (row !== undefined) place(note, anchorsBeside(row, 6))
  }
  const lines = linesAcross(items.grid, frame)
  for (const label of items.references) {
    const band = items.bands.find((candidate) => isSamePart(candidate, label))
    const [box] = band === undefined ? [] : boxesOf([band])
    place(
      label,
      anchorsAlong(label, { width: widthOf(label), height: lineHeight }, frame, box),
      lines,
    )
  }
  for (const name of items.names) {
    const row = items.rows.find((candidate) => isSameRow(candidate, name))
    if (row !== undefined) place(name, anchorsBeside(row, 0))
  }
}

function isSameRow(a: SceneItem, b: SceneItem): boolean {
  const [one, other] = [a.datum, b.datum] as { row?: unknown }[]
  return one?.row !== undefined && one.row === other?.row
}

function isSamePart(band: SceneItem, label: SceneItem): boolean {
  const [one, other] = [band.datum, label.datum] as { from: unknown; to: unknown }[]
  return one?.from === other?.from && one?.to === other?.to
}

/** The lines of a grid that run from left to right. */
function linesAcross(grid: readonly SceneItem[], { width }: { width: number }): Box[] {
  return grid
    .filter(({ x2 }) => Number(x2 ?? 0) > 0)
    .map(({ y = 0 }) => ({ left: 0, right: width, top: y - hair, bottom: y + hair }))
}

/** Around a point, and above, below or beside a bar. */
function anchorsBeside(item: SceneItem, extra: number): Anchor[] {
  const { x = 0, y = 0 } = item
  const { marktype } = (item.mark ?? {}) as SceneItem
  if (marktype === 'rect') {
    const [width, height] = [Number(item.width ?? 0), Number(item.height ?? 0)]
    const middle = { x: x + width / 2, y: y + height / 2 }
    const step = lineHeight / 2 + gap
    return [1, 2.6].flatMap((far): Anchor[] => [
      { x: middle.x, y: y - step * far, align: 'center' },
      { x: x + width + gap * 2 * far, y: middle.y, align: 'left' },
      { x: middle.x, y: y + height + step * far, align: 'center' },
    ])
  }
  const radius = (marktype === 'symbol' ? radiusOf(item) : 4) + gap
  const rise = radius + lineHeight / 2 - 3
  const near = [0, extra, extra * 3].flatMap((more): Anchor[] => [
    { x: x + radius + more, y, align: 'left' },
    { x: x - radius - more, y, align: 'right' },
    { x, y: y - rise - more, align: 'center' },
    { x, y: y + rise + more, align: 'center' },
    { x: x + radius * 0.7 + more, y: y - rise * 0.8 - more, align: 'left' },
    { x: x + radius * 0.7 + more, y: y + rise * 0.8 + more, align: 'left' },
    { x: x - radius * 0.7 - more, y: y - rise * 0.8 - more, align: 'right' },
    { x: x - radius * 0.7 - more, y: y + rise * 0.8 + more, align: 'right' },
  ])
  return near
}
