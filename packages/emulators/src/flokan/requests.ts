import { z } from 'zod'
import { Refusal } from './refusal.ts'

const tiers = ['pro', 'standard', 'creative'] as const
export type Tier = (typeof tiers)[number]

const byokProviders = ['openai', 'google', 'fal', 'kie'] as const
export type ByokProvider = (typeof byokProviders)[number]

const jobStatuses = ['pending', 'processing', 'completed', 'failed'] as const
export type JobStatus = (typeof jobStatuses)[number]

const allowedTiers: Readonly<Record<ByokProvider | 'platform', readonly Tier[]>> = {
  platform: tiers,
  openai: ['pro', 'standard'],
  google: ['pro'],
  fal: tiers,
  kie: tiers,
}

/** Which model is asked, and who pays. */
const route = {
  model_tier: z.enum(tiers),
  provider: z.enum(['platform', ...byokProviders]).default('platform'),
}

export type Route = z.infer<z.ZodObject<typeof route>>

const isOffered = ({ model_tier, provider }: Route) => allowedTiers[provider].includes(model_tier)
const notOffered = {
  path: ['model_tier'],
  error: 'The provider does not support this model tier',
}

export const processBody = z
  .strictObject({
    prompt: z.string().min(1).max(10_000),
    ...route,
    image_id: z.uuid().optional(),
    image_url: z
      .url({ protocol: /^https$/ })
      .max(2_000)
      .optional(),
    style_id: z.uuid().optional(),
    character_id: z.uuid().optional(),
  })
  .refine(isOffered, notOffered)
  .transform(({ image_url, ...body }) => ({
    ...body,
    ...(body.image_id === undefined ? { image_url } : {}),
  }))

export type ProcessBody = z.infer<typeof processBody>

export const estimateBody = z.strictObject(route).refine(isOffered, notOffered)

export const uploadBody = z.strictObject({
  file_name: z.string().min(1).max(255),
  mime_type: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/gif']),
  file_size: z.int().nonnegative().optional(),
})

export type UploadBody = z.infer<typeof uploadBody>

const count = z.string().regex(/^\d+$/, 'Expected an integer').transform(Number)

export const jobsQuery = z.strictObject({
  page: count.pipe(z.int().min(1)).default(1),
  per_page: count.pipe(z.int().min(1).max(100)).default(50),
  status: z.enum(jobStatuses).optional(),
})

/** @throws Refusal 400 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ message, path }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw new Refusal(400, problems.join('; '))
}
