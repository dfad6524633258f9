import * as z from 'zod'
import { baseUrl } from '../service-settings.js'

export const resolutions = ['1K', '2K', '4K'] as const

/** Credits by resolution. */
const prices = z.strictObject({
  '1K': z.number().positive(),
  '2K': z.number().positive(),
  '4K': z.number().positive(),
})
type Prices = z.output<typeof prices>

const standardPrices: Record<string, Prices> = {
  'nano-banana-pro': { '1K': 10, '2K': 20, '4K': 40 },
  'nano-banana-2': { '1K': 5, '2K': 10, '4K': 20 },
}
const pipelinePrices = { '1K': 6, '2K': 12, '4K': 24 }

const count = z.number().int().positive()

/**
 * `services.autofigure`: a profile, because the same API runs under other names, with other keys,
 * limits and prices. What is left out is as AutoFigureEdit's document says.
 */
export const settingsSchema = z.strictObject({
  /** Where the API is. */
  baseUrl: baseUrl('https://open.autofigureedit.com/api/v1'),
  /** What every key begins with. */
  keyPrefix: z.string().min(1).default('sk-team-'),
  /** The team's plan: how many keys it may have, and requests of all of them a minute. */
  plan: z.enum(['basic', 'pro']).default('basic'),
  /** Most keys of a team, where they are not its plan's. */
  mostKeys: count.optional(),
  /** Requests a minute, where they are not the document's. */
  limits: z
    .strictObject({
      /** From one address, whatever its keys. */
      address: count.default(120),
      /** With one key. */
      key: count.default(60),
      /** With all keys of the team; its plan's when absent. */
      account: count.optional(),
    })
    .prefault({}),
  /** Whose tasks its list shows: the document says "your", and a team has one pool. */
  listScope: z.enum(['account', 'key']).default('account'),
  /** Credits. */
  prices: z
    .strictObject({
      /** By model: these are the models there are. Those named here change or join the document's. */
      standard: z
        .record(z.string(), prices)
        .default({})
        .transform((own) => ({ ...standardPrices, ...own })),
      /** With the default steps. */
      pipeline: prices.default(pipelinePrices),
    })
    .prefault({}),
  /**
   * How many times the price of the default steps a pipeline job may cost at most: so much is
   * reserved. The document says only where prices start; the largest it shows, 20, is within it.
   */
  pipelineFactor: z.number().min(1).default(4),
})

export type Settings = z.output<typeof settingsSchema>

const plans = { basic: { keys: 3, requests: 120 }, pro: { keys: 10, requests: 300 } }

export function mostKeysOf({ mostKeys, plan }: Settings): number {
  return mostKeys ?? plans[plan].keys
}

/** The three layers of limits; a request counts in each. */
export function limitsOf({ limits, plan }: Settings) {
  const windowMs = 60_000
  return [
    { scope: 'address', requests: limits.address, windowMs },
    { scope: 'key', requests: limits.key, windowMs },
    { scope: 'account', requests: limits.account ?? plans[plan].requests, windowMs },
  ] as const
}
