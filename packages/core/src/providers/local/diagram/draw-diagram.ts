import type { Drawing } from '../drawing.js'
import { escapeXml, formatNumber } from '../formats/xml.js'
import { type Fit, type PictureSize, ratioOfAspect } from '../picture-size.js'
import type { DiagramBody } from '../request-body.js'
import { shorten, toLabelText, wrapText } from '../text/label-text.js'
import type { Typesetter } from '../text/typesetter.js'
import { fontSizes, type Theme, themes } from '../theme.js'
import { describeGraph } from './describe-graph.js'
import type { Graph, GraphNode } from './graph.js'
import { type BoxSize, type Direction, layOutGraph, type MeasuredGraph } from './graph-layout.js'
import { type GraphvizItem, type GraphvizLayout, toNumbers } from './graphviz.js'
import { arrowhead, splinePath } from './splines.js'

const margin = 16
const columnWidths: Record<Fit, number> = { panel: 440, column: 640, page: 900 }
const comfortableHeight = 520
const lineHeight = 1.3
const maxNodeText = 168
const maxEdgeText = 130

interface SetText {
  lines: string[]
  size: BoxSize
}

/** Draws a diagram: Graphviz places the boxes, we draw them in the theme. */
export async function drawDiagram(body: DiagramBody, typesetter: Typesetter): Promise<Drawing> {
  const theme = themes[body.theme]
  const texts = setTexts(body.graph, typesetter)
  const ratio = ratioOfAspect(body.aspect)
  const { layout } = await chooseLayout(
    texts.measured,
    body.direction,
    ratio,
    columnWidths[body.fit ?? 'column'],
  )
  const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(layout.bb)
  const toPoint = ([x = 0, y = 0]: readonly number[]): [number, number] => [x - left, top - y]
  const drawn = [
    ...drawGroups(layout, body.graph, texts.groups, theme, toPoint),
    ...drawEdges(layout, body.graph, theme, toPoint),
    ...drawNodes(layout, body.graph, texts.nodes, theme, toPoint),
    ...drawEdgeLabels(layout, texts.edges, theme, toPoint),
  ]
  const title = body.title === undefined ? '' : toLabelText(body.title)
  const titleHeight = title === '' ? 0 : fontSizes.title * 2
  const titleWidth = title === '' ? 0 : typesetter.measure(title, titleStyle)
  const size = padToRatio(
    {
      width: Math.max(right - left, titleWidth) + 2 * margin,
      height: top - bottom + 2 * margin + titleHeight,
    },
    ratio,
  )
  const x = (size.width - (right - left)) / 2
  const y = (size.height - titleHeight - (top - bottom)) / 2 + titleHeight
  const heading =
    title === ''
      ? ''
      : `<text x="${formatNumber(size.width / 2)}" y="${margin + fontSizes.title}" text-anchor="middle" font-size="${fontSizes.title}" font-weight="600" fill="${theme.text}">${escapeXml(title)}</text>`
  const content = `<rect width="100%" height="100%" fill="${theme.surface}"/>${heading}<g transform="translate(${formatNumber(x)} ${formatNumber(y)})">${drawn.join('')}</g>`
  return { content, size, ...describeGraph(body.graph, body.title), warnings: [] }
}

const nodeStyle = { size: fontSizes.node } as const
const edgeStyle = { size: fontSizes.edge } as const
const groupStyle = { size: fontSizes.group, weight: 'semibold' } as const
const titleStyle = { size: fontSizes.title, weight: 'semibold' } as const

