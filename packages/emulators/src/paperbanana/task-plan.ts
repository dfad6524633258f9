import { sizeOf } from '../aspect-size.ts'
import type { CompositeBody, DiagramBody, OptimizeBody, PdfBody, PlotBody } from './bodies.ts'
import { labelsOf, sizeOfComposite } from './composite.ts'
import { checkPdfInput } from './pdf-input.ts'
import { Refusal } from './refusal.ts'

export type Format = 'png' | 'svg' | 'pdf'

/** Pixels. */
export interface Size {
  width: number
  height: number
}

/** What a task will make, known when it is accepted. */
export interface TaskPlan {
  diagramType: 'methodology' | 'statistical_plot' | 'prompt_optimization' | 'composite'
  /** Of its picture; none for a text. */
  size?: Size
  /** Artefacts that can be downloaded; there is a PNG preview besides. */
  formats: readonly Format[]
  description: string
  durationMs: number
}

/** What a plan needs to know of the service. */
export interface PlanContext {
  imageProvider: string
  /** Size of the picture of a completed task of the same key; throws a Refusal when there is none. */
  pictureSizeOf: (taskId: string) => Size
}

/** From 30 seconds to 120, as the document says of most jobs. */
const drawingMs = (iterations: number) => 30_000 + (iterations - 1) * 10_000

/** What is drawn when nothing else is asked for, or `auto`. */
const defaultRatio = '16:9'

const sizeOfRatio = (ratio = 'auto', resolution = '1K') =>
  sizeOf(ratio === 'auto' ? defaultRatio : ratio, resolution)

const orPng = (formats: readonly Format[]): readonly Format[] =>
  formats.length === 0 ? ['png'] : [...new Set(formats)]

export function planDiagram(body: DiagramBody, { imageProvider }: PlanContext): TaskPlan {
  const { caption, image_model, image_resolution } = body
  if (imageProvider !== 'kie_imagen' && (image_model ?? image_resolution) !== undefined)
    throw new Refusal(422, `image_model and image_resolution do not work with ${imageProvider}`)
  return {
    diagramType: 'methodology',
    size: sizeOfRatio(body.aspect_ratio, image_resolution),
    formats: orPng(body.output_formats),
    description: `The diagram shows ${caption}`,
    durationMs: drawingMs(body.iterations),
  }
}

export function planPdfDiagram(body: PdfBody, context: PlanContext): TaskPlan {
  checkPdfInput(body.pdf_base64, body.pages)
  return planDiagram(body, context)
}

export function planPlot(body: PlotBody): TaskPlan {
  try {
    JSON.parse(body.data_json)
  } catch (error) {
    throw new Refusal(422, `Invalid JSON in data_json: ${(error as Error).message}`)
  }
  return {
    diagramType: 'statistical_plot',
    size: sizeOfRatio(body.aspect_ratio),
    formats: orPng(body.output_formats),
    description: `The plot shows ${body.intent}`,
    durationMs: drawingMs(body.iterations),
  }
}

export function planOptimization({ description, diagram_type }: OptimizeBody): TaskPlan {
  const kind = diagram_type === 'methodology' ? 'methodology diagram' : 'statistical plot'
  return {
    diagramType: 'prompt_optimization',
    formats: [],
    description: `A publication-ready ${kind}. ${description}`,
    durationMs: drawingMs(1),
  }
}

export function planComposite(body: CompositeBody, { pictureSizeOf }: PlanContext): TaskPlan {
  const labels = labelsOf(body.source_task_ids.length, body.labels)
  const panels = body.source_task_ids.map(pictureSizeOf)
  return {
    diagramType: 'composite',
    size: sizeOfComposite(panels, body),
    formats: ['png'],
    description: `Panels ${labels.join(', ')}`,
    // It is made on the server itself, without a model.
    durationMs: 2_000,
  }
}
