import type { Graph, GraphEdge } from './graph.js'
import { shapeRules } from './node-shapes.js'
import type { BoxSize } from './placed-graph.js'
import type { GraphLabels } from './set-labels.js'

/** A diagram and the room each part needs. */
export interface MeasuredGraph {
  graph: Graph
  /** By id. */
  nodes: Map<string, BoxSize>
  groupLabels: Map<string, BoxSize>
  edgeLabels: Map<GraphEdge, BoxSize>
  /** How much room is left between them. */
  density: 'airy' | 'compact'
}

/** Boxes become as wide as the widest of their band, and it takes in those at most so much narrower. */
const bands = {
  airy: { pixels: 100, part: 0.35 },
  compact: { pixels: 24, part: 0.75 },
} as const

/** Sizes of all parts of a diagram; boxes of about the same width get the same width. */
export function measureGraph(
  graph: Graph,
  labels: GraphLabels,
  density: MeasuredGraph['density'],
): MeasuredGraph {
  const nodes = new Map<string, BoxSize>()
  for (const { id, shape } of graph.nodes) {
    const label = labels.nodes.get(id)
    if (label !== undefined) nodes.set(id, shapeRules[shape].around(label))
  }
  const stretching = graph.nodes
    .filter(({ shape }) => shapeRules[shape].stretches)
    .flatMap(({ id }) => nodes.get(id) ?? [])
    .sort((a, b) => b.width - a.width)
  const { pixels, part } = bands[density]
  let widest = stretching[0]?.width ?? 0
  for (const box of stretching) {
    if (box.width < Math.max(widest - pixels, widest * part)) widest = box.width
    box.width = widest
  }
  const pad = ({ width, height }: BoxSize) => ({ width: width + 12, height: height + 6 })
  return {
    graph,
    density,
    nodes,
    groupLabels: new Map([...labels.groups].map(([id, { size }]) => [id, size])),
    edgeLabels: new Map([...labels.edges].map(([edge, { size }]) => [edge, pad(size)])),
  }
}

/** The same with boxes of one size, so that those of several rows stand in columns. */
export function withEqualBoxes(measured: MeasuredGraph): MeasuredGraph {
  const boxes = measured.graph.nodes
    .filter(({ shape }) => shapeRules[shape].stretches)
    .map(({ id }) => ({ id, width: 0, height: 0, ...measured.nodes.get(id) }))
  const width = Math.max(0, ...boxes.map((box) => box.width))
  const height = Math.max(0, ...boxes.map((box) => box.height))
  // A few tall boxes among many stay the exception.
  const areTall = boxes.filter((box) => box.height === height).length > boxes.length / 3
  const nodes = new Map(measured.nodes)
  for (const box of boxes) nodes.set(box.id, { width, height: areTall ? height : box.height })
  return { ...measured, nodes }
}
