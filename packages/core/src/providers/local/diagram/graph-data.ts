import type { JsonObject, JsonValue } from '../../../json.js'
import { nearestName, suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import {
  type Graph,
  type GraphNode,
  groupsAround,
  joinsGroupWithItself,
  maxEdges,
  maxNodes,
  membersOf,
  type NodeShape,
} from './graph.js'
import { readEdges } from './graph-data-edges.js'
import { idOf, isObject, type Reject, readNamed, textOf, toList } from './graph-data-entries.js'

type GraphResult = { graph: Graph; problems: [] } | { graph: undefined; problems: FieldProblem[] }

const shapeNames: Record<string, NodeShape> = {
  box: 'box',
  rect: 'box',
  rectangle: 'box',
  round: 'round',
  rounded: 'round',
  ellipse: 'round',
  start: 'round',
  end: 'round',
  diamond: 'diamond',
  decision: 'diamond',
  cylinder: 'cylinder',
  store: 'cylinder',
  database: 'cylinder',
  circle: 'circle',
  parallelogram: 'slanted',
  input: 'slanted',
  output: 'slanted',
}

/** Whether data is meant as a diagram. */
export function isGraphData(data: JsonValue | undefined): data is JsonObject {
  return isObject(data) && (Array.isArray(data.edges) || Array.isArray(data.nodes))
}

/**
 * Reads `{nodes, edges, groups}`. Nodes are names or `{id, label, shape, group}`; edges are
 * `[from, to, label]` or `{from, to, label, arrows, line}` (also `source` and `target`); groups
 * are names or `{id, label, parent, nodes}`. Nodes that only edges name are added; an edge that
 * names a group and no node ends at the group. Every problem is told at once.
 */
export function readGraphData(data: JsonObject): GraphResult {
  const tooLarge = sizeProblem(data)
  if (tooLarge !== undefined) return { graph: undefined, problems: [tooLarge] }
  const problems: FieldProblem[] = []
  const reject: Reject = (message, hint) =>
    void problems.push({ field: 'data', code: 'data-invalid', message, hint })
  for (const name of ['nodes', 'edges', 'groups'] as const) {
    if (data[name] !== undefined && !Array.isArray(data[name]))
      reject(`\`${name}\` of \`data\` is no list`, `Write \`"${name}": [...]\`.`)
  }
  const graph: Graph = { nodes: [], edges: [], groups: [] }
  readGroups(toList(data.groups), graph, reject)
  readNodes(toList(data.nodes), graph, reject)
  readEdges(toList(data.edges), graph, reject)
  placeMembers(toList(data.groups), graph, reject)
  for (const edge of graph.edges) {
    if (!joinsGroupWithItself(graph, edge)) continue
    const hint = 'Let it end at another node.'
    reject(`The edge \`${edge.from}\` to \`${edge.to}\` joins a group with what it holds`, hint)
  }
  if (graph.nodes.length === 0 && problems.length === 0)
    reject('`data` has no nodes', 'Write `{"nodes": ["A", "B"], "edges": [["A", "B"]]}`.')
  return problems.length > 0 ? { graph: undefined, problems } : { graph, problems: [] }
}

/** Looked at first: everything after it may take time that grows with the square of the size. */
function sizeProblem(data: JsonObject): FieldProblem | undefined {
  const [nodes, edges, groups] = [data.nodes, data.edges, data.groups].map(
    (list) => toList(list).length,
  )
  if (Math.max(nodes ?? 0, groups ?? 0) <= maxNodes && (edges ?? 0) <= maxEdges) return undefined
  return {
    field: 'data',
    code: 'data-too-large',
    message: `\`data\` has ${nodes} nodes, ${edges} edges and ${groups} groups, and at most ${maxNodes} nodes, ${maxEdges} edges and ${maxNodes} groups are drawn`,
    hint: 'Show the part the text speaks about, or one node for each group.',
  }
}

function readGroups(entries: readonly JsonValue[], graph: Graph, reject: Reject): void {
  const rows = new Map<string, number>()
  for (const [index, entry] of entries.entries()) {
    const read = readNamed('group', entry, index, rows, reject)
    if (read === undefined) continue
    const parent = isObject(entry) ? textOf(entry.parent) : undefined
    graph.groups.push({ ...read, ...(parent === undefined ? {} : { parent }) })
  }
  const ids = graph.groups.map((group) => group.id)
  for (const { id, parent } of graph.groups) {
    if (parent === undefined) continue
    if (!ids.includes(parent)) {
      reject(
        `The group \`${id}\` stands in \`${parent}\`, which is no group`,
        nearestHint(parent, ids),
      )
    } else if (groupsAround(graph, parent).includes(id)) {
      reject(`The group \`${id}\` stands inside itself`, 'Take out one `parent` of the circle.')
    }
  }
}

function readNodes(entries: readonly JsonValue[], graph: Graph, reject: Reject): void {
  const rows = new Map<string, number>()
  const listedGroups = graph.groups.map((group) => group.id)
  for (const [index, entry] of entries.entries()) {
    const read = readNamed('node', entry, index, rows, reject)
    if (read === undefined) continue
    const node: GraphNode = { ...read, shape: 'box' }
    const shape = isObject(entry) ? textOf(entry.shape) : undefined
    const group = isObject(entry) ? textOf(entry.group) : undefined
    if (shape !== undefined) {
      const known = shapeNames[shape.toLowerCase()]
      if (known === undefined) {
        const hint = suggestName(shape, Object.keys(shapeNames))
        reject(`The node \`${node.id}\` has the shape \`${shape}\``, hint)
      } else node.shape = known
    }
    if (group !== undefined) {
      node.group = group
      const near = nearestName(group, listedGroups)
      if (near !== undefined && near !== group) {
        const hint = `Did you mean \`${near}\`?`
        reject(`The node \`${node.id}\` is in \`${group}\`, which is not listed`, hint)
      } else if (!graph.groups.some((known) => known.id === group))
        graph.groups.push({ id: group, label: group })
    }
    graph.nodes.push(node)
  }
}

/** Puts nodes into the groups that list them, and finds groups that hold nothing. */
function placeMembers(entries: readonly JsonValue[], graph: Graph, reject: Reject): void {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  for (const entry of entries) {
    const group = idOf(entry)
    if (!isObject(entry) || group === undefined) continue
    for (const member of toList(entry.nodes)) {
      const name = textOf(member) ?? ''
      const node = nodes.get(name)
      if (node === undefined) {
        reject(
          `The group \`${group}\` holds \`${name}\`, which is no node`,
          nearestHint(name, [...nodes.keys()]),
        )
      } else if (node.group !== undefined && node.group !== group) {
        const hint = 'A node stands in one group; a group may stand in another by `parent`.'
        reject(`The node \`${name}\` is in two groups, \`${node.group}\` and \`${group}\``, hint)
      } else node.group = group
    }
  }
  for (const { id } of graph.groups) {
    if (membersOf(graph, id).length > 0) continue
    reject(`The group \`${id}\` holds no node`, 'Name it as `group` of a node, or take it out.')
  }
}

function nearestHint(seen: string, known: readonly string[]): string {
  const near = nearestName(seen, known)
  return near === undefined ? 'List it, or take the name out.' : `Did you mean \`${near}\`?`
}
