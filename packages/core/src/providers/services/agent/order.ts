import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import type { JsonObject } from '../../../json.js'
import { type SubmitContext, videoOperation } from '../../provider.js'
import { type PublicAssets, publishedAddress } from '../public-assets.js'
import { addressOrInput, inputFile } from '../service-input.js'

export const counts = ['1', '2', '4', '8'] as const

const order = z.object({
  operation: z.enum(['generate', videoOperation]),
  body: z.strictObject({
    product: z.enum(['image', 'video']),
    model: z.string(),
    prompt: z.string().optional(),
    units: z.strictObject({
      /** Of images alone, as `duration` is of videos, in seconds. */
      count: z.literal(counts.map(Number)).optional(),
      resolution: z.enum(['1K', '2K', '4K', '720p', '1080p']),
      duration: z.number().optional(),
      aspect_ratio: z.string().optional(),
    }),
    input_image_urls: z.array(addressOrInput).min(1).optional(),
  }),
})

/** A request that `resolve` made, typed. */
export type Order = z.output<typeof order>

/** `undefined` for what `resolve` never made. */
export function readOrder(request: ProviderRequest): Order | undefined {
  return order.safeParse(request).data
}

/**
 * The body of `POST /v1/generate`: kept as it is with its task, because one id belongs to one body.
 *
 * @throws {FigureError} `service-refused` when an input cannot be had where it should be published.
 */
export async function toBody(
  { body }: ProviderRequest,
  requestId: string,
  priceVersion: string | undefined,
  assets: PublicAssets,
  context: SubmitContext,
): Promise<JsonObject> {
  const { input_image_urls: images } = body
  const addresses = [images ?? []]
    .flat()
    .map((image) =>
      typeof image === 'string'
        ? image
        : publishedAddress(inputFile(image, context), assets, context),
    )
  return {
    request_id: toUuid(requestId),
    ...body,
    ...(images === undefined ? {} : { input_image_urls: await Promise.all(addresses) }),
    ...(priceVersion === undefined ? {} : { price_version: priceVersion }),
  }
}

/** The document's ids are UUIDs: the same one for the same text, of the version for own uses. */
export function toUuid(text: string): string {
  const bytes = createHash('sha256').update(`figmill/agent\n${text}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
