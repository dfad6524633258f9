import { toLabelText } from '../text/label-text.js'
import type { Graph, GraphEdge, NodeShape } from './graph.js'
import { kindOf } from './graph-kind.js'

/** More than these are counted and not named. */
const maxNodesNamed = 40
const maxEdgesNamed = 60
const maxTitle = 100

/** What a reader who sees a shape learns from it. */
const shapeMeanings: Partial<Record<NodeShape, [one: string, several: string]>> = {
  diamond: ['decision', 'decisions'],
  cylinder: ['store', 'stores'],
  slanted: ['input or output', 'inputs and outputs'],
}

/** What to call a diagram and its parts. */
interface Words {
  whole: string
  part: string
  parts: string
}

type NameOf = (id: string) => string

/**
 * A diagram in words: what it is, where it starts and ends, who points to whom, and what its
 * groups hold. Names every box and group of a diagram with up to 40 boxes.
 *
 * @param heading Its title, when the author gave one.
 */
export function describeGraph(
  graph: Graph,
  heading: string | undefined,
  words: Words = { whole: 'Diagram', part: 'box', parts: 'boxes' },
): { title: string; description: string } {
  const labels = new Map<string, string>()
  for (const { id, label } of graph.groups) labels.set(id, `the group ${nameFor(label)}`)
  for (const { id, label } of graph.nodes) labels.set(id, nameFor(label))
  const nameOf: NameOf = (id) => labels.get(id) ?? id
  const { title, sentences } = describeWhole(graph, nameOf, words)
  sentences.push(...describeShapes(graph, nameOf), ...describeGroups(graph, nameOf))
  return { title: heading ?? brief(title), description: sentences.join(' ') }
}

/** A chain or ring step by step; of anything else what kind it is, and then all arrows. */
function describeWhole(
  graph: Graph,
  nameOf: NameOf,
  words: Words,
): { title: string; sentences: string[] } {
  const names = graph.nodes.map(({ id }) => nameOf(id))
  const isDirected = graph.edges.every(({ arrows }) => arrows === 'forward')
  const found = isDirected ? kindOf(graph) : ({ kind: 'graph' } as const)
  if ((found.kind === 'chain' || found.kind === 'ring') && names.length <= maxNodesNamed) {
    const steps = walk(found.edges, nameOf)
    const end = nameOf(found.edges.at(-1)?.to ?? '')
    const title =
      found.kind === 'ring'
        ? `Cycle of ${names.length} steps from ${steps[0]} and back`
        : `Flow in ${names.length} steps from ${steps[0]} to ${end}`
    return { title, sentences: [`${title}: ${steps.join(', then ')}.`] }
  }
  const parts = count(names.length, words.part, words.parts)
  if (graph.edges.length === 0) {
    const title = names.length === 1 ? (names[0] ?? '') : `${words.whole} of ${parts}`
    return { title, sentences: [`${words.whole} of ${parts}: ${listSome(names)}.`] }
  }
  const arrows = describeEdges(graph, nameOf)
  if (found.kind === 'tree') {
    const root = nameOf(found.root)
    const sentence = `Tree of ${parts} that starts at ${root}.`
    return { title: `Tree from ${root}`, sentences: [sentence, ...arrows] }
  }
  const lines = count(graph.edges.length, ...wordsForEdges(graph))
  return {
    title: `${words.whole}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`,
    sentences: [
      `${words.whole} of ${parts} and ${lines}.`,
      ...describeEnds(graph, nameOf),
      ...arrows,
    ],
  }
}

/** The names along a chain, each with the label of the arrow before it. */
function walk(edges: readonly GraphEdge[], nameOf: NameOf): string[] {
  const steps = edges.map((edge) => nameOf(edge.to) + remark(edge))
  return [nameOf(edges[0]?.from ?? ''), ...steps]
}

