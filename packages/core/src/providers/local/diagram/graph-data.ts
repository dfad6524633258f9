import type { JsonObject, JsonValue } from '../../../json.js'
import { nearestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import type { Graph, GraphEdge, GraphNode, NodeShape } from './graph.js'

export type GraphResult =
  | { graph: Graph; problems: [] }
  | { graph: undefined; problems: FieldProblem[] }

const shapeNames: Record<string, NodeShape> = {
  box: 'box',
  rect: 'box',
  rectangle: 'box',
  round: 'round',
  rounded: 'round',
  ellipse: 'round',
  circle: 'round',
  start: 'round',
  end: 'round',
  diamond: 'diamond',
  decision: 'diamond',
}

/** Whether data is meant as a diagram. */
export function isGraphData(data: JsonValue | undefined): data is JsonObject {
  return isObject(data) && (Array.isArray(data.edges) || Array.isArray(data.nodes))
}

/**
 * Reads `{nodes, edges, groups}`. Nodes are names or `{id, label, shape, group}`; edges are
 * `[from, to, label]` or `{from, to, label, arrows}` (also `source` and `target`); groups are
 * names or `{id, label, parent, nodes}`. Nodes that only edges name are added.
 */
export function readGraphData(data: JsonObject): GraphResult {
  const problems: FieldProblem[] = []
  const reject = (message: string, hint?: string) =>
    void problems.push({ field: 'data', code: 'data-invalid', message, hint })
  const graph: Graph = { nodes: [], edges: [], groups: [] }
  const nodes = new Map<string, GraphNode>()

  for (const [index, group] of toList(data.groups).entries()) {
    const id = idOf(group)
    if (id === undefined) reject(`Group ${index + 1} of \`data\` has no \`id\``)
    else if (graph.groups.some((known) => known.id === id))
      reject(`The group \`${id}\` is given twice`)
    else {
      const parent = isObject(group) ? textOf(group.parent) : undefined
      graph.groups.push({
        id,
        label: labelOf(group) ?? id,
        ...(parent === undefined ? {} : { parent }),
      })
    }
  }
  for (const [index, entry] of toList(data.nodes).entries()) {
    const id = idOf(entry)
    if (id === undefined) {
      reject(`Node ${index + 1} of \`data\` has no \`id\``, 'Write `"name"` or `{"id": "name"}`.')
      continue
    }
    if (nodes.has(id)) {
      reject(`The node \`${id}\` is given twice`)
      continue
    }
    const node: GraphNode = { id, label: labelOf(entry) ?? id, shape: 'box' }
    if (isObject(entry)) {
      const shape = textOf(entry.shape)
      if (shape !== undefined) {
        const known = shapeNames[shape.toLowerCase()]
        if (known === undefined) {
          reject(`The node \`${id}\` has the shape \`${shape}\`, expected box, round or diamond`)
        } else node.shape = known
      }
      const group = textOf(entry.group)
      if (group !== undefined) {
        node.group = group
        if (!graph.groups.some((known) => known.id === group))
          graph.groups.push({ id: group, label: group })
      }
    }
    nodes.set(id, node)
  }
  const listed = [...nodes.keys()]
  for (const [index, entry] of toList(data.edges).entries()) {
    const edge = readEdge(entry)
    if (edge === undefined) {
      reject(
        `Edge ${index + 1} of \`data\` has no two ends`,
        'Write `["A", "B"]`, `["A", "B", "label"]` or `{"from": "A", "to": "B"}`.',
      )
      continue
    }
    for (const end of [edge.from, edge.to]) {
      if (nodes.has(end)) continue
      const near = nearestName(end, listed)
      if (near !== undefined) {
        reject(
          `Edge ${index + 1} names the node \`${end}\`, which is not listed`,
          `Did you mean \`${near}\`?`,
        )
      }
      nodes.set(end, { id: end, label: end, shape: 'box' })
    }
    graph.edges.push(edge)
  }
  graph.nodes = [...nodes.values()]
  for (const entry of toList(data.groups)) {
    if (!isObject(entry)) continue
    for (const member of toList(entry.nodes)) {
      const node = nodes.get(textOf(member) ?? '')
      if (node === undefined) reject(`The group \`${idOf(entry)}\` holds an unknown node`)
      else node.group = idOf(entry) ?? ''
    }
  }
  if (graph.nodes.length === 0) reject('`data` has no nodes')
  return problems.length > 0 ? { graph: undefined, problems } : { graph, problems: [] }
}

function readEdge(entry: JsonValue): GraphEdge | undefined {
  const [from, to, label, arrows] = Array.isArray(entry)
    ? entry
    : isObject(entry)
      ? [entry.from ?? entry.source, entry.to ?? entry.target, entry.label, entry.arrows]
      : []
  const ends = [textOf(from), textOf(to)] as const
  if (ends[0] === undefined || ends[1] === undefined) return undefined
  const kind = arrows === 'both' || arrows === 'none' ? arrows : 'forward'
  const edge: GraphEdge = { from: ends[0], to: ends[1], arrows: kind }
  const text = textOf(label)
  if (text !== undefined && text !== '') edge.label = text
  return edge
}

function idOf(entry: JsonValue): string | undefined {
  return isObject(entry) ? (textOf(entry.id) ?? textOf(entry.name)) : textOf(entry)
}

function labelOf(entry: JsonValue): string | undefined {
  return isObject(entry) ? textOf(entry.label) : undefined
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function toList(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
