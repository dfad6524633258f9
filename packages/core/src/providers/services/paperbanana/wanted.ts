import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { type JobHandle, optimizeOperation } from '../../provider.js'

const formats = z.array(z.enum(['png', 'svg', 'pdf'])).min(1)

/** What a job is to end with: a text, or a picture in formats of which the first is the primary one. */
const wanted = z.union([z.literal('text'), formats])

export type Wanted = z.output<typeof wanted>

export function wantedBy({ body, operation }: ProviderRequest): Wanted {
  if (operation === optimizeOperation) return 'text'
  // A composite is a PNG.
  return formats.safeParse(body.output_formats).data ?? ['png']
}

/** As its handle says: a later run has nothing else. */
export function wantedOf({ details }: JobHandle): Wanted {
  return wanted.safeParse(details?.wanted).data ?? ['png']
}
