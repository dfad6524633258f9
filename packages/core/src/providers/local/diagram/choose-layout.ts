import { alignGroups } from './align-groups.js'
import { centerLayers } from './center-layers.js'
import { countCrossings } from './count-crossings.js'
import { cutIntoRows, type Row, ringAsRows } from './cut-rows.js'
import { toRatio } from './frame-drawing.js'
import { countCrossedLabels } from './label-places.js'
import { groupsToLevel } from './level-groups.js'
import { type MeasuredGraph, withEqualBoxes } from './measure-graph.js'
import { meetBorders } from './meet-borders.js'
import { partHeads } from './part-heads.js'
import { type Direction, placeGraph } from './place-graph.js'
import type { BoxSize, PlacedGraph } from './placed-graph.js'
import { settleLabels } from './settle-labels.js'
import { stackRows } from './stack-rows.js'

/** Where the diagram has to fit. CSS pixels. */
export interface Frame {
  /** What is wider is shown smaller. */
  width: number
  /** What is higher is uncomfortable to read. */
  height: number
  /** What is higher stands on no page. */
  page: number
  /** Width divided by height, when the author fixed it. */
  ratio?: number | undefined
}

interface Candidate {
  placed: PlacedGraph
  badness: number
}

/** Fewer boxes than this are never folded into rows. */
const minFolded = 6

/** Pixels by which ranks move together where a diagram would be higher than a page. */
const maxTightening = 16

/** What a line through a label adds to the badness of a layout, and how many are counted. */
const crossedLabel = 0.1
const maxCrossed = 4
/** The same of two lines that cross. */
const crossedLines = 0.15

/** The layout that reads best in a frame: to the right, down, or in rows. */
export async function chooseLayout(
  measured: MeasuredGraph,
  direction: Direction | undefined,
  frame: Frame,
): Promise<Candidate> {
  const candidates: Candidate[] = []
  const add = (layout: PlacedGraph | undefined, penalty = 0) => {
    if (layout === undefined) return
    const placed = alignGroups(centerLayers(layout, measured), measured.graph)
    candidates.push({
      placed,
      badness:
        badnessOf(placed.size, frame) +
        penalty +
        Math.min(maxCrossed, countCrossedLabels(placed, measured)) * crossedLabel +
        Math.min(maxCrossed, countCrossings(placed)) * crossedLines,
    })
  }
  if (direction !== 'down' && direction !== 'up') {
    const way = direction ?? 'right'
    const straight = await placeGraph(measured, way)
    add(straight)
    const level = withEqualBoxes(measured)
    const ring = ringAsRows(measured.graph)
    if (ring !== undefined) add(await stackRows(level, ring, way), -0.3)
    else
      for (const rows of await foldings(level, straight.size, way, frame)) {
        // A place with a ratio has room for rows of another length.
        const penalty = frame.ratio !== undefined && hasHole(rows) ? 0.7 : 0.1
        add(await stackRows(level, rows, way, frame.ratio), penalty)
      }
  }
  if (direction !== 'right' && direction !== 'left') {
    const way = direction ?? 'down'
    const straight = await placeGraph(measured, way)
    add(straight)
    if (straight.size.height > frame.page) {
      const ranks = new Set([...straight.nodes.values()].map(({ y }) => Math.round(y))).size
      const wanted = (straight.size.height - frame.page) / Math.max(1, ranks - 1) + 4
      add(await placeGraph(measured, way, { stretch: -Math.min(maxTightening, wanted) }))
    }
    const level = groupsToLevel(measured.graph)
    if (level.size > 0 && countCrossings(straight) > 0) {
      add(await placeGraph(measured, way, { level }))
    }
  }
  const { badness, placed } = candidates.reduce((best, next) =>
    next.badness < best.badness ? next : best,
  )
  const drawn = meetBorders(partHeads(placed), measured.graph)
  return { badness, placed: settleLabels(drawn, measured) }
}

/** Ways to cut a diagram that is too long for its frame into rows. */
async function foldings(
  measured: MeasuredGraph,
  size: BoxSize,
  way: 'right' | 'left',
  frame: Frame,
): Promise<Row[][]> {
  const widths = rowWidths(size, frame)
  if (widths.length === 0 || measured.graph.nodes.length < minFolded) return []
  const straight = await placeGraph(measured, way)
  return widths
    .map((width) => cutIntoRows(measured.graph, straight, way, width))
    .filter((rows) => rows.length > 1 && rows.every(({ nodes }) => nodes.length > 1))
}

/** Whether a row that is not the last one is shorter than those before it. */
function hasHole(rows: readonly Row[]): boolean {
  const [first, beforeLast] = [rows[0], rows.at(-2)]
  return (beforeLast?.nodes.length ?? 0) < (first?.nodes.length ?? 0)
}

/** Widths worth trying for rows: that of the frame, and about what its ratio asks for. */
function rowWidths({ width, height }: BoxSize, frame: Frame): number[] {
  if (frame.ratio === undefined) return width > frame.width ? [frame.width, frame.width * 1.12] : []
  const square = Math.sqrt(width * (height + 40) * frame.ratio)
  return [0.8, 1, 1.25, 1.5].map((part) => part * square).filter((tried) => tried < width)
}

/** How far a layout is from what reads well: too wide, too high, or much of its canvas empty. */
function badnessOf({ width, height }: BoxSize, frame: Frame): number {
  const canvas = toRatio({ width, height }, frame.ratio)
  const shrink = Math.max(1, canvas.width / frame.width)
  const tall = frame.ratio === undefined ? Math.max(1, height / shrink / frame.height) : 1
  const empty = Math.log((canvas.width * canvas.height) / (width * height))
  const upright = frame.ratio === undefined && height > width ? 0.08 : 0
  return shrink - 1 + (tall - 1) * 0.7 + empty * 0.5 + upright
}
