import { countCrossings } from './count-crossings.js'
import { type Graph, groupsAround, membersOf } from './graph.js'
import type { MeasuredGraph } from './measure-graph.js'
import {
  type Box,
  mergePlaced,
  type PlacedEdge,
  type PlacedGraph,
  type Point,
} from './placed-graph.js'
import { pointsOn } from './splines.js'

/** What stands in the middle of a layer: its outline and the middle of what it holds. */
interface Layer {
  id: string
  box: Box
  middle: number
}

/**
 * Groups one below the other are moved sideways until the middles of what they hold are in line.
 * What leads from one to the next is slanted, and what stands at the same height stays as far apart
 * as it is. Arrows between whole groups run down the middle.
 */
export function centerLayers(placed: PlacedGraph, measured: MeasuredGraph): PlacedGraph {
  const { graph } = measured
  const layers = layersOf(placed, graph)
  const [widest] = layers.toSorted((a, b) => b.box.width - a.box.width)
  const areAllInside = graph.nodes.every(({ group }) => group !== undefined)
  if (widest === undefined || layers.length < 2 || !areAllInside) return placed
  const center = widest.middle
  const shiftAt = shifter(layers, center)
  const moveBox = (box: Box): Box => ({ ...box, x: box.x + shiftAt(box.y) })
  const ids = new Set(layers.map(({ id }) => id))
  const edges = placed.edges.map((placedEdge) => {
    const { curve, edge } = placedEdge
    const parallel = graph.edges.filter(({ from, to }) => from === edge.from && to === edge.to)
    const joinsLayers = ids.has(edge.from) && ids.has(edge.to) && parallel.length === 1
    const x = curve[0]?.[0] ?? center
    const isStraight = curve.every((point) => Math.abs(point[0] - x) < 2)
    return moveEdge(placedEdge, (point) =>
      joinsLayers && isStraight ? center - x : shiftAt(point[1]),
    )
  })
  const moved = withinItself(
    {
      nodes: new Map([...placed.nodes].map(([id, box]) => [id, moveBox(box)])),
      groups: new Map([...placed.groups].map(([id, box]) => [id, moveBox(box)])),
      edges,
      size: placed.size,
    },
    measured,
  )
  return countCrossings(moved) > countCrossings(placed) ? placed : moved
}

/** The outermost groups from top to bottom, when they stand one below the other. */
function layersOf({ groups, nodes }: PlacedGraph, graph: Graph): Layer[] {
  const layers = graph.groups
    .filter(({ parent }) => parent === undefined)
    .flatMap(({ id }): Layer[] => {
      const box = groups.get(id)
      if (box === undefined) return []
      const held = [
        ...membersOf(graph, id).flatMap((member) => nodes.get(member) ?? []),
        ...graph.groups
          .filter((group) => group.id !== id && groupsAround(graph, group.id).includes(id))
          .flatMap((group) => groups.get(group.id) ?? []),
      ]
      const left = Math.min(...held.map((each) => each.x - each.width / 2))
      const right = Math.max(...held.map((each) => each.x + each.width / 2))
      return [{ id, box, middle: (left + right) / 2 }]
    })
    .sort((a, b) => a.box.y - b.box.y)
  const areApart = layers.every(({ box }, index) => {
    const next = layers[index + 1]?.box
    return next === undefined || box.y + box.height / 2 <= next.y - next.height / 2
  })
  return areApart ? layers : []
}

/** How far what stands at some height is moved: all of a layer alike, evenly from one to the next. */
function shifter(layers: readonly Layer[], center: number): (y: number) => number {
  const stops = layers.flatMap(({ box, middle }): Point[] => [
    [box.y - box.height / 2, center - middle],
    [box.y + box.height / 2, center - middle],
  ])
  return (y) => {
    const above = stops.findLast(([at]) => at <= y)
    const below = stops.find(([at]) => at > y)
    if (above === undefined || below === undefined) return (above ?? below)?.[1] ?? 0
    return above[1] + ((below[1] - above[1]) * (y - above[0])) / (below[0] - above[0])
  }
}

function moveEdge(placed: PlacedEdge, shiftOf: (point: Point) => number): PlacedEdge {
  const move = (point: Point): Point => [point[0] + shiftOf(point), point[1]]
  return {
    ...placed,
    curve: placed.curve.map(move),
    heads: placed.heads.map(({ base, tip }) => ({ base: move(base), tip: move(tip) })),
    ...(placed.label === undefined ? {} : { label: move(placed.label) }),
  }
}

/** The same with its left edge at 0, as wide as what it holds. */
function withinItself(placed: PlacedGraph, { edgeLabels }: MeasuredGraph): PlacedGraph {
  const boxes = [...placed.nodes.values(), ...placed.groups.values()]
  const spans = [
    ...boxes.map(({ width, x }) => [x - width / 2, x + width / 2]),
    ...placed.edges.flatMap(({ curve }) => pointsOn(curve).map(([x]) => [x, x])),
    ...placed.edges.flatMap(({ edge, label: [x] = [0] }) => {
      const width = edgeLabels.get(edge)?.width
      return width === undefined ? [] : [[x - width / 2, x + width / 2]]
    }),
  ]
  const left = Math.min(...spans.map(([low = 0]) => low))
  const right = Math.max(...spans.map(([, high = 0]) => high))
  const merged = mergePlaced([{ placed, offset: [-left, 0] }])
  return { ...merged, size: { ...placed.size, width: right - left } }
}
