import type { ProviderRequest } from '../../../digest.js'
import type { CostEstimate } from '../../provider.js'
import { readOrder } from './order.js'
import type { AgentSettings } from './settings.js'

/** Credits of one image, by resolution. */
export type Prices = AgentSettings['prices']

/** The document's table of images. */
const documentedPrices: Prices = {
  'google/nano-banana': { '1K': 8 },
  'nano-banana-pro': { '1K': 20, '4K': 40 },
  gpt4o_image: { '1K': 10 },
  'qwen/text-to-image': { '1K': 15 },
  'qwen/image-to-image': { '1K': 15 },
  'xai/grok-imagine-image': { '1K': 20 },
  'xai/grok-imagine-image/edit': { '1K': 20 },
  'z-image': { '1K': 20 },
}

/** Its tables of videos and of music: one of their names in the place of another may cost 330 credits. */
const otherProducts: Readonly<Record<string, 'videos' | 'music'>> = {
  'sora-2': 'videos',
  'sora-2-pro': 'videos',
  veo3_fast: 'videos',
  veo3: 'videos',
  'doubao-seedance-1.0-pro-fast': 'videos',
  'wan-2.6': 'videos',
  'fal-ai/ltx-2/image-to-video': 'videos',
  'xai/grok-imagine-video/text-to-video': 'videos',
  V5: 'music',
  V4_5PLUS: 'music',
  V4_5: 'music',
  V4: 'music',
}

export function pricesOf({ prices }: Pick<AgentSettings, 'prices'>): Prices {
  return { ...documentedPrices, ...prices }
}

/** What a model makes that is no image; `undefined` for those of images, and for unknown ones. */
export function otherProductOf(model: string): 'videos' | 'music' | undefined {
  return Object.hasOwn(otherProducts, model) ? otherProducts[model] : undefined
}

/** Where its own resolution costs something else it is twice the price; where none is named, nobody knows. */
const mostFactor = 2

/** What a request costs by the table: the count multiplies the price of one image. */
export function estimateOrder(request: ProviderRequest, prices: Prices): CostEstimate {
  const body = readOrder(request)?.body
  const { count, resolution } = body?.units ?? { count: 8, resolution: '4K' }
  const price = body && Object.hasOwn(prices, body.model) ? prices[body.model] : undefined
  // One of a figmill that knew other models.
  if (price === undefined) {
    const most = Math.max(
      ...Object.values(prices).flatMap(({ '1K': one, '4K': four = one }) => four),
    )
    return { credits: most * count, bound: 'upper' }
  }
  const named = price[resolution]
  if (named !== undefined) return { credits: named * count, bound: 'exact' }
  const most = Math.max(price['4K'] ?? 0, price['1K'] * mostFactor)
  return { credits: price['1K'] * count, bound: 'lower', mostCredits: most * count }
}
