import * as z from 'zod'
import type { Wording } from '../read-outcome.js'

const errorSchema = z.object({
  success: z.literal(false),
  error: z.object({ message: z.string() }),
})

const hints: Readonly<Record<number, string>> = {
  403: 'Only keys of a team may use the API: make one in the settings of the team.',
  404: 'Check `services.autofigure.baseUrl`.',
}

export const wording: Wording = {
  service: 'autofigure',
  messageOf: (json) => errorSchema.safeParse(json).data?.error.message,
  hintOf: (status) => hints[status],
}

/** Whether an answer is an error in the service's own words, and none of what stands before it. */
export function isOwnError(json: unknown): boolean {
  return errorSchema.safeParse(json).success
}
