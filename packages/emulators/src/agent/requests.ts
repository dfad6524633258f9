import { z } from 'zod'
import type { Model, Product } from './models.ts'

const product = z.enum(['image', 'video', 'music'])
const count = z.literal([1, 2, 4, 8])
const resolution = z.enum(['1K', '2K', '4K', '720p', '1080p'])
const inputImageUrls = z.array(z.url({ protocol: /^https?$/ })).min(1)

const units = z.strictObject({
  count: count.optional(),
  resolution: resolution.optional(),
  /** Seconds. */
  duration: z.int().positive().max(3_600).optional(),
  aspect_ratio: z
    .string()
    .regex(/^[1-9]\d?:[1-9]\d?$/, 'two numbers below 100, as 16:9')
    .optional(),
})

export const generateRequest = z.strictObject({
  request_id: z.string().min(1),
  model: z.string().min(1),
  prompt: z.string().min(1).optional(),
  product: product.optional(),
  units: units.optional(),
  input_image_urls: inputImageUrls.optional(),
  price_version: z.string().optional(),
})

/** As the live service takes it. */
export const sceneRequest = generateRequest.extend({ scene: z.string().min(1).optional() })

export type GenerateRequest = z.infer<typeof sceneRequest>

const estimateFields = {
  product: product.optional(),
  model: z.string().min(1),
  input_image_urls: inputImageUrls.optional(),
  price_version: z.string().optional(),
}

export const estimateRequest = z.strictObject({ ...estimateFields, units: units.optional() })

/** As the live service takes it: how many, and the rest in options. */
export const numberedEstimateRequest = z.strictObject({
  ...estimateFields,
  units: count.optional(),
  options: z.strictObject({ resolution: resolution.optional() }).optional(),
})

export const exchangeRequest = z.strictObject({ identity_token: z.string().min(1) })

/** What of a request decides its price. */
export type PricedRequest = Pick<GenerateRequest, 'product' | 'units' | 'input_image_urls'>

const resolutionsOf: Readonly<Record<Product, readonly string[]>> = {
  image: ['1K', '2K', '4K'],
  video: ['720p', '1080p'],
  music: [],
}

/** Why the model cannot do what is asked, apart from its prompt; `undefined` when it can. */
export function problemOf(request: PricedRequest, model: Model): string | undefined {
  const { input_image_urls: inputs, product: named, units: asked = {} } = request
  if (named !== undefined && named !== model.product)
    return `product: ${model.id} makes no ${named}`
  if (asked.resolution !== undefined && !resolutionsOf[model.product].includes(asked.resolution))
    return `units.resolution: ${model.id} knows no ${asked.resolution}`
  if (model.product !== 'image' && (asked.count ?? 1) > 1) return 'units.count: only images'
  if (model.product === 'image' && asked.duration !== undefined) return 'units.duration: no images'
  if (model.product === 'music' && asked.aspect_ratio !== undefined)
    return 'units.aspect_ratio: no music'
  if (inputs === undefined)
    return model.inputs === 'required' ? `input_image_urls: ${model.id} needs them` : undefined
  return model.inputs === 'refused' || model.product === 'music'
    ? `input_image_urls: ${model.id} takes none`
    : undefined
}
