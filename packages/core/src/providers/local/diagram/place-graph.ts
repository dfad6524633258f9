import type { GraphEdge } from './graph.js'
import { type Ends, endsOfEdges, findBackEdges, lastPartsFirst } from './graph-order.js'
import { type GraphvizItem, type GraphvizLayout, layOutDot, toNumbers } from './graphviz.js'
import type { MeasuredGraph } from './measure-graph.js'
import { shapeRules } from './node-shapes.js'
import { openPlacement } from './open-placement.js'
import type { BoxSize, PlacedEdge, PlacedGraph } from './placed-graph.js'
import { shrinkGroups } from './shrink-groups.js'
import { readSpline } from './splines.js'
import { straightenFans } from './straighten-fans.js'

export type Direction = 'right' | 'down' | 'left' | 'up'

/** Pixels from a group's border to what it holds, and outwards to what stands beside it. */
const groupPadding = 13
const groupGap = 6
/** More room between the labels of three or more edges that join the same two boxes. */
const manyGap = 20

const rankDirections: Record<Direction, string> = { right: 'LR', down: 'TB', left: 'RL', up: 'BT' }

interface Placing {
  /** Pixels put between ranks besides the usual ones. */
  stretch?: number
  /** Ids of groups whose boxes stand in one rank. */
  level?: ReadonlySet<string>
}

/** Places a measured diagram with Graphviz. */
export async function placeGraph(
  measured: MeasuredGraph,
  direction: Direction,
  placing: Placing = {},
): Promise<PlacedGraph> {
  const layout = await layOutDot(toDot(measured, direction, placing))
  return straightenFans(shrinkGroups(readLayout(layout, measured), groupGap), direction)
}

/** Nodes are named `n<index>`, groups `cluster_<index>`, and edges have the id `e<index>`. */
function toDot(
  measured: MeasuredGraph,
  direction: Direction,
  { level, stretch = 0 }: Placing,
): string {
  const { graph } = measured
  const sideways = direction === 'right' || direction === 'left'
  const gaps = gapsBetween(measured, sideways)
  const lines = [
    'digraph {',
    `graph [rankdir=${rankDirections[direction]} nodesep=${inches(gaps.nodes)} ranksep=${inches(gaps.ranks + stretch)} compound=true splines=spline margin=0 pad=0 fontsize=10]`,
    'node [fixedsize=true label="" margin=0]',
    'edge [arrowsize=0.8 fontsize=10]',
  ]
  const indexOf = new Map(graph.nodes.map((node, index) => [node.id, index]))
  const ends = endsOfEdges(graph)
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const order = sideways ? lastPartsFirst(graph, ends) : [...nodes.keys()]
  const orderly = graph.groups.length === 0 ? rootsOfLeaves(ends) : new Set()
  const writeNodes = (group: string | undefined) => {
    for (const id of order) {
      const node = nodes.get(id)
      if (node === undefined || node.group !== group) continue
      const size = measured.nodes.get(id) ?? noSize
      lines.push(
        `n${indexOf.get(id)} [width=${inches(size.width)} height=${inches(size.height)} shape=${shapeRules[node.shape].graphviz}${orderly.has(id) ? ' ordering=out' : ''}]`,
      )
    }
  }
  const writeGroups = (parent: string | undefined) => {
    for (const [index, group] of graph.groups.entries()) {
      if (group.parent !== parent) continue
      const { width, height } = measured.groupLabels.get(group.id) ?? noSize
      // Downwards, arrows enter in the middle: the label finds room on one side of them.
      const room = { width: sideways ? width : 2 * width + 16, height }
      lines.push(
        `subgraph cluster_${index} {`,
        `margin=${groupPadding + groupGap} labeljust=l`,
        `label=${spacer(room)}`,
      )
      const isLevel = level?.has(group.id) === true
      if (isLevel) lines.push('{ rank=same')
      writeNodes(group.id)
      if (isLevel) lines.push('}')
      writeGroups(group.id)
      lines.push('}')
    }
  }
  writeNodes(undefined)
  writeGroups(undefined)
  const back = findBackEdges(graph, ends)
  const groups = new Map(graph.groups.map((group, index) => [group.id, `cluster_${index}`]))
  const weightOf = straightness(ends)
  const joins = (a: string, b: string) => (edge: GraphEdge) =>
    (edge.from === a && edge.to === b) || (edge.from === b && edge.to === a)
  const roomFor = (edge: GraphEdge, { width, height }: BoxSize): BoxSize => {
    if (graph.edges.filter(joins(edge.from, edge.to)).length < 3) return { width, height }
    return sideways ? { width, height: height + manyGap } : { width: width + manyGap, height }
  }
  const hasCorners = (id: string) => shapeRules[nodes.get(id)?.shape ?? 'box'].graphviz === 'box'
  for (const [index, edge] of graph.edges.entries()) {
    const { from, to } = ends.get(edge) ?? edge
    const isBack = back.has(edge)
    const label = measured.edgeLabels.get(edge)
    const [tail, head] = isBack ? [to, from] : [from, to]
    const [tailGroup, headGroup] = [
      [edge.from, from],
      [edge.to, to],
    ].map(([end = '', node]) => (end === node ? undefined : groups.get(end)))
    const clips = isBack
      ? { ltail: headGroup, lhead: tailGroup }
      : { ltail: tailGroup, lhead: headGroup }
    const attributes = [
      // Graphviz numbers edges in an order of its own.
      `id=e${index}`,
      `dir=${isBack && edge.arrows === 'forward' ? 'back' : edge.arrows}`,
      `weight=${isBack ? 1 : weightOf(edge)}`,
      ...Object.entries(clips).flatMap(([name, group]) =>
        group === undefined ? [] : `${name}=${group}`,
      ),
      ...(label === undefined ? [] : [`label=${spacer(roomFor(edge, label))}`]),
      // On the right, ways back leave.
      ...(from === to && !sideways && hasCorners(from) ? ['tailport=sw headport=nw'] : []),
    ]
    lines.push(`n${indexOf.get(tail)} -> n${indexOf.get(head)} [${attributes.join(' ')}]`)
  }
  lines.push('}')
  return lines.join('\n')
}

