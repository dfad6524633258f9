import type { Graph } from './graph.js'
import { type GraphvizLayout, layOutDot } from './graphviz.js'

/** CSS pixels. Graphviz calls them points. */
export interface BoxSize {
  width: number
  height: number
}

export interface MeasuredGraph {
  graph: Graph
  nodes: Map<string, BoxSize>
  /** By index of the edge. */
  edgeLabels: (BoxSize | undefined)[]
  groupLabels: Map<string, BoxSize>
}

export type Direction = 'right' | 'down' | 'left' | 'up'

const rankDirections: Record<Direction, string> = { right: 'LR', down: 'TB', left: 'RL', up: 'BT' }

/** Lays a measured graph out; items of the answer are named `n<index>` and
 * `cluster_<index>`, and edges have the id `e<index>`. */
export function layOutGraph(
  measured: MeasuredGraph,
  direction: Direction,
): Promise<GraphvizLayout> {
  return layOutDot(toDot(measured, direction))
}

function toDot(measured: MeasuredGraph, direction: Direction): string {
  const { graph } = measured
  const sideways = direction === 'right' || direction === 'left'
  const hasLabels = measured.edgeLabels.some((label) => label !== undefined)
  const lines = [
    'digraph {',
    `graph [rankdir=${rankDirections[direction]} nodesep=${sideways ? 0.38 : 0.5} ranksep=${sideways ? (hasLabels ? 0.3 : 0.55) : 0.5} splines=spline margin=0 pad=0 fontsize=10]`,
    'node [shape=box fixedsize=true label="" margin=0]',
    'edge [arrowsize=0.8 fontsize=10]',
  ]
  const indexOf = new Map(graph.nodes.map((node, index) => [node.id, index]))
  const writeNodes = (group: string | undefined) => {
    for (const [index, node] of graph.nodes.entries()) {
      if (node.group !== group) continue
      const size = measured.nodes.get(node.id) ?? { width: 72, height: 36 }
      const shape = node.shape === 'diamond' ? ' shape=diamond' : ''
      lines.push(`n${index} [width=${inches(size.width)} height=${inches(size.height)}${shape}]`)
    }
  }
  const writeGroups = (parent: string | undefined) => {
    for (const [index, group] of graph.groups.entries()) {
      if (group.parent !== parent) continue
      const size = measured.groupLabels.get(group.id)
      lines.push(`subgraph cluster_${index} {`, 'margin=14 labeljust=l', `label=${spacer(size)}`)
      writeNodes(group.id)
      writeGroups(group.id)
      lines.push('}')
    }
  }
  writeNodes(undefined)
  writeGroups(undefined)
  for (const [index, edge] of graph.edges.entries()) {
    const label = measured.edgeLabels[index]
    const attributes = [
      // Graphviz numbers edges in an order of its own.
      `id=e${index}`,
      `dir=${edge.arrows}`,
      ...(label === undefined ? [] : [`label=${spacer(label)}`]),
    ]
    lines.push(`n${indexOf.get(edge.from)} -> n${indexOf.get(edge.to)} [${attributes.join(' ')}]`)
  }
  lines.push('}')
  return lines.join('\n')
}

/** A label of just this size, for Graphviz to keep the space free. */
function spacer(size: BoxSize | undefined): string {
  const { width, height } = size ?? { width: 1, height: 1 }
  const table = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`
  return `<<table fixedsize="true" ${table} border="0" cellborder="0" cellpadding="0" cellspacing="0"><tr><td></td></tr></table>>`
}

function inches(pixels: number): string {
  return (pixels / 72).toFixed(4)
}
