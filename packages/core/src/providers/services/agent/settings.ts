import * as z from 'zod'
import { baseUrl, knownLimits } from '../service-settings.js'

const credits = z.number().min(0)

/** What may differ from the document, or is not in it. */
export const agentSettings = z.strictObject({
  /** Where its paths begin: the document names no host, and one that redirects would lose the key. */
  baseUrl: baseUrl('https://rynjer.com'),
  /** When there, `{}` is enough: the keys are identity tokens of Moltbook, and are exchanged. */
  moltbook: z
    .strictObject({
      /** What the exchange calls the identity token: the document does not say. */
      field: z.string().min(1).default('identity_token'),
    })
    .optional(),
  /** Where a task is looked at, `/v1/generate/{requestId}` or with `{taskId}`, if its own description names no path. */
  statusPath: z
    .string()
    .regex(/^\/[^{}?#]*\{\w+\}[^{}?#]*$/, 'expected a path with one `{requestId}` or `{taskId}`')
    .optional(),
  /** Pins prices: it refuses a version that is not the current one. */
  priceVersion: z.string().min(1).optional(),
  /** Credits of one image or video by model, where they are others than the document's or it has no such model. */
  prices: z
    .record(
      z.string(),
      z.union([
        z.strictObject({ '1K': credits, '2K': credits.optional(), '4K': credits.optional() }),
        z.strictObject({ '720p': credits, '1080p': credits.optional() }),
      ]),
    )
    .default({}),
  /** How often it may be asked, as you know it: the document says nothing. */
  limits: knownLimits,
})

export type AgentSettings = z.output<typeof agentSettings>
