import { shorten, toLabelText, widestPart, wrapText } from '../text/label-text.js'
import type { TextStyle, Typesetter } from '../text/typesetter.js'
import { fontSizes } from '../theme.js'
import type { Graph, GraphEdge, NodeShape } from './graph.js'
import type { BoxSize } from './placed-graph.js'

/** A text in lines, and the room they take. */
export interface Label {
  lines: string[]
  size: BoxSize
}

export interface GraphLabels {
  /** By id. */
  nodes: Map<string, Label>
  groups: Map<string, Label>
  edges: Map<GraphEdge, Label>
  /** Texts too long to be drawn whole. */
  cut: string[]
}

/** In multiples of the font size. */
export const lineHeight = 1.3
export const labelStyles = {
  node: { size: fontSizes.node },
  edge: { size: fontSizes.edge },
  group: { size: fontSizes.group, weight: 'semibold' },
  title: { size: fontSizes.title, weight: 'semibold' },
} as const satisfies Record<string, TextStyle>

/** Pixels at most, and lines; what does not fit is set wider and in more lines. */
interface Limits {
  width: number
  lines: number
}

const limits: Record<NodeShape | 'edge', Limits[]> = {
  box: [
    { width: 168, lines: 5 },
    { width: 250, lines: 9 },
  ],
  round: [
    { width: 168, lines: 4 },
    { width: 250, lines: 9 },
  ],
  slanted: [
    { width: 168, lines: 4 },
    { width: 250, lines: 9 },
  ],
  cylinder: [
    { width: 132, lines: 4 },
    { width: 220, lines: 9 },
  ],
  diamond: [
    { width: 116, lines: 4 },
    { width: 190, lines: 8 },
  ],
  circle: [
    { width: 84, lines: 4 },
    { width: 150, lines: 8 },
  ],
  edge: [
    { width: 124, lines: 3 },
    { width: 180, lines: 6 },
  ],
}
const maxGroupLabel = 260

/**
 * Sets every label of a diagram in lines that are about equally long.
 *
 * @param narrow How much of the usual width a line may take, at most 1.
 */
export function setLabels(graph: Graph, typesetter: Typesetter, narrow = 1): GraphLabels {
  const cut: string[] = []
  const set = (text: string, style: TextStyle, choices: readonly Limits[]): Label => {
    const measure = (part: string) => typesetter.measure(part, style)
    const whole = toLabelText(text) || ' '
    const widest = choices.at(-1) ?? { width: 0, lines: 0 }
    // A word is broken only when no line could hold it.
    const longestWord = widestPart(whole, measure)
    const widthOf = ({ width }: Limits) =>
      Math.max(width * narrow, longestWord > widest.width ? 0 : longestWord)
    const wrapped = choices
      .map((limit) => balance(whole, widthOf(limit), measure))
      .find((lines, index) => lines.length <= (choices[index]?.lines ?? 0))
    if (wrapped === undefined) cut.push(whole)
    const lines = wrapped ?? wrapText(whole, widest.width, widest.lines, measure)
    const width = Math.max(...lines.map(measure))
    return { lines, size: { width, height: lines.length * style.size * lineHeight } }
  }
  const nodes = graph.nodes.map(
    ({ id, label, shape }) => [id, set(label, labelStyles.node, limits[shape])] as const,
  )
  const edges = graph.edges.flatMap((edge) =>
    edge.label === undefined || toLabelText(edge.label) === ''
      ? []
      : [[edge, set(edge.label, labelStyles.edge, limits.edge)] as const],
  )
  const groups = graph.groups.map(({ id, label }): [string, Label] => {
    const measure = (part: string) => typesetter.measure(part, labelStyles.group)
    const whole = toLabelText(label) || ' '
    const line = shorten(whole, maxGroupLabel, measure)
    if (line !== whole) cut.push(whole)
    const size = { width: measure(line), height: labelStyles.group.size * lineHeight }
    return [id, { lines: [line], size }]
  })
  return { nodes: new Map(nodes), edges: new Map(edges), groups: new Map(groups), cut }
}

/** The lines `wrapText` needs, with the width that makes them about equally long. */
function balance(text: string, maxWidth: number, measure: (text: string) => number): string[] {
  const wrap = (width: number) => wrapText(text, width, Number.POSITIVE_INFINITY, measure)
  const widest = wrap(maxWidth)
  if (widest.length === 1) return widest
  let low = Math.min(maxWidth, widestPart(text, measure))
  let high = maxWidth
  while (high - low > 2) {
    const middle = (low + high) / 2
    if (wrap(middle).length <= widest.length) high = middle
    else low = middle
  }
  return wrap(high)
}
