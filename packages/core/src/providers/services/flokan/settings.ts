import * as z from 'zod'

const credits = z.number().min(0).default(50)

/** What may differ from the document, or is not in it. */
export const flokanSettings = z.strictObject({
  /** Where its paths begin. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'expected an https address' })
    .transform((address) => address.replace(/\/+$/, ''))
    .default('https://app.flokan.com/api/v1/image-editor'),
  /**
   * Most credits of a picture, by tier. The document names only `pro`, 50: the others are taken to
   * cost no more.
   */
  prices: z.strictObject({ pro: credits, standard: credits, creative: credits }).prefault({}),
  /** How often it may be asked, where you know it of your plan; otherwise its answers tell. */
  limits: z
    .array(
      z.strictObject({
        scope: z.enum(['address', 'key', 'account']),
        requests: z.int().min(1),
        windowMs: z.int().min(1),
      }),
    )
    .default([]),
})

export type FlokanSettings = z.output<typeof flokanSettings>
