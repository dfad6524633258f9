import type { Row, Turn } from './cut-rows.js'
import { groupsAround } from './graph.js'
import { endsOfEdges } from './graph-order.js'
import type { MeasuredGraph } from './measure-graph.js'
import { type Direction, placeGraph } from './place-graph.js'
import { mergePlaced, type PlacedEdge, type PlacedGraph, type Point } from './placed-graph.js'

const rowGaps = { airy: 44, compact: 34 } as const
/** Where there is room, gaps between rows become wider by at most this much. */
const maxExtraGap = 32
const labelGap = 8
const headLength = 8
/** Rows shorter than others are spread by at most this much between two ranks. */
const maxStretch = 240
const smallStretch = 60

/**
 * A diagram in rows, read to and fro like a field is ploughed: every other row runs the other
 * way, and one short arrow leads down to the next.
 *
 * @param ratio Width divided by height of the place they fill, when it has one.
 * @returns Nothing when a turn would not be a straight line.
 */
export async function stackRows(
  measured: MeasuredGraph,
  rows: readonly Row[],
  direction: 'right' | 'left',
  ratio?: number,
): Promise<PlacedGraph | undefined> {
  const ways: Direction[] = direction === 'right' ? ['right', 'left'] : ['left', 'right']
  const parts = await Promise.all(
    rows.map((row, index) => placeGraph(restrict(measured, row), ways[index % 2] ?? direction)),
  )
  const widest = Math.max(...parts.map(({ size }) => size.width))
  const spread = await Promise.all(
    parts.map((part, index) => {
      const row = rows[index]
      const gaps = new Set([...part.nodes.values()].map(({ x }) => Math.round(x))).size - 1
      const stretch = Math.min(maxStretch, (widest - part.size.width) / gaps)
      // Towards the end rows may become shorter, as the last lines of a paragraph do.
      const isLast = parts.slice(index + 1).every(({ size }) => size.width <= part.size.width)
      if (row?.turn === undefined || gaps < 1 || stretch < 1) return part
      const closesRing = index === parts.length - 1
      if (isLast && !closesRing && stretch > smallStretch) return part
      return placeGraph(restrict(measured, row), ways[index % 2] ?? direction, { stretch })
    }),
  )
  const stacked = stack(measured, rows, spread, 0)
  if (stacked === undefined || ratio === undefined) return stacked
  const { height, width } = stacked.size
  const extra = Math.min(maxExtraGap, (width / ratio - height) / rows.length)
  return extra > 1 ? stack(measured, rows, spread, extra) : stacked
}

/** Places one row below the other so that each turn is a straight line. */
function stack(
  measured: MeasuredGraph,
  rows: readonly Row[],
  parts: readonly PlacedGraph[],
  extraGap: number,
): PlacedGraph | undefined {
  const placed: { placed: PlacedGraph; offset: Point }[] = []
  let x = 0
  let y = 0
  for (const [index, part] of parts.entries()) {
    const turn = rows[index - 1]?.turn
    const before = placed.at(-1)
    if (turn !== undefined && before !== undefined) {
      const from = before.placed.nodes.get(turn.above)?.x ?? 0
      x = before.offset[0] + from - (part.nodes.get(turn.below)?.x ?? 0)
      const label = measured.edgeLabels.get(turn.edge)
      y +=
        before.placed.size.height +
        Math.max(rowGaps[measured.density] + extraGap, (label?.height ?? 0) + 2 * headLength)
    }
    placed.push({ placed: part, offset: [x, y] })
  }
  const left = Math.min(...placed.map(({ offset }) => offset[0]))
  const right = Math.max(...placed.map((part) => part.offset[0] + part.placed.size.width))
  const aligned = placed.map((part) => ({
    ...part,
    offset: [part.offset[0] - left, part.offset[1]] as Point,
  }))
  const merged = mergePlaced(aligned)
  const size = { width: right - left, height: y + (parts.at(-1)?.size.height ?? 0) }
  for (const { turn } of rows) {
    if (turn === undefined) continue
    const edge = connect(turn, merged, measured, size.width)
    if (edge === undefined) return undefined
    merged.edges.push(edge)
  }
  return { ...merged, size }
}

/** The straight arrow from a row to the next; its label stands on the side with more room. */
function connect(
  { edge, above, below }: Turn,
  { nodes }: Pick<PlacedGraph, 'nodes'>,
  measured: MeasuredGraph,
  width: number,
): PlacedEdge | undefined {
  const [upper, lower] = [nodes.get(above), nodes.get(below)]
  if (upper === undefined || lower === undefined) return undefined
  const { x } = upper
  if (Math.abs(x - lower.x) > Math.min(upper.width, lower.width) / 2 - 16) return undefined
  const [top, bottom] = [upper.y + upper.height / 2, lower.y - lower.height / 2]
  const isDown = edge.arrows !== 'none' && edge.from === above
  const isUp = edge.arrows === 'both' || (edge.arrows === 'forward' && edge.from === below)
  const start = isUp ? top + headLength : top
  const end = isDown ? bottom - headLength : bottom
  const label = measured.edgeLabels.get(edge)
  const side = x < width / 2 ? 1 : -1
  const middle = (top + bottom) / 2
  return {
    edge,
    curve: [0, 1 / 3, 2 / 3, 1].map((part): Point => [x, start + (end - start) * part]),
    heads: [
      ...(isDown ? [{ tip: [x, bottom], base: [x, end] } as const] : []),
      ...(isUp ? [{ tip: [x, top], base: [x, start] } as const] : []),
    ],
    ...(label === undefined ? {} : { label: [x + side * (label.width / 2 + labelGap), middle] }),
  }
}

/** A row as a diagram of its own. */
function restrict(measured: MeasuredGraph, row: Row): MeasuredGraph {
  const { graph } = measured
  const nodes = graph.nodes.filter(({ id }) => row.nodes.includes(id))
  const ids = new Set(row.nodes)
  const groups = new Set(nodes.flatMap(({ group }) => groupsAround(graph, group)))
  const ends = endsOfEdges(graph)
  return {
    ...measured,
    graph: {
      nodes,
      groups: graph.groups.filter(({ id }) => groups.has(id)),
      edges: graph.edges.filter((edge) => {
        const { from, to } = ends.get(edge) ?? edge
        return ids.has(from) && ids.has(to)
      }),
    },
  }
}
