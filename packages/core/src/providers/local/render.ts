import type { Artifact } from '../../artifact.js'
import type { ProviderRequest } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { FontFile } from '../../font-file.js'
import type { FieldProblem } from '../../problem.js'
import type { Drawing } from './drawing.js'
import { encodePicture } from './formats/encode-picture.js'
import { defineHatches } from './formats/hatches.js'
import { toSvgDocument } from './formats/svg-document.js'
import { shownSize } from './picture-size.js'
import { type BodyFormats, fromColumns, type LocalBody, type LocalFormat } from './request-body.js'
import { outlineText } from './text/outline-text.js'
import { createTypesetter, type Typesetter } from './text/typesetter.js'

export interface Rendered {
  artifact: Artifact
  warnings: FieldProblem[]
}

/** What drawing needs besides the request; plain data, so that it can be sent to a worker. */
export interface RenderResources {
  /** The fonts whose digests the request names. */
  fonts: readonly FontFile[]
}

/**
 * Draws one request that `resolve` made. Everything heavy is loaded in here.
 *
 * @throws {FigureError} `render-failed` for what cannot be drawn as it is.
 */
export async function renderLocal(
  request: ProviderRequest,
  { fonts }: RenderResources,
): Promise<Rendered> {
  // What `resolve` made, possibly in another process: the operation says which form it has.
  const body = { ...request.body, operation: request.operation } as unknown as LocalBody
  try {
    const typesetter = await createTypesetter(fonts)
    const drawing = await draw(body, typesetter)
    return await finishPicture(drawing, typesetter, body)
  } catch (error) {
    if (error instanceof FigureError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new FigureError('render-failed', `The picture cannot be drawn: ${message}`, {
      cause: error,
    })
  }
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

/** Outlines the text and encodes the picture in each format asked for. */
export async function finishPicture(
  drawing: Drawing,
  typesetter: Typesetter,
  wanted: BodyFormats & Pick<LocalBody, 'resolution'>,
): Promise<Rendered> {
  const outlined = outlineText(drawing.content, typesetter)
  const content = defineHatches(outlined) + typesetter.glyphDefinitions() + outlined
  // A label may say `NaN`; a place may not.
  const marks = content.replace(/ data-text="[^"]*"/g, '')
  if (/[" ,(-](?:NaN|Infinity|undefined)[" ,)]/.test(marks)) {
    throw new FigureError('render-failed', 'The picture has a mark without a finite place')
  }
  const svg = toSvgDocument(content, drawing.size, drawing)
  const warnings = [...drawing.warnings, ...typesetter.warnings()]
  const { description, size } = drawing
  const shown = shownSize(size)
  const encode = (format: LocalFormat) => encodePicture(svg, format, shown, wanted.resolution)
  const primary = await encode(wanted.format)
  const alternates = wanted.alternates && (await Promise.all(wanted.alternates.map(encode)))
  return { artifact: { ...primary, alternates, description }, warnings }
}
