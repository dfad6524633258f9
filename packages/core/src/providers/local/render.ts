import type { Artifact } from '../../artifact.js'
import type { ProviderRequest } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { FieldProblem } from '../../problem.js'
import type { Drawing } from './drawing.js'
import { toSvgDocument } from './formats/svg-document.js'
import { pngScale } from './picture-size.js'
import { fromColumns, type LocalBody } from './request-body.js'
import { outlineText } from './text/outline-text.js'
import { createTypesetter, type Typesetter } from './text/typesetter.js'

export interface Rendered {
  artifact: Artifact
  warnings: FieldProblem[]
}

/**
 * Draws one request that `resolve` made. Everything heavy is loaded in here.
 *
 * @throws {FigureError} `render-failed` for what cannot be drawn as it is.
 */
export async function renderLocal(request: ProviderRequest): Promise<Rendered> {
  // What `resolve` made, possibly in another process: the operation says which form it has.
  const body = { ...request.body, operation: request.operation } as unknown as LocalBody
  const typesetter = await createTypesetter()
  const drawing = await draw(body, typesetter)
  return finishPicture(drawing, typesetter, body)
}

async function draw(body: LocalBody, typesetter: Typesetter): Promise<Drawing> {
  switch (body.operation) {
    case 'plot': {
      const { drawPlot } = await import('./plot/draw-plot.js')
      return drawPlot(fromColumns(body), body, typesetter)
    }
    case 'vega-lite': {
      const { drawSpec } = await import('./vega/draw-spec.js')
      return drawSpec(body, typesetter)
    }
    case 'diagram': {
      const { drawDiagram } = await import('./diagram/draw-diagram.js')
      return drawDiagram(body, typesetter)
    }
    case 'dot': {
      const { drawDot } = await import('./diagram/draw-dot.js')
      return drawDot(body, typesetter)
    }
    default:
      throw new FigureError(
        'render-failed',
        `\`local\` has no operation \`${(body as { operation: string }).operation}\``,
      )
  }
}

/** Outlines the text and encodes the picture in the format asked for. */
export async function finishPicture(
  drawing: Drawing,
  typesetter: Typesetter,
  wanted: Pick<LocalBody, 'format' | 'resolution'>,
): Promise<Rendered> {
  const outlined = outlineText(drawing.content, typesetter)
  const content = typesetter.glyphDefinitions() + outlined
  if (/[" ,(-](?:NaN|Infinity|undefined)[" ,)]/.test(content)) {
    throw new FigureError('render-failed', 'The picture has a mark without a finite place')
  }
  const svg = toSvgDocument(content, drawing.size, drawing)
  const warnings = [...drawing.warnings, ...typesetter.warnings()]
  const { description } = drawing
  if (wanted.format === 'png') {
    const { rasterize } = await import('./formats/rasterize.js')
    const scale = pngScale(drawing.size, wanted.resolution)
    const png = await rasterize(svg, drawing.size.width, scale)
    return { artifact: { ...png, mediaType: 'image/png', description }, warnings }
  }
  const { width, height } = drawing.size
  const bytes = new TextEncoder().encode(svg)
  return { artifact: { bytes, mediaType: 'image/svg+xml', width, height, description }, warnings }
}
