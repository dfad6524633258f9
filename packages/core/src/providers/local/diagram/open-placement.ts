import { type GraphvizLayout, toNumbers } from './graphviz.js'
import type { PlacedGraph, Point } from './placed-graph.js'

/** An empty placement of the size of a layout, and the way from Graphviz's points, y upwards, to ours. */
export function openPlacement({ bb }: GraphvizLayout): {
  placed: PlacedGraph
  toPoint: (point: readonly number[]) => Point
} {
  const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(bb)
  const size = { width: right - left, height: top - bottom }
  return {
    placed: { size, nodes: new Map(), groups: new Map(), edges: [] },
    toPoint: ([x = 0, y = 0]) => [x - left, top - y],
  }
}
