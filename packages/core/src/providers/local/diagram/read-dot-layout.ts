import { unescapeXml } from '../formats/xml.js'
import type { Graph, GraphEdge } from './graph.js'
import type { GraphvizItem, GraphvizLayout } from './graphviz.js'

/** The diagram that a laid out `dot` text shows, for its description. */
export function readDotLayout(layout: GraphvizLayout): Graph {
  const objects = layout.objects ?? []
  const clusters = objects.filter((item) => item.name?.startsWith('cluster') && isSubgraph(item))
  const parentOf = (gvid: number) =>
    clusters.find(({ subgraphs }) => Array.isArray(subgraphs) && subgraphs.includes(gvid))
  // Of the clusters that list a node, the one without a smaller one inside that does too.
  const clusterOf = (gvid: number) =>
    clusters
      .filter(({ nodes }) => nodes?.includes(gvid))
      .sort((a, b) => (a.nodes?.length ?? 0) - (b.nodes?.length ?? 0))[0]
  return {
    nodes: objects
      .filter((item) => !isSubgraph(item))
      .map((item) => {
        const cluster = clusterOf(item._gvid)
        const group = cluster === undefined ? {} : { group: idOf(cluster) }
        return { id: String(item._gvid), label: labelOf(item), shape: 'box', ...group }
      }),
    edges: (layout.edges ?? []).map((item): GraphEdge => {
      const label = typeof item.label === 'string' ? toWords(item.label) : ''
      return {
        from: String(item.tail),
        to: String(item.head),
        arrows: item.dir === 'both' ? 'both' : isPlain(item, layout) ? 'none' : 'forward',
        ...(label === '' ? {} : { label }),
        ...(item.style === 'dashed' ? { line: 'dashed' } : {}),
      }
    }),
    groups: clusters.map((item) => {
      const parent = parentOf(item._gvid)
      const label = typeof item.label === 'string' ? toWords(item.label) : ''
      return {
        id: idOf(item),
        label: label === '' ? (item.name ?? '').replace(/^cluster_?/, '') : label,
        ...(parent === undefined ? {} : { parent: idOf(parent) }),
      }
    }),
  }
}

function isSubgraph(item: GraphvizItem): boolean {
  return item.nodes !== undefined || item.bb !== undefined || item.subgraphs !== undefined
}

function isPlain({ dir }: GraphvizItem, { directed }: GraphvizLayout): boolean {
  return dir === 'none' || (!directed && dir === undefined)
}

function idOf({ _gvid }: GraphvizItem): string {
  return `cluster ${_gvid}`
}

function labelOf({ label, name = '' }: GraphvizItem): string {
  return label === undefined || label === '\\N' ? name : toWords(label) || name
}

/** What a reader sees of a label: without ports, markup, line breaks and the bars of records. */
export function toWords(label: string): string {
  return unescapeXml(label.replace(/\\[nlr]|<[^>]*>|(?<!\\)[{}|]/g, ' '))
    .replace(/\\(.)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
