import type { JsonValue } from '../../../json.js'
import { nearestName, suggestName } from '../../../nearest-name.js'
import type { Graph, GraphEdge } from './graph.js'
import { checkMembers, isObject, type Reject, textOf } from './graph-data-entries.js'

const arrowNames = ['forward', 'both', 'none'] as const
const lineNames = ['solid', 'dashed'] as const

/** Reads edges into a graph that has its nodes and groups, and adds nodes only edges name. */
export function readEdges(entries: readonly JsonValue[], graph: Graph, reject: Reject): void {
  const listed = graph.nodes.map((node) => node.id)
  const known = new Set([...listed, ...graph.groups.map((group) => group.id)])
  for (const [index, entry] of entries.entries()) {
    const what = `Edge ${index + 1} of \`data\``
    const edge = readEdge(entry, what, reject)
    if (edge === undefined) continue
    for (const end of [edge.from, edge.to]) {
      if (known.has(end)) continue
      known.add(end)
      const near = nearestName(end, listed)
      if (near === undefined) graph.nodes.push({ id: end, label: end, shape: 'box' })
      else {
        const hint = `Did you mean \`${near}\`? If not, add \`${end}\` to \`nodes\`.`
        reject(`${what} names the node \`${end}\`, which is not listed`, hint)
      }
    }
    graph.edges.push(edge)
  }
}

function readEdge(entry: JsonValue, what: string, reject: Reject): GraphEdge | undefined {
  const hint = 'Write `["A", "B"]`, `["A", "B", "label"]` or `{"from": "A", "to": "B"}`.'
  const [from, to, label, arrows = 'forward', line = 'solid'] = Array.isArray(entry)
    ? entry
    : isObject(entry)
      ? [
          entry.from ?? entry.source,
          entry.to ?? entry.target,
          entry.label,
          entry.arrows,
          entry.line,
        ]
      : []
  const [start, end, text] = [textOf(from), textOf(to), textOf(label)]
  if (start === undefined || end === undefined) {
    reject(`${what} has no two ends`, hint)
    return undefined
  }
  if (isObject(entry)) checkMembers('edge', entry, what, reject)
  const arrow = arrowNames.find((name) => name === arrows)
  if (arrow === undefined)
    reject(
      `\`arrows\` of edge \`${start}\` to \`${end}\` is \`${String(arrows)}\``,
      suggestName(String(arrows), arrowNames),
    )
  const stroke = lineNames.find((name) => name === line)
  if (stroke === undefined)
    reject(
      `\`line\` of edge \`${start}\` to \`${end}\` is \`${String(line)}\``,
      suggestName(String(line), lineNames),
    )
  return {
    from: start,
    to: end,
    ...(text === undefined || text === '' ? {} : { label: text }),
    arrows: arrow ?? 'forward',
    ...(stroke === 'dashed' ? { line: stroke } : {}),
  }
}
