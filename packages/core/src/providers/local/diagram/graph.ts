/** A diagram: what the arrow text and `{nodes, edges}` data both become. Plain JSON. */
export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  groups: GraphGroup[]
}

/** `slanted` is a parallelogram: something that goes in or comes out. */
export type NodeShape = 'box' | 'round' | 'diamond' | 'cylinder' | 'circle' | 'slanted'

export interface GraphNode {
  id: string
  label: string
  shape: NodeShape
  /** Id of the group it stands in. */
  group?: string
}

export interface GraphEdge {
  /** Id of a node, or of a group when no node has it. */
  from: string
  to: string
  label?: string
  /** Which ends have arrowheads. */
  arrows: 'forward' | 'both' | 'none'
  /** Solid when absent. */
  line?: 'dashed'
}

export interface GraphGroup {
  id: string
  label: string
  /** Id of the group around it. */
  parent?: string
}

/** More than this is no figure any more. */
export const maxNodes = 400
export const maxEdges = 1200
/** See `tangleOf`: beyond, a layout takes longer than some seconds and shows nothing. */
export const maxTangle = 400_000

/** The groups around a node or group, the nearest first. */
export function groupsAround(graph: Graph, group: string | undefined): string[] {
  const around: string[] = []
  for (let id = group; id !== undefined && !around.includes(id); ) {
    around.push(id)
    id = graph.groups.find((known) => known.id === id)?.parent
  }
  return around
}

/** Ids of the nodes in a group and in the groups inside it, in the order of the graph. */
export function membersOf(graph: Graph, group: string): string[] {
  return graph.nodes
    .filter((node) => groupsAround(graph, node.group).includes(group))
    .map((node) => node.id)
}

/** Whether an edge ends at a group and, with its other end, in it: there is no way to draw that. */
export function joinsGroupWithItself(graph: Graph, { from, to }: GraphEdge): boolean {
  const isInside = (id: string, group: string) =>
    !graph.nodes.some((node) => node.id === group) &&
    (id === group ||
      membersOf(graph, group).includes(id) ||
      groupsAround(graph, id).includes(group))
  return isInside(from, to) || isInside(to, from)
}
