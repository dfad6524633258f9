import { escapeXml, formatNumber } from '../formats/xml.js'
import type { Theme } from '../theme.js'
import { type Graph, groupsAround } from './graph.js'
import { placeGroupLabel } from './label-places.js'
import { drawShape, groupRadius, shapeRules } from './node-shapes.js'
import type { Box, PlacedGraph } from './placed-graph.js'
import { type GraphLabels, labelStyles, lineHeight } from './set-labels.js'
import { drawHead, pointsOn, toPathData } from './splines.js'

/**
 * SVG of a placed diagram: groups at the back, then lines, what keeps them away from labels,
 * arrowheads, boxes and the labels of lines.
 */
export function drawPlaced(
  placed: PlacedGraph,
  graph: Graph,
  labels: GraphLabels,
  theme: Theme,
): string {
  return [
    ...drawGroups(placed, graph, theme),
    ...drawLines(placed, theme),
    ...drawGroupLabels(placed, graph, labels, theme),
    ...drawPlates(placed, labels, theme),
    ...drawHeads(placed, theme),
    ...drawNodes(placed, graph, labels, theme),
    ...drawEdgeLabels(placed, labels, theme),
  ].join('')
}

function drawGroups(
  { groups }: PlacedGraph,
  graph: Graph,
  { diagram: { groupFill, groupBorder } }: Theme,
): string[] {
  return outerFirst(graph).flatMap((id) => {
    const box = groups.get(id)
    if (box === undefined) return []
    const [x, y] = [box.x - box.width / 2, box.y - box.height / 2]
    return `<rect x="${formatNumber(x)}" y="${formatNumber(y)}" width="${formatNumber(box.width)}" height="${formatNumber(box.height)}" rx="${groupRadius}" fill="${groupFill}" stroke="${groupBorder}"/>`
  })
}

/** Data may name an inner group before the one around it. */
function outerFirst(graph: Graph): string[] {
  const depth = (id: string) => groupsAround(graph, id).length
  return graph.groups.map(({ id }) => id).sort((a, b) => depth(a) - depth(b))
}

/** Above the lines: one that crosses a label is interrupted there. */
function drawGroupLabels(
  { groups, edges }: PlacedGraph,
  graph: Graph,
  labels: GraphLabels,
  theme: Theme,
): string[] {
  const lines = edges.map(({ curve }) => pointsOn(curve))
  const { size } = labelStyles.group
  return graph.groups.flatMap(({ id }) => {
    const group = groups.get(id)
    const label = labels.groups.get(id)
    if (group === undefined || label === undefined) return []
    const { x, y, width, height } = placeGroupLabel(group, label.size, lines)
    return [
      plate({ x, y, width: width + 6, height }, theme.diagram.groupFill),
      `<text x="${formatNumber(x)}" y="${formatNumber(y + size * 0.36)}" text-anchor="middle" font-size="${size}" font-weight="600" fill="${theme.mutedText}">${escapeXml(label.lines[0] ?? '')}</text>`,
    ]
  })
}

function drawLines({ edges }: PlacedGraph, { diagram }: Theme): string[] {
  return edges.map(({ edge, curve }) => {
    const dash = edge.line === 'dashed' ? ' stroke-dasharray="5 4"' : ''
    return `<path d="${toPathData(curve)}" fill="none" stroke="${diagram.edge}" stroke-width="1.4" stroke-linecap="round"${dash}/>`
  })
}

/** Under the labels of edges, and under the arrowheads: none of them is made paler. */
function drawPlates({ edges, groups }: PlacedGraph, labels: GraphLabels, theme: Theme): string[] {
  return edges.flatMap(({ edge, label }) => {
    const size = labels.edges.get(edge)?.size
    if (size === undefined || label === undefined) return []
    const [x, y] = label
    const isInGroup = [...groups.values()].some(
      (group) =>
        Math.abs(x - group.x) < group.width / 2 && Math.abs(y - group.y) < group.height / 2,
    )
    const fill = isInGroup ? theme.diagram.groupFill : theme.surface
    return plate({ x, y, width: size.width + 8, height: size.height + 2 }, fill)
  })
}

function drawHeads({ edges }: PlacedGraph, { diagram }: Theme): string[] {
  return edges.flatMap(({ heads }) => heads.map((head) => drawHead(head, diagram.edge)))
}

function drawNodes(
  { nodes }: PlacedGraph,
  graph: Graph,
  labels: GraphLabels,
  theme: Theme,
): string[] {
  return graph.nodes.flatMap(({ id, shape }) => {
    const box = nodes.get(id)
    if (box === undefined) return []
    const text = labels.nodes.get(id)?.lines ?? []
    const middle = box.y + shapeRules[shape].textOffset
    return [
      drawShape(shape, box, theme),
      lines(text, box.x, middle, labelStyles.node.size, theme.text),
    ]
  })
}

function drawEdgeLabels({ edges }: PlacedGraph, labels: GraphLabels, theme: Theme): string[] {
  return edges.flatMap(({ edge, label }) => {
    const text = labels.edges.get(edge)?.lines
    if (text === undefined || label === undefined) return []
    return lines(text, ...label, labelStyles.edge.size, theme.mutedText)
  })
}

/** What keeps lines away from a label. */
function plate({ x, y, width, height }: Box, fill: string): string {
  return `<rect x="${formatNumber(x - width / 2)}" y="${formatNumber(y - height / 2)}" width="${formatNumber(width)}" height="${formatNumber(height)}" rx="4" fill="${fill}" fill-opacity="0.85"/>`
}

/** Lines of text centred on a point. */
function lines(texts: readonly string[], x: number, y: number, size: number, fill: string): string {
  const step = size * lineHeight
  const first = y - ((texts.length - 1) * step) / 2 + size * 0.36
  return texts
    .map(
      (text, index) =>
        `<text x="${formatNumber(x)}" y="${formatNumber(first + index * step)}" text-anchor="middle" font-size="${size}" fill="${fill}">${escapeXml(text)}</text>`,
    )
    .join('')
}
