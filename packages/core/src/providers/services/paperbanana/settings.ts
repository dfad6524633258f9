import * as z from 'zod'
import { isPublicHttps } from '../public-https.js'
import { baseUrl, knownLimits } from '../service-settings.js'

export const webhookSecret = z.string().min(16, 'expected 16 characters or more')

/** What may differ from the document, or is not in it. */
export const paperbananaSettings = z.strictObject({
  /** Where its paths begin, `/api/...` among them. */
  baseUrl: baseUrl('https://api.paperbanana.me'),
  /** The server's image provider: models and resolutions can be chosen with `kie_imagen` only. */
  imageProvider: z.string().min(1).default('kie_imagen'),
  /** How often it may be asked, as you know it: the document says nothing. */
  limits: knownLimits,
  /** Units of each key's quota that are not spent, where the environment has an admin key to ask with. */
  quotaReserve: z.int().min(0, 'expected 0 or more').default(1),
  /** Has it tell when a task is over; what listens on this machine stands behind the address. */
  webhook: z
    .strictObject({
      /** As the service is told it. */
      url: z.string().refine(isPublicHttps, 'expected a public https address without a password'),
      /** The `webhook_secret` of the key; that of the environment when absent. */
      secret: webhookSecret.optional(),
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(1).max(65_535),
    })
    .optional(),
})

export type PaperbananaSettings = z.output<typeof paperbananaSettings>