/** Pixels between the nodes of a rank, and between ranks. */
function gapsBetween({ density, edgeLabels }: MeasuredGraph, sideways: boolean) {
  const isCompact = density === 'compact'
  const nodes = sideways ? 24 : isCompact ? 18 : 30
  const ranks = sideways ? (edgeLabels.size > 0 || isCompact ? 28 : 38) : isCompact ? 30 : 36
  return { nodes, ranks }
}

/** Nodes with three or more edges to nodes that nothing else leads to, some of them ends. */
function rootsOfLeaves(ends: ReadonlyMap<GraphEdge, Ends>): Set<string> {
  const entering = countBy(ends, 'to')
  const leaving = countBy(ends, 'from')
  const roots = new Set([...leaving].flatMap(([id, count]) => (count > 2 ? id : [])))
  const withLeaf = new Set<string>()
  for (const { from, to } of ends.values()) {
    if (entering.get(to) !== 1) roots.delete(from)
    if (!leaving.has(to)) withLeaf.add(from)
  }
  return new Set([...roots].filter((root) => withLeaf.has(root)))
}

function countBy(ends: ReadonlyMap<GraphEdge, Ends>, end: keyof Ends): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { [end]: id } of ends.values()) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/** How much an edge wants to be straight: most where a chain has no other way to go. */
function straightness(ends: ReadonlyMap<GraphEdge, Ends>): (edge: GraphEdge) => number {
  const leaving = countBy(ends, 'from')
  const entering = countBy(ends, 'to')
  return (edge) => {
    const { from, to } = ends.get(edge) ?? edge
    const [leavesAlone, entersAlone] = [leaving.get(from) === 1, entering.get(to) === 1]
    if (leavesAlone && entersAlone) return 10
    // Chains that begin together stand side by side, whatever their lengths.
    return entersAlone ? 5 : leavesAlone ? 3 : 1
  }
}

const noSize: BoxSize = { width: 1, height: 1 }

/** A label of just this size, for Graphviz to keep the space free. */
function spacer({ width, height }: BoxSize): string {
  const table = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`
  return `<<table fixedsize="true" ${table} border="0" cellborder="0" cellpadding="0" cellspacing="0"><tr><td></td></tr></table>>`
}

function inches(pixels: number): string {
  return (pixels / 72).toFixed(4)
}

function readLayout(layout: GraphvizLayout, { graph }: MeasuredGraph): PlacedGraph {
  const { placed, toPoint } = openPlacement(layout)
  for (const item of layout.objects ?? []) {
    const node = graph.nodes[indexAfter('n', item.name)]
    const group = graph.groups[indexAfter('cluster_', item.name)]
    if (node !== undefined) {
      const [x, y] = toPoint(toNumbers(item.pos))
      const size = { width: Number(item.width) * 72, height: Number(item.height) * 72 }
      placed.nodes.set(node.id, { x, y, ...size })
    } else if (group !== undefined) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = toNumbers(item.bb)
      const [x, y] = toPoint([(x1 + x2) / 2, (y1 + y2) / 2])
      placed.groups.set(group.id, { x, y, width: x2 - x1, height: y2 - y1 })
    }
  }
  for (const item of layout.edges ?? []) {
    const edge = graph.edges[indexAfter('e', item.id)]
    if (edge === undefined) continue
    const placedEdge: PlacedEdge = { edge, ...readSpline(item, toPoint) }
    if (item.lp !== undefined) placedEdge.label = toPoint(toNumbers(item.lp))
    placed.edges.push(placedEdge)
  }
  return placed
}

function indexAfter(prefix: string, name: GraphvizItem['name']): number {
  return name?.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))
    ? Number(name.slice(prefix.length))
    : -1
}
