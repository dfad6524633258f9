import type { MeasuredGraph } from './measure-graph.js'
import type { Box, BoxSize, PlacedGraph, Point } from './placed-graph.js'
import { pointsOn } from './splines.js'

/** Pixels from a group's border to its label. */
const inset = { x: 13, y: 8 }
/** In a diagram with more edges nobody looks at one label, and looking takes long. */
const maxEdges = 150

/** Centre of a group's label: at the left of its upper edge, or at the right when lines cross there. */
export function placeGroupLabel(group: Box, size: BoxSize, lines: readonly Point[][]): Box {
  const top = group.y - group.height / 2 + inset.y + size.height / 2
  const reach = group.width / 2 - inset.x - size.width / 2
  const places = [-reach, reach].map((x): Box => ({ ...size, x: group.x + x, y: top }))
  const [left = { ...group }] = places
  return places.find((place) => !lines.some((line) => crosses(line, place))) ?? left
}

/** How many lines run through labels. */
export function countCrossedLabels(placed: PlacedGraph, measured: MeasuredGraph): number {
  if (placed.edges.length > maxEdges) return 0
  const lines = placed.edges.map(({ curve }) => pointsOn(curve))
  const labels = placed.edges.flatMap(({ edge, label }): Box[] => {
    const size = measured.edgeLabels.get(edge)
    return label === undefined || size === undefined
      ? []
      : [{ x: label[0], y: label[1], width: size.width - 12, height: size.height - 6 }]
  })
  for (const [id, group] of placed.groups) {
    const size = measured.groupLabels.get(id)
    if (size !== undefined) labels.push(placeGroupLabel(group, size, lines))
  }
  return labels.reduce((sum, label) => sum + lines.filter((line) => crosses(line, label)).length, 0)
}

function crosses(line: readonly Point[], box: Box): boolean {
  return line.some(
    ([x, y]) => Math.abs(x - box.x) < box.width / 2 && Math.abs(y - box.y) < box.height / 2,
  )
}
