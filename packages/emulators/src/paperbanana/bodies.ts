import { z } from 'zod'
import { isWebUrl, notWebUrl } from './web-url.ts'

const ratios = [
  'auto',
  '1:1',
  '5:4',
  '2:3',
  '3:2',
  '3:4',
  '4:5',
  '4:3',
  '9:16',
  '16:9',
  '21:9',
] as const

const drawing = {
  iterations: z.int().min(1).max(10).default(3),
  aspect_ratio: z.enum(ratios).optional(),
}

const vlm = {
  vlm_provider: z.enum(['gemini', 'openrouter', 'kie', 'apimart']).optional(),
  vlm_model: z.string().optional(),
}

const webhook = {
  webhook_url: z.string().refine(isWebUrl, notWebUrl).optional(),
  webhook_include_image: z.boolean().default(false),
}

const diagram = {
  caption: z.string(),
  ...drawing,
  output_formats: z.array(z.enum(['png'])).default([]),
  ...vlm,
  image_model: z
    .enum(['nano-banana-pro', 'google/nano-banana', 'nano-banana-2', 'gpt-image-2-text-to-image'])
    .optional(),
  image_resolution: z.enum(['1K', '2K', '4K']).optional(),
  ...webhook,
}

/** What the two endpoints for methodology diagrams share. */
export type DiagramBody = z.output<z.ZodObject<typeof diagram>>

function checkResolution(body: DiagramBody, context: z.core.$RefinementCtx): void {
  const { aspect_ratio: ratio, image_model: model, image_resolution: resolution } = body
  if (resolution === undefined) return
  const refuse = (message: string) =>
    context.addIssue({
      code: 'custom',
      path: ['image_resolution'],
      input: resolution,
      message,
    })
  if (model === 'google/nano-banana') refuse('google/nano-banana does not accept image_resolution')
  if (model !== 'gpt-image-2-text-to-image') return
  if (ratio === 'auto' && resolution !== '1K')
    refuse('gpt-image-2-text-to-image supports only 1K when aspect_ratio is auto')
  if (ratio === '1:1' && resolution === '4K')
    refuse('gpt-image-2-text-to-image does not support 4K when aspect_ratio is 1:1')
}

export const generateBody = z
  .strictObject({ source_context: z.string(), ...diagram })
  .superRefine(checkResolution)

export const pdfBody = z
  .strictObject({ pdf_base64: z.string(), pages: z.string().optional(), ...diagram })
  .superRefine(checkResolution)

export const optimizeBody = z.strictObject({
  description: z.string(),
  source_context: z.string().optional(),
  caption: z.string().optional(),
  diagram_type: z.enum(['methodology', 'statistical_plot']).default('methodology'),
  guidelines: z.string().optional(),
  ...vlm,
  ...webhook,
})

export const plotBody = z.strictObject({
  data_json: z.string(),
  intent: z.string(),
  ...drawing,
  output_formats: z.array(z.enum(['png', 'svg', 'pdf'])).default([]),
  ...vlm,
  ...webhook,
})

export const compositeBody = z.strictObject({
  source_task_ids: z.array(z.string()).min(2),
  layout: z
    .string()
    .regex(/^(auto|[1-9]\d{0,2}x[1-9]\d{0,2})$/, 'layout must be auto or RxC such as 2x2')
    .default('auto'),
  labels: z.array(z.string()).optional(),
  spacing: z.int().min(0).max(1000).default(20),
  label_position: z.enum(['top', 'bottom']).default('bottom'),
  label_font_size: z.int().min(1).max(1000).default(32),
  ...webhook,
})

export type PdfBody = z.output<typeof pdfBody>
export type OptimizeBody = z.output<typeof optimizeBody>
export type PlotBody = z.output<typeof plotBody>
export type CompositeBody = z.output<typeof compositeBody>
