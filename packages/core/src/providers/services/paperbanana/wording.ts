import * as z from 'zod'
import type { Wording } from '../read-outcome.js'

const invalidInput = z.object({
  loc: z.array(z.union([z.string(), z.number()])).catch([]),
  msg: z.string(),
})

/** `detail` is a text where the service refuses, and a list where the request is not of its shape. */
const errorBody = z.object({ detail: z.union([z.string(), z.array(invalidInput)]) })

/** The reason in its errors. What a list has besides, `input` above all, repeats what was sent. */
function detailOf(json: unknown): string | undefined {
  const detail = errorBody.safeParse(json).data?.detail
  if (typeof detail === 'string' || detail === undefined) return detail
  return detail.map(({ loc, msg }) => [loc.join('.'), msg].filter(Boolean).join(': ')).join('; ')
}

export const wording: Wording = {
  service: 'paperbanana',
  refusals: [401, 403, 404, 422],
  messageOf: detailOf,
  hintOf(status, message) {
    if (status !== 403) return undefined
    if (/quota/i.test(message)) {
      return 'The quota of this key is used up: have it raised, or use another key.'
    }
    return /disabled/i.test(message) ? 'Have the key enabled again, or use another.' : undefined
  },
  // Its key is disabled, or the key's quota is used up.
  isAboutKey: (status) => status === 403,
  // So its framework words paths that it does not have.
  isAboutTask: (message) => message !== 'Not Found',
}
