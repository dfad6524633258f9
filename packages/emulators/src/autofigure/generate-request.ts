import { z } from 'zod'
import { refusalOfImage } from './image-address.ts'

const prompt = z.string().min(1).max(10_000)

const image = z.string().superRefine((address, context) => {
  const message = refusalOfImage(address)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})
const images = { image_input: z.array(image).min(1).max(10) }

const picture = {
  resolution: z.enum(['1K', '2K', '4K']).default('1K'),
  output_format: z.enum(['png', 'jpg', 'jpeg', 'webp']).default('png'),
}

const standardOptions = {
  ...picture,
  aspect_ratio: z
    .string()
    .regex(/^(auto|[1-9]\d?:[1-9]\d?)$/, 'must be "auto" or a ratio such as "16:9"')
    .default('auto'),
  google_search: z.boolean().optional(),
}
const standard = {
  type: z.literal('standard'),
  prompt,
  model: z.enum(['nano-banana-pro', 'nano-banana-2']),
}

const pipelineOptions = {
  ...picture,
  content: z.string().min(1).max(100_000),
  task_name: z.enum(['diagram', 'plot']).default('diagram'),
}
const pipeline = { type: z.literal('pipeline') }

const fromText = { scene: z.literal('text-to-image') }
const fromImages = { scene: z.literal('image-to-image') }

const standardFromText = z.strictObject({
  ...standard,
  ...fromText,
  options: z.strictObject(standardOptions).prefault({}),
})
const standardFromImages = z.strictObject({
  ...standard,
  ...fromImages,
  options: z.strictObject({ ...standardOptions, ...images }),
})
const pipelineFromText = z.strictObject({
  ...pipeline,
  ...fromText,
  prompt,
  options: z.strictObject(pipelineOptions),
})
const pipelineFromImages = z.strictObject({
  ...pipeline,
  ...fromImages,
  prompt: prompt.optional(),
  options: z.strictObject({ ...pipelineOptions, ...images }),
})

/** The body of `POST /api/v1/generate`; parsed, it has its defaults. */
export const generateRequest = z
  .discriminatedUnion('type', [
    z.discriminatedUnion('scene', [standardFromText, standardFromImages]),
    z.discriminatedUnion('scene', [pipelineFromText, pipelineFromImages]),
  ])
  .superRefine((request, context) => {
    if (request.type !== 'standard' || request.model === 'nano-banana-2') return
    if (request.options.google_search === undefined) return
    context.addIssue({
      code: 'custom',
      path: ['options', 'google_search'],
      message: 'is for nano-banana-2 only',
    })
  })

export type GenerateRequest = z.output<typeof generateRequest>

/** The query of `GET /api/v1/tasks`. */
export const listQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  status: z.enum(['pending', 'processing', 'success', 'failed', 'canceled']).optional(),
})

/** What is wrong, in one line: `options.resolution: ...`. */
export function wordProblems({ issues }: z.ZodError): string {
  return issues
    .map(({ message, path }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
