import * as z from 'zod'
import { baseUrl, knownLimits } from '../service-settings.js'

const credits = z.number().min(0).default(50)

/** What may differ from the document, or is not in it. */
export const flokanSettings = z.strictObject({
  /** Where its paths begin. */
  baseUrl: baseUrl('https://app.flokan.com/api/v1/image-editor'),
  /**
   * Most credits of a picture, by tier. The document names only `pro`, 50: the others are taken to
   * cost no more.
   */
  prices: z.strictObject({ pro: credits, standard: credits, creative: credits }).prefault({}),
  /** How often it may be asked, where you know it of your plan; otherwise its answers tell. */
  limits: knownLimits,
})

export type FlokanSettings = z.output<typeof flokanSettings>
