import type { ProviderRequest } from '../../../digest.js'
import type { CostEstimate } from '../../provider.js'
import { type Order, readOrder } from './order.js'
import type { AgentSettings } from './settings.js'

/** Credits of one image or one video, by resolution. */
export type Prices = AgentSettings['prices']
type Price = Prices[string]

/** The document's tables of images and videos. */
const documentedPrices: Prices = {
  'google/nano-banana': { '1K': 8 },
  'nano-banana-pro': { '1K': 20, '4K': 40 },
  gpt4o_image: { '1K': 10 },
  'qwen/text-to-image': { '1K': 15 },
  'qwen/image-to-image': { '1K': 15 },
  'xai/grok-imagine-image': { '1K': 20 },
  'xai/grok-imagine-image/edit': { '1K': 20 },
  'z-image': { '1K': 20 },
  'sora-2': { '720p': 10 },
  'sora-2-pro': { '720p': 330 },
  veo3_fast: { '720p': 50 },
  veo3: { '720p': 280, '1080p': 350 },
  'doubao-seedance-1.0-pro-fast': { '720p': 40 },
  // Its table ends `wan-2.6201080p = 300`, without a space between the columns.
  'wan-2.6': { '720p': 20, '1080p': 300 },
  'fal-ai/ltx-2/image-to-video': { '720p': 50 },
  'xai/grok-imagine-video/text-to-video': { '720p': 10 },
}

/** Its table of music. */
const musicModels: readonly string[] = ['V5', 'V4_5PLUS', 'V4_5', 'V4']

export function pricesOf({ prices }: Pick<AgentSettings, 'prices'>): Prices {
  return { ...documentedPrices, ...prices }
}

/** What a model makes: a name of one product in the place of another may cost 330 credits. */
export function productOf(
  model: string,
  prices: Prices,
): Order['body']['product'] | 'music' | undefined {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined
  if (price !== undefined) return isOfVideo(price) ? 'video' : 'image'
  return musicModels.includes(model) ? 'music' : undefined
}

function isOfVideo(price: Price): price is Extract<Price, { '720p': number }> {
  return '720p' in price
}

/** Where its own resolution costs something else it is twice the price; where none is named, nobody knows. */
const mostFactor = 2
/** What the document says that "some models" cost more in 1080p, and more when they start from an image. */
const fullFactor = 1.8
const imageFactor = 1.5

/** What a request costs by the table: the count multiplies the price of one image. */
export function estimateOrder(request: ProviderRequest, prices: Prices): CostEstimate {
  const body = readOrder(request)?.body
  const { count = 1, resolution } = body?.units ?? { count: 8, resolution: '4K' }
  const price = body && Object.hasOwn(prices, body.model) ? prices[body.model] : undefined
  // One of a figmill that knew other models.
  if (body === undefined || price === undefined) {
    const isAlike = (each: Price) => isOfVideo(each) === (body?.product === 'video')
    const credits = Object.values(prices)
      .filter(isAlike)
      .flatMap((each) => Object.values(each).map((one = 0) => one))
    return { credits: Math.max(...credits) * count, bound: 'upper' }
  }
  const named = (price as Partial<Record<string, number>>)[resolution]
  if (isOfVideo(price)) {
    const credits = named ?? price['720p']
    const most = named === undefined ? credits * fullFactor : credits
    const estimate = withImage(body, credits, most)
    // Its table prices no seconds.
    return body.units.duration === undefined ? estimate : { ...estimate, bound: 'lower' }
  }
  if (named !== undefined) return { credits: named * count, bound: 'exact' }
  const most = Math.max(price['4K'] ?? 0, price['1K'] * mostFactor)
  return { credits: price['1K'] * count, bound: 'lower', mostCredits: most * count }
}

/**
 * What something costs for which the price without an image is known: videos may cost more with one.
 *
 * @param mostCredits The most that is, where `credits` is the least.
 */
export function withImage(
  { input_image_urls: images, model, product }: Order['body'],
  credits: number,
  mostCredits = credits,
): CostEstimate {
  // The price of a model for images is that of images.
  const mayCostMore = product === 'video' && images !== undefined && !startsFromImage.test(model)
  const most = mayCostMore ? mostCredits * imageFactor : mostCredits
  return most === credits
    ? { credits, bound: 'exact' }
    : { credits, bound: 'lower', mostCredits: most }
}

/** Models that need one. */
export const startsFromImage = /(?:image-to-(?:image|video)|\/edit)$/
