import * as z from 'zod'

/** A field of an answer that can be done without: one that is not as expected is as good as absent. */
export function lenient<Type extends z.ZodType>(type: Type) {
  return type.optional().catch(undefined)
}

/** A list of an answer, without those in it that are not as expected. */
export function lenientList<Type extends z.ZodType>(type: Type) {
  return z.array(lenient(type)).transform((items) => items.filter((item) => item !== undefined))
}
