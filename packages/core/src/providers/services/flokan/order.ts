import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import type { CostEstimate } from '../../provider.js'
import { inputSchema } from '../service-input.js'
import type { FlokanSettings } from './settings.js'

export const tiers = ['pro', 'standard', 'creative'] as const

type Tier = (typeof tiers)[number]

/** Whose key pays the model: Flokan's own for credits, or one of the workspace's. */
export const payers = ['platform', 'openai', 'google', 'fal', 'kie'] as const

type Payer = (typeof payers)[number]

/** The tiers that each may be asked for. */
export const tiersOf: Readonly<Record<Payer, readonly Tier[]>> = {
  platform: tiers,
  openai: ['pro', 'standard'],
  google: ['pro'],
  fal: tiers,
  kie: tiers,
}

const order = z.object({
  operation: z.literal('process'),
  body: z.strictObject({
    prompt: z.string(),
    model_tier: z.enum(tiers),
    provider: z.enum(payers),
    style_id: z.string().optional(),
    character_id: z.string().optional(),
    image_url: z.string().optional(),
    /** Of a picture that is there, or what stands for a file until it is. */
    image_id: z.union([z.string(), inputSchema]).optional(),
  }),
})

/** The body of a request that `resolve` made. */
export type Order = z.output<typeof order>['body']

/** `undefined` for what `resolve` never made. */
export function readOrder(request: ProviderRequest): Order | undefined {
  return order.safeParse(request).data?.body
}

/** Its answers say what it was; nobody else's key costs credits. */
export function priceOf(request: ProviderRequest, prices: FlokanSettings['prices']): CostEstimate {
  const { model_tier: tier, provider = 'platform' } = readOrder(request) ?? {}
  if (provider !== 'platform') return { credits: 0, bound: 'exact' }
  const credits = tier === undefined ? Math.max(...Object.values(prices)) : prices[tier]
  return { credits, bound: 'upper' }
}
