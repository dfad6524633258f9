/** A diagram: what the arrow text and `{nodes, edges}` data both become. Plain JSON. */
export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  groups: GraphGroup[]
}

export type NodeShape = 'box' | 'round' | 'diamond'

export interface GraphNode {
  id: string
  label: string
  shape: NodeShape
  /** Id of the group it stands in. */
  group?: string
}

export interface GraphEdge {
  from: string
  to: string
  label?: string
  /** Which ends have arrowheads. */
  arrows: 'forward' | 'both' | 'none'
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
