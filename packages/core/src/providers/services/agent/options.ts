import * as z from 'zod'
import { optionTypes } from '../read-options.js'
import { counts } from './order.js'

export const optionSchema = z.object({
  product: z.enum(['image', 'video', 'music']).optional(),
  count: z.enum(counts).optional(),
  /** Seconds of a video. */
  duration: optionTypes.whole(1, 3600).optional(),
  /** Input images that are on the web; files of the project stand in `images`, and come first. */
  input_image_urls: optionTypes.list.optional(),
})

export const optionNames = Object.keys(optionSchema.shape)

export type Options = z.output<typeof optionSchema>
