import { chooseLayout } from '../../../../src/providers/local/diagram/choose-layout.js'
import type { Graph } from '../../../../src/providers/local/diagram/graph.js'
import { measureGraph } from '../../../../src/providers/local/diagram/measure-graph.js'
import type { Box, Point } from '../../../../src/providers/local/diagram/placed-graph.js'
import { setLabels } from '../../../../src/providers/local/diagram/set-labels.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'

export const frame = { width: 608, height: 560, page: 900 }

/** A diagram with a place for everything, and its labels. */
export async function place(
  graph: Graph,
  density: 'airy' | 'compact' = 'airy',
  ratio?: number,
  direction?: 'right' | 'down',
) {
  const labels = setLabels(graph, await createTypesetter(), density === 'airy' ? 1 : 0.6)
  const measured = measureGraph(graph, labels, density)
  const { placed } = await chooseLayout(measured, direction, { ...frame, ratio })
  return { labels, placed }
}

/** Pixels from a point to the outline of a box; negative inside. */
export function distanceTo(box: Box, [x, y]: Point): number {
  return Math.max(Math.abs(x - box.x) - box.width / 2, Math.abs(y - box.y) - box.height / 2)
}

/** Points along a cubic Bézier curve. */
export function pointsOn(curve: readonly Point[]): Point[] {
  const points: Point[] = []
  for (let at = 0; at + 3 < curve.length; at += 3) {
    for (let t = 0; t <= 1; t += 0.125) {
      const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]
      const sum = (axis: 0 | 1) =>
        weights.reduce(
          (total, weight, index) => total + weight * (curve[at + index]?.[axis] ?? 0),
          0,
        )
      points.push([sum(0), sum(1)])
    }
  }
  return points
}
