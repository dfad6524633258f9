import type { Drawing } from '../drawing.js'
import { formatNumber } from '../formats/xml.js'
import { ratioOfAspect } from '../picture-size.js'
import type { DotBody } from '../request-body.js'
import { toLabelText } from '../text/label-text.js'
import type { Typesetter } from '../text/typesetter.js'
import { type Theme, themes } from '../theme.js'
import { drawOperations } from './draw-operations.js'
import { type GraphvizLayout, layOutDot, toNumbers } from './graphviz.js'

const margin = 16

/** Draws a `dot` graph as written; the theme fills in what the author left open. */
export async function drawDot(body: DotBody, typesetter: Typesetter): Promise<Drawing> {
  const theme = themes[body.theme]
  const layout = await layOutDot(withDefaults(body.dot, theme))
  const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(layout.bb)
  const parts = [layout, ...(layout.objects ?? []), ...(layout.edges ?? [])]
  const isBackground = (part: unknown) => part === layout
  const shapes = parts.map((part) =>
    [
      isBackground(part) ? undefined : part._draw_,
      '_hdraw_' in part ? part._hdraw_ : undefined,
      '_tdraw_' in part ? part._tdraw_ : undefined,
    ]
      .map((operations) => drawOperations(operations ?? [], top, typesetter))
      .join(''),
  )
  const texts = parts.map((part) =>
    [
      part._ldraw_,
      '_hldraw_' in part ? part._hldraw_ : undefined,
      '_tldraw_' in part ? part._tldraw_ : undefined,
    ]
      .map((operations) => drawOperations(operations ?? [], top, typesetter))
      .join(''),
  )
  const size = {
    width: Math.ceil(right - left + 2 * margin),
    height: Math.ceil(top - bottom + 2 * margin),
  }
  const ratio = ratioOfAspect(body.aspect)
  if (ratio !== undefined && size.width / size.height < ratio)
    size.width = Math.round(size.height * ratio)
  else if (ratio !== undefined) size.height = Math.round(size.width / ratio)
  const x = (size.width - (right - left)) / 2 - left
  const y = (size.height - (top - bottom)) / 2
  const content = `<rect width="100%" height="100%" fill="${theme.surface}"/><g transform="translate(${formatNumber(x)} ${formatNumber(y)})">${shapes.join('')}${texts.join('')}</g>`
  return { content, size, ...describe(layout), warnings: [] }
}

/** Puts the theme's defaults where the author's own attributes come after and win. */
function withDefaults(dot: string, theme: Theme): string {
  const { nodeFill, nodeBorder, groupBorder, groupFill, edge } = theme.diagram
  const defaults = [
    `graph [bgcolor=transparent pad=0 fontname=Helvetica fontsize=13 fontcolor="${theme.mutedText}" color="${groupBorder}" fillcolor="${groupFill}" nodesep=0.4 ranksep=0.5]`,
    `node [fontname=Helvetica fontsize=14 fontcolor="${theme.text}" color="${nodeBorder}" fillcolor="${nodeFill}" style=filled penwidth=1.3]`,
    `edge [fontname=Helvetica fontsize=12 fontcolor="${theme.mutedText}" color="${edge}" penwidth=1.3 arrowsize=0.8]`,
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

function describe(layout: GraphvizLayout): { title: string; description: string } {
  const labels = new Map<number, string>()
  for (const item of layout.objects ?? []) {
    if (item.nodes !== undefined || item.bb !== undefined) continue
    const label = item.label === undefined || item.label === '\\N' ? item.name : item.label
    labels.set(item._gvid, toLabelText((label ?? '').replace(/\\[nlr]|<[^>]*>|[{}|]/g, ' ')))
  }
  const names = [...labels.values()]
  const links = (layout.edges ?? []).slice(0, 16).map((edge) => {
    const label =
      typeof edge.label === 'string' && edge.label !== '' ? ` (${toLabelText(edge.label)})` : ''
    const between = layout.directed ? 'to' : 'with'
    return `${labels.get(edge.tail ?? -1) ?? ''} ${between} ${labels.get(edge.head ?? -1) ?? ''}${label}`
  })
  const more = names.length > 16 ? ` and ${names.length - 16} more` : ''
  const lines =
    links.length === 0 ? '' : ` ${layout.directed ? 'Arrows' : 'Lines'}: ${links.join('; ')}.`
  return {
    title: `Graph: ${names.slice(0, 4).join(', ')}`,
    description: `Graph of ${names.length} nodes: ${names.slice(0, 16).join(', ')}${more}.${lines}`,
  }
}