function setTexts(graph: Graph, typesetter: Typesetter) {
  const set = (text: string, style: { size: number }, width: number, lines: number): SetText => {
    const measure = (part: string) => typesetter.measure(part, style)
    const wrapped = wrapText(toLabelText(text) || ' ', width, lines, measure)
    return {
      lines: wrapped,
      size: {
        width: Math.max(...wrapped.map(measure)),
        height: wrapped.length * style.size * lineHeight,
      },
    }
  }
  const nodes = new Map(
    graph.nodes.map((node) => [node.id, set(node.label, nodeStyle, maxNodeText, 5)]),
  )
  const edges = graph.edges.map((edge) =>
    edge.label === undefined ? undefined : set(edge.label, edgeStyle, maxEdgeText, 3),
  )
  const groups = new Map(
    graph.groups.map((group) => {
      const label = shorten(toLabelText(group.label), 260, (part) =>
        typesetter.measure(part, groupStyle),
      )
      const width = typesetter.measure(label, groupStyle)
      return [group.id, { lines: [label], size: { width, height: groupStyle.size * lineHeight } }]
    }),
  )
  const measured: MeasuredGraph = {
    graph,
    nodes: new Map(
      graph.nodes.map((node) => [node.id, boxAround(node, nodes.get(node.id)?.size ?? noSize)]),
    ),
    edgeLabels: edges.map((text) =>
      text === undefined
        ? undefined
        : { width: text.size.width + 12, height: text.size.height + 6 },
    ),
    groupLabels: new Map([...groups].map(([id, text]) => [id, text.size])),
  }
  return { nodes, edges, groups, measured }
}

const noSize: BoxSize = { width: 0, height: 0 }

function boxAround(node: GraphNode, text: BoxSize): BoxSize {
  if (node.shape === 'diamond') {
    // A box a x b fits a diamond A x B when a/A + b/B = 1.
    return { width: text.width * 1.55 + 34, height: text.height * 2.4 + 14 }
  }
  const side = node.shape === 'round' ? 22 : 16
  return { width: Math.max(64, text.width + 2 * side), height: text.height + 22 }
}

async function chooseLayout(
  measured: MeasuredGraph,
  direction: Direction | undefined,
  ratio: number | undefined,
  columnWidth: number,
): Promise<{ layout: GraphvizLayout }> {
  const directions: Direction[] = direction === undefined ? ['right', 'down'] : [direction]
  let best: { layout: GraphvizLayout; badness: number } | undefined
  for (const candidate of directions) {
    const layout = await layOutGraph(measured, candidate)
    const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(layout.bb)
    const badness = badnessOf(right - left, top - bottom, ratio, columnWidth)
    if (best === undefined || badness < best.badness) best = { layout, badness }
  }
  if (best === undefined) throw new Error('there is always a direction')
  return best
}

/** How far a layout is from what reads well: too wide for a column, too tall for a page. */
function badnessOf(
  width: number,
  height: number,
  ratio: number | undefined,
  columnWidth: number,
): number {
  if (ratio !== undefined) return Math.abs(Math.log((width + margin) / (height + margin) / ratio))
  const shrink = Math.max(1, (width + 2 * margin) / columnWidth)
  const tall = Math.max(1, height / shrink / comfortableHeight)
  const upright = height > width ? 0.08 : 0
  return shrink - 1 + (tall - 1) * 0.7 + upright
}

function padToRatio(size: PictureSize, ratio: number | undefined): PictureSize {
  const width = Math.ceil(size.width)
  const height = Math.ceil(size.height)
  if (ratio === undefined) return { width, height }
  return width / height < ratio
    ? { width: Math.round(height * ratio), height }
    : { width, height: Math.round(width / ratio) }
}

type ToPoint = (point: readonly number[]) => [number, number]

function drawGroups(
  layout: GraphvizLayout,
  graph: Graph,
  texts: Map<string, SetText>,
  theme: Theme,
  toPoint: ToPoint,
): string[] {
  const { groupFill, groupBorder } = theme.diagram
  return (layout.objects ?? []).flatMap((item) => {
    const group = graph.groups[indexAfter('cluster_', item.name)]
    if (group === undefined || item.bb === undefined) return []
    const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(item.bb)
    const [x, y] = toPoint([left, top])
    const box = `<rect x="${formatNumber(x)}" y="${formatNumber(y)}" width="${formatNumber(right - left)}" height="${formatNumber(top - bottom)}" rx="10" fill="${groupFill}" stroke="${groupBorder}"/>`
    const text = texts.get(group.id)?.lines[0] ?? ''
    const label = `<text x="${formatNumber(x + 13)}" y="${formatNumber(y + 20)}" font-size="${fontSizes.group}" font-weight="600" fill="${theme.mutedText}">${escapeXml(text)}</text>`
    return [box + label]
  })
}

