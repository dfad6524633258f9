import type { Graph } from './graph.js'
import { type DrawOperation, type GraphvizLayout, toNumbers } from './graphviz.js'
import type { MeasuredGraph } from './measure-graph.js'
import { openPlacement } from './open-placement.js'
import type { Box, Point } from './placed-graph.js'
import { settleLabels } from './settle-labels.js'
import { readSpline } from './splines.js'

/**
 * How far to move the label of each edge of a `dot` graph, for it to touch no line. CSS pixels, y
 * downwards.
 *
 * @param graph What the layout shows: its edges are in the order of the layout's.
 */
export function settleDotLabels(layout: GraphvizLayout, graph: Graph): Point[] {
  const { placed, toPoint } = openPlacement(layout)
  for (const { _gvid, bb, height, pos, width } of layout.objects ?? []) {
    if (pos !== undefined) {
      const [x, y] = toPoint(toNumbers(pos))
      const size = { width: Number(width) * 72, height: Number(height) * 72 }
      placed.nodes.set(String(_gvid), { x, y, ...size })
    } else if (bb !== undefined) placed.groups.set(String(_gvid), toBox(bb, toPoint))
  }
  const edgeLabels: MeasuredGraph['edgeLabels'] = new Map()
  const items = layout.edges ?? []
  for (const [index, edge] of graph.edges.entries()) {
    const item = items[index]
    if (item === undefined) continue
    const size = sizeOfText(item._ldraw_)
    const label = item.lp === undefined ? {} : { label: toPoint(toNumbers(item.lp)) }
    if (size !== undefined) edgeLabels.set(edge, size)
    placed.edges.push({ edge, ...readSpline(item, toPoint), ...label })
  }
  const settled = settleLabels(placed, { edgeLabels })
  return placed.edges.map(({ label: from = [0, 0] }, index): Point => {
    const to = settled.edges[index]?.label ?? from
    return [to[0] - from[0], to[1] - from[1]]
  })
}

function toBox(bb: string, toPoint: (point: readonly number[]) => Point): Box {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = toNumbers(bb)
  const [x, y] = toPoint([(x1 + x2) / 2, (y1 + y2) / 2])
  return { x, y, width: x2 - x1, height: y2 - y1 }
}

/** Size of a label with the room around it that labels of diagrams have. */
function sizeOfText(operations: readonly DrawOperation[] = []) {
  const lines = operations.filter(({ op }) => op === 'T')
  if (lines.length === 0) return undefined
  const size = operations.findLast(({ op }) => op === 'F')?.size ?? 14
  const width = Math.max(...lines.map((line) => line.width ?? 0))
  return { width: width + 12, height: lines.length * size * 1.2 + 6 }
}