function describeEnds(graph: Graph, nameOf: NameOf): string[] {
  const ids = new Set(graph.nodes.map(({ id }) => id))
  if (graph.edges.some(({ from, to }) => !ids.has(from) || !ids.has(to))) return []
  const directed = graph.edges.filter(({ arrows, from, to }) => arrows === 'forward' && from !== to)
  if (directed.length < graph.edges.length / 2) return []
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  const at = (side: 'from' | 'to') =>
    [...linked].filter(
      (id) =>
        !graph.edges.some(
          (edge) =>
            edge[side] === id || (edge.arrows !== 'forward' && [edge.from, edge.to].includes(id)),
        ),
    )
  const [starts, ends] = [at('to'), at('from')]
  const say = (verb: string, ids: string[]) =>
    ids.length > 0 && ids.length <= 4 ? [`${verb} ${list(ids.map(nameOf))}`] : []
  const said = [...say('starts at', starts), ...say('ends at', ends)]
  return said.length === 0 ? [] : [`It ${said.join(' and ')}.`]
}

/** One sentence for each box that points to others, and one for those no arrow touches. */
function describeEdges(graph: Graph, nameOf: NameOf): string[] {
  const sentences: string[] = []
  const named = graph.edges.slice(0, maxEdgesNamed)
  for (const from of new Set(named.map((edge) => edge.from))) {
    const leaving = named.filter((edge) => edge.from === from)
    const to = (arrows: GraphEdge['arrows']) =>
      leaving
        .filter((edge) => edge.arrows === arrows)
        .map((edge) => (edge.to === from ? 'itself' : nameOf(edge.to)) + remark(edge))
    const parts = [
      ['leads to', to('forward')],
      ['exchanges with', to('both')],
      ['is joined with', to('none')],
    ] as const
    const said = parts
      .filter(([, ends]) => ends.length > 0)
      .map(([verb, ends]) => `${verb} ${list(ends)}`)
    sentences.push(`${capitalised(nameOf(from))} ${said.join(' and ')}.`)
  }
  if (graph.edges.length > named.length)
    sentences.push(`${graph.edges.length - named.length} more arrows are not named here.`)
  const touched = new Set(named.flatMap(({ from, to }) => [from, to]))
  const alone = graph.nodes.filter(({ id }) => !touched.has(id)).map(({ id }) => nameOf(id))
  if (alone.length > 0) {
    const isWhole = graph.edges.length === named.length
    const what = isWhole ? 'Without an arrow of their own' : 'Other boxes'
    sentences.push(`${what}: ${listSome(alone)}.`)
  }
  return sentences
}

function describeShapes(graph: Graph, nameOf: NameOf): string[] {
  return Object.entries(shapeMeanings).flatMap(([shape, [one, several]]) => {
    const ids = graph.nodes.filter((node) => node.shape === shape).map(({ id }) => id)
    if (ids.length === 0 || ids.length > maxNodesNamed) return []
    return `${capitalised(ids.length === 1 ? one : several)}: ${list(ids.map(nameOf))}.`
  })
}

function describeGroups(graph: Graph, nameOf: NameOf): string[] {
  return graph.groups.map(({ id }) => {
    const members = [
      ...graph.groups.filter(({ parent }) => parent === id),
      ...graph.nodes.filter(({ group }) => group === id),
    ].map((member) => nameOf(member.id))
    return `${capitalised(nameOf(id))} holds ${listSome(members)}.`
  })
}

/** What is written at an arrow and how it is drawn, in brackets. */
function remark({ label, line }: GraphEdge): string {
  const said = [label === undefined ? '' : toLabelText(label), line === 'dashed' ? 'dashed' : '']
  const remarks = said.filter((part) => part !== '')
  return remarks.length === 0 ? '' : ` (${remarks.join(', ')})`
}

function wordsForEdges(graph: Graph): [string, string] {
  const isPlain = graph.edges.every(({ arrows }) => arrows === 'none')
  return isPlain ? ['line', 'lines'] : ['arrow', 'arrows']
}

function nameFor(label: string): string {
  return toLabelText(label) || 'a box without a name'
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`
}

function listSome(names: readonly string[]): string {
  const more = names.length - maxNodesNamed
  return list(more > 0 ? [...names.slice(0, maxNodesNamed), `${more} more`] : names)
}

function list(names: readonly string[]): string {
  return names.length < 3
    ? names.join(' and ')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function brief(title: string): string {
  const characters = [...title]
  return characters.length <= maxTitle ? title : `${characters.slice(0, maxTitle).join('')}…`
}

/** Only our own words: a name stays as the author wrote it. */
function capitalised(text: string): string {
  return /^(?:the group|decisions?|stores?|inputs?) ?/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text
}
