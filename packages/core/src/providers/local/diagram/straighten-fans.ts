import { countCrossings } from './count-crossings.js'
import type { Direction } from './place-graph.js'
import type { Box, PlacedEdge, PlacedGraph, Point } from './placed-graph.js'

/** So many edges from one box make a fan. */
const minFan = 5
/** Pixels from the trunk of a fan to the boxes it leads to, and around the trunk. */
const twig = 16
const clearance = 4
const corner = 8
const headLength = 8

interface Fan {
  from: Box
  to: { placed: PlacedEdge; box: Box }[]
}

/**
 * Edges from one box to many others become a trunk with twigs: each ends at the middle of a side,
 * and none at a corner. Fans that anything stands in the way of stay as they are.
 */
export function straightenFans(placed: PlacedGraph, direction: Direction): PlacedGraph {
  let result = placed
  for (const fan of fansOf(placed)) {
    const edges = drawFan(fan, direction, [...placed.nodes.values()])
    if (edges === undefined) continue
    const drawn = new Map(edges.map((edge) => [edge.edge, edge]))
    const straight = {
      ...result,
      edges: result.edges.map((edge) => drawn.get(edge.edge) ?? edge),
    }
    if (countCrossings(straight) <= countCrossings(result)) result = straight
  }
  return result
}

function fansOf({ edges, nodes }: PlacedGraph): Fan[] {
  const bySource = new Map<string, Fan>()
  for (const placed of edges) {
    const { arrows, from, label, line, to } = placed.edge
    const [source, box] = [nodes.get(from), nodes.get(to)]
    const isOnly = edges.filter(({ edge }) => edge.to === to).length === 1
    if (source === undefined || box === undefined || !isOnly) continue
    if (arrows !== 'forward' || label !== undefined || line !== undefined) continue
    const fan = bySource.get(from) ?? { from: source, to: [] }
    bySource.set(from, { ...fan, to: [...fan.to, { placed, box }] })
  }
  return [...bySource.values()].filter(({ to }) => to.length >= minFan)
}

/** The edges of a fan, when its trunk hits no box. */
function drawFan(
  { from, to }: Fan,
  direction: Direction,
  boxes: readonly Box[],
): PlacedEdge[] | undefined {
  const isSideways = direction === 'right' || direction === 'left'
  const sign = direction === 'right' || direction === 'down' ? 1 : -1
  // Reckoned as if the fan opened to the right.
  const turn = (box: Box): Box =>
    isSideways
      ? { ...box, x: sign * box.x }
      : { x: sign * box.y, y: box.x, width: box.height, height: box.width }
  const turnBack = ([x, y]: Point): Point => (isSideways ? [sign * x, y] : [y, sign * x])
  const source = turn(from)
  const targets = to.map(({ box }) => turn(box))
  const start = source.x + source.width / 2
  const trunk = Math.min(...targets.map(({ width, x }) => x - width / 2)) - twig
  if (trunk < start + corner) return undefined
  const ys = [source.y, ...targets.map(({ y }) => y)]
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)]
  const isBlocked = boxes
    .map(turn)
    .some(
      ({ height, width, x, y }) =>
        Math.abs(x - trunk) < width / 2 + clearance &&
        y + height / 2 > top &&
        y - height / 2 < bottom,
    )
  if (isBlocked) return undefined
  return to.map(({ placed: { edge } }, index) => {
    const target = targets[index] ?? source
    const tip = target.x - target.width / 2
    const points = twigPoints([start, source.y], trunk, [tip - headLength, target.y])
    return {
      edge,
      curve: points.map(turnBack),
      heads: [{ tip: turnBack([tip, target.y]), base: turnBack([tip - headLength, target.y]) }],
    }
  })
}

/** Bézier curve from a point to a trunk, along it and to another point, with round corners. */
function twigPoints(start: Point, trunk: number, end: Point): Point[] {
  const drop = end[1] - start[1]
  const radius = Math.min(corner, Math.abs(drop) / 2)
  const bend = radius * Math.sign(drop)
  const stops: Point[] = [
    [trunk - radius, start[1]],
    [trunk, start[1] + bend],
    [trunk, end[1] - bend],
    [trunk + radius, end[1]],
  ]
  const [first = start, second = start, third = end, fourth = end] = stops
  return [
    start,
    ...line(start, first),
    ...round(first, [trunk, start[1]], second),
    ...line(second, third),
    ...round(third, [trunk, end[1]], fourth),
    ...line(fourth, end),
  ]
}

function line(from: Point, to: Point): Point[] {
  const at = (part: number): Point => [
    from[0] + (to[0] - from[0]) * part,
    from[1] + (to[1] - from[1]) * part,
  ]
  return [at(1 / 3), at(2 / 3), to]
}

function round(from: Point, around: Point, to: Point): Point[] {
  const near = (point: Point): Point => [
    point[0] + (around[0] - point[0]) * 0.55,
    point[1] + (around[1] - point[1]) * 0.55,
  ]
  return [near(from), near(to), to]
}
