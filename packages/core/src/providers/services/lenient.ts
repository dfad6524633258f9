import type * as z from 'zod'

/** A field of an answer that can be done without: one that is not as expected is as good as absent. */
export function lenient<Type extends z.ZodType>(type: Type) {
  return type.optional().catch(undefined)
}
