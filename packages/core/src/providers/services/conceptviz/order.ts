import * as z from 'zod'
import { digestContent, digestRequest, type ProviderRequest } from '../../../digest.js'
import { addressOrInput } from '../service-input.js'

export const models = ['cv-2', 'cv-1'] as const
export const qualities = ['2k', '4k'] as const
/** Prompts in a request, and input images in an edit. */
export const mostAtOnce = 4

const common = {
  prompt: z.string(),
  model: z.enum(models),
  quality: z.enum(qualities),
  aspectRatio: z.string().optional(),
}
const edit = { ...common, images: z.array(addressOrInput).min(1).max(mostAtOnce) }

const order = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('generate'), body: z.strictObject(common) }),
  z.object({ operation: z.literal('edit'), body: z.strictObject(edit) }),
])

/** A request that `resolve` made, typed. */
export type Order = z.output<typeof order>

/** `undefined` for what `resolve` never made. */
export function readOrder(request: ProviderRequest): Order | undefined {
  return order.safeParse(request).data
}

/** Prompts go together when all else is alike; an edit goes by itself. */
export function groupOf(request: ProviderRequest): string {
  const { body, operation } = request
  if (operation !== 'generate') return digestRequest(request)
  return `${body.model} ${body.quality} ${body.aspectRatio ?? ''}`
}

/** What a prompt is recognised by in an answer, however its white space was kept. */
export function markOf(prompt: string): string {
  return digestContent(prompt.normalize('NFC').replace(/\s+/g, ' ').trim()).slice(0, 16)
}

/** Credits of an order, whatever it starts from: a request makes one picture. */
export function priceOf(
  { body }: { body: { model?: unknown; quality?: unknown } },
  prices: Readonly<Record<string, number>>,
): number {
  const price = prices[`${body.model} ${body.quality}`]
  // One of a figmill that knew other models.
  return price ?? Math.max(...Object.values(prices))
}
