import * as z from 'zod'
import type { Wording } from '../read-outcome.js'

const errorBody = z.object({ success: z.literal(false), error: z.string() })

/** How it words its errors, and what to do about them. */
export const wording: Wording = {
  service: 'flokan',
  refusals: [400, 401, 402, 403, 404, 422],
  messageOf: (json) => errorBody.safeParse(json).data?.error,
  hintOf(status, message) {
    if (status === 403) {
      return 'Give the key the `image_editor` scope, and its creator access to the Image Editor.'
    }
    if (status === 404) {
      return 'Pictures, styles and characters must be of the workspace that the key is of.'
    }
    if (status !== 422) return undefined
    return /byok|configured|enabled|plan\b/i.test(message)
      ? 'Enable the provider and its key in the workspace, or leave `byok` out.'
      : 'Say it in other words: its safety filter objects.'
  },
  // The key has no scope, or its creator no permission.
  isAboutKey: (status) => status === 403,
}
