import * as z from 'zod'

/** Where the paths of a service begin; comes out without a slash at its end. */
export function baseUrl(documented: string) {
  return z
    .url({ protocol: /^https?$/, error: 'expected an address such as `https://host/api/v1`' })
    .transform((address) => address.replace(/\/+$/, ''))
    .default(documented)
}

/** How often a service may be asked, as an author knows it, where its document says nothing. */
export const knownLimits = z
  .array(
    z.strictObject({
      scope: z.enum(['address', 'key', 'account']),
      requests: z.int().min(1),
      windowMs: z.int().min(1),
    }),
  )
  .default([])
