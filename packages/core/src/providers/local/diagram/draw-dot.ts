import type { Drawing } from '../drawing.js'
import { formatNumber } from '../formats/xml.js'
import type { DotBody } from '../request-body.js'
import type { Typesetter } from '../text/typesetter.js'
import { type Theme, themes } from '../theme.js'
import { checkDot, checkDotLayout } from './check-dot.js'
import { describeGraph } from './describe-graph.js'
import { drawOperations } from './draw-operations.js'
import { frameDrawing, warnOfSmallText } from './frame-drawing.js'
import { type DrawOperation, layOutDot, toNumbers } from './graphviz.js'
import { readDotLayout, toWords } from './read-dot-layout.js'
import { settleDotLabels } from './settle-dot-labels.js'

const words = { whole: 'Graph', part: 'node', parts: 'nodes' }

/** Draws a `dot` graph as written; the theme fills in what the author left open. */
export async function drawDot(body: DotBody, typesetter: Typesetter): Promise<Drawing> {
  checkDot(body.dot)
  const layout = await layOutDot(withDefaults(body.dot, themes[body.theme]))
  checkDotLayout(layout)
  const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(layout.bb)
  const objects = layout.objects ?? []
  const edges = layout.edges ?? []
  const draw = (operations: DrawOperation[] | undefined) =>
    drawOperations(operations ?? [], top, typesetter)
  const shapes = [...objects, ...edges].flatMap((part) =>
    [part._draw_, part._hdraw_, part._tdraw_].map(draw),
  )
  const ends = edges.flatMap((edge) => [edge._hldraw_, edge._tldraw_].map(draw))
  const graph = readDotLayout(layout)
  const shifts = settleDotLabels(layout, graph)
  const labels = edges.map((edge, index) => {
    const [dx, dy] = shifts[index] ?? [0, 0]
    const label = draw(edge._ldraw_)
    return dx === 0 && dy === 0
      ? label
      : `<g transform="translate(${formatNumber(dx)} ${formatNumber(dy)})">${label}</g>`
  })
  const names = [layout, ...objects].map((part) => draw(part._ldraw_))
  const drawn = {
    content: `<g transform="translate(${formatNumber(-left)} 0)">${[...shapes, ...names, ...ends, ...labels].join('')}</g>`,
    size: { width: right - left, height: top - bottom },
  }
  const framed = frameDrawing(drawn, body, '', typesetter)
  const heading = typeof layout.label === 'string' ? toWords(layout.label) : ''
  const about = describeGraph(graph, heading === '' ? undefined : heading, words)
  const warnings = warnOfSmallText(framed, 'Turn it with `rankdir`, shorten labels, or split it.')
  return { content: framed.content, size: framed.size, ...about, warnings }
}

/** Puts the theme's defaults where the author's own attributes come after and win. */
function withDefaults(dot: string, theme: Theme): string {
  const { nodeFill, nodeBorder, groupBorder, groupFill, edge } = theme.diagram
  // Inside clusters the margin has to hold labels that stand beside lines.
  const defaults = [
    `graph [bgcolor=transparent pad=0 fontname=Helvetica fontsize=13.5 fontcolor="${theme.mutedText}" color="${groupBorder}" fillcolor="${groupFill}" nodesep=0.4 ranksep=0.5 margin=14]`,
    `node [fontname=Helvetica fontsize=15 fontcolor="${theme.text}" color="${nodeBorder}" fillcolor="${nodeFill}" style=filled penwidth=1.4]`,
    `edge [fontname=Helvetica fontsize=13.5 fontcolor="${theme.mutedText}" color="${edge}" penwidth=1.4 arrowsize=0.8]`,
  ].join(' ')
  const start = bodyStart(dot)
  return start < 0 ? dot : `${dot.slice(0, start)} ${defaults} ${dot.slice(start)}`
}

/** Offset behind the `{` that opens the graph; -1 when there is none. */
function bodyStart(dot: string): number {
  const skipped = /"(?:[^"\\]|\\[\s\S])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^#[^\n]*|\{/gm
  for (const match of dot.matchAll(skipped)) {
    if (match[0] === '{') return match.index + 1
  }
  return -1
}