function drawEdges(layout: GraphvizLayout, graph: Graph, theme: Theme, toPoint: ToPoint): string[] {
  const color = theme.diagram.edge
  return (layout.edges ?? []).map((item) => {
    const edge = graph.edges[indexAfter('e', item.id)]
    const path = splinePath(item, toPoint)
    const line = `<path d="${path.data}" fill="none" stroke="${color}" stroke-width="1.4" stroke-linecap="round"/>`
    const heads = path.heads.map((head) => arrowhead(head, color)).join('')
    return edge === undefined ? '' : line + heads
  })
}

function drawNodes(
  layout: GraphvizLayout,
  graph: Graph,
  texts: Map<string, SetText>,
  theme: Theme,
  toPoint: ToPoint,
): string[] {
  return (layout.objects ?? []).flatMap((item) => {
    const node = graph.nodes[indexAfter('n', item.name)]
    const text = node === undefined ? undefined : texts.get(node.id)
    if (node === undefined || text === undefined || item.pos === undefined) return []
    const [x, y] = toPoint(toNumbers(item.pos))
    const width = Number(item.width) * 72
    const height = Number(item.height) * 72
    return [
      shapeOf(node, x, y, width, height, theme) +
        lines(text.lines, x, y, fontSizes.node, theme.text),
    ]
  })
}

function shapeOf(
  node: GraphNode,
  x: number,
  y: number,
  width: number,
  height: number,
  theme: Theme,
): string {
  const { nodeFill, nodeBorder, decisionFill, decisionBorder } = theme.diagram
  if (node.shape === 'diamond') {
    const points = [
      [x, y - height / 2],
      [x + width / 2, y],
      [x, y + height / 2],
      [x - width / 2, y],
    ]
    const list = points
      .map((point) => point.map((value) => formatNumber(value)).join(','))
      .join(' ')
    return `<polygon points="${list}" fill="${decisionFill}" stroke="${decisionBorder}" stroke-width="1.4" stroke-linejoin="round"/>`
  }
  const radius = node.shape === 'round' ? Math.min(height / 2, 22) : 7
  return `<rect x="${formatNumber(x - width / 2)}" y="${formatNumber(y - height / 2)}" width="${formatNumber(width)}" height="${formatNumber(height)}" rx="${formatNumber(radius)}" fill="${nodeFill}" stroke="${nodeBorder}" stroke-width="1.4"/>`
}

function drawEdgeLabels(
  layout: GraphvizLayout,
  texts: readonly (SetText | undefined)[],
  theme: Theme,
  toPoint: ToPoint,
): string[] {
  return (layout.edges ?? []).flatMap((item) => {
    const text = texts[indexAfter('e', item.id)]
    if (text === undefined || item.lp === undefined) return []
    const [x, y] = toPoint(toNumbers(item.lp))
    const width = text.size.width + 8
    const height = text.size.height + 2
    const plate = `<rect x="${formatNumber(x - width / 2)}" y="${formatNumber(y - height / 2)}" width="${formatNumber(width)}" height="${formatNumber(height)}" rx="4" fill="${theme.surface}" fill-opacity="0.85"/>`
    return [plate + lines(text.lines, x, y, fontSizes.edge, theme.mutedText)]
  })
}

/** Lines of text centred on a point. */
function lines(texts: readonly string[], x: number, y: number, size: number, fill: string): string {
  const step = size * lineHeight
  const first = y - ((texts.length - 1) * step) / 2 + size * 0.36
  return texts
    .map(
      (text, index) =>
        `<text x="${formatNumber(x)}" y="${formatNumber(first + index * step)}" text-anchor="middle" font-size="${size}" fill="${fill}">${escapeXml(text)}</text>`,
    )
    .join('')
}

function indexAfter(prefix: string, name: GraphvizItem['name']): number {
  return name?.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))
    ? Number(name.slice(prefix.length))
    : -1
}
