import { toLabelText } from '../text/label-text.js'
import type { Graph } from './graph.js'

const maxNamed = 16

/** What a diagram shows, in words: its boxes and who points to whom. */
export function describeGraph(
  graph: Graph,
  heading: string | undefined,
): { title: string; description: string } {
  const labels = new Map(graph.nodes.map((node) => [node.id, toLabelText(node.label)]))
  const nameOf = (id: string) => labels.get(id) ?? id
  const count = `${graph.nodes.length} ${graph.nodes.length === 1 ? 'box' : 'boxes'}`
  const sentences: string[] = []
  const named = graph.nodes.slice(0, maxNamed).map((node) => nameOf(node.id))
  const more = graph.nodes.length > maxNamed ? ` and ${graph.nodes.length - maxNamed} more` : ''
  sentences.push(`Diagram of ${count}: ${named.join(', ')}${more}.`)
  for (const group of graph.groups) {
    const members = graph.nodes
      .filter((node) => node.group === group.id)
      .map((node) => nameOf(node.id))
    if (members.length > 0 && members.length <= maxNamed) {
      sentences.push(`${toLabelText(group.label)} holds ${members.join(', ')}.`)
    }
  }
  const links = graph.edges.slice(0, maxNamed).map((edge) => {
    const verb = edge.arrows === 'both' ? 'to and from' : edge.arrows === 'none' ? 'with' : 'to'
    const label = edge.label === undefined ? '' : ` (${toLabelText(edge.label)})`
    return `${nameOf(edge.from)} ${verb} ${nameOf(edge.to)}${label}`
  })
  if (links.length > 0) {
    const rest = graph.edges.length - links.length
    sentences.push(`Arrows: ${links.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`)
  }
  return {
    title: heading ?? `Diagram: ${named.slice(0, 4).join(', ')}`,
    description: sentences.join(' '),
  }
}
