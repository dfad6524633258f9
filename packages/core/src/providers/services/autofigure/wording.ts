import * as z from 'zod'
import type { Wording } from '../read-outcome.js'

const errorSchema = z.object({
  success: z.literal(false),
  error: z.object({ message: z.string() }),
})

export const wording: Wording = {
  service: 'autofigure',
  refusals: [400, 401, 402, 403, 404, 411, 413],
  messageOf: (json) => errorSchema.safeParse(json).data?.error.message,
  hintOf: (status) =>
    status === 403
      ? 'Only keys of a team may use the API: make one in the settings of the team.'
      : undefined,
  // It is of a person, or of a plan without the API.
  isAboutKey: (status) => status === 403,
}
