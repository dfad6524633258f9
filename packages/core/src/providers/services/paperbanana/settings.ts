import * as z from 'zod'

/** What may differ from the document, or is not in it. */
export const paperbananaSettings = z.strictObject({
  /** Where its paths begin, `/api/...` among them. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'expected an https address' })
    .transform((address) => address.replace(/\/+$/, ''))
    .default('https://api.paperbanana.me'),
  /** The server's image provider: models and resolutions can be chosen with `kie_imagen` only. */
  imageProvider: z.string().min(1).default('kie_imagen'),
  /** How often it may be asked, as you know it: the document says nothing. */
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

export type PaperbananaSettings = z.output<typeof paperbananaSettings>
