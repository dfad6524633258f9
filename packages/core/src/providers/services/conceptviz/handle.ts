import * as z from 'zod'
import type { JobHandle, ProviderContext } from '../../provider.js'
import { createHandle } from '../job-handle.js'
import { markOf, type Order } from './order.js'

/** Which picture of a task is whose, and what it cost. */
const details = z.object({
  prompt: z.string(),
  /** Among equal prompts of the task, from 0. */
  nth: z.int().min(0),
  /** Prompts of the task. */
  of: z.int().min(1),
  /** What these are recognised by in an answer; absent in handles of earlier versions. */
  marks: z.array(z.string()).optional(),
  model: z.string(),
  /** Its share of what the task cost. */
  credits: z.number().min(0).optional(),
})

export type HandleDetails = z.output<typeof details>

/** A task as it was accepted. */
interface AcceptedTask {
  id: string
  /** What the answer calls it, where it says so. */
  model: string | undefined
  credits: number | undefined
}

/**
 * One handle for each order of a task, all with its id.
 *
 * @param batch As they were sent.
 */
export function toHandles(
  batch: readonly Order[],
  { credits, id, model }: AcceptedTask,
  origin: string,
  context: ProviderContext,
): JobHandle[] {
  const marks = batch.map(({ body }) => markOf(body.prompt))
  return batch.map(({ body }, index) =>
    createHandle({ provider: 'conceptviz', id, origin }, context, {
      prompt: body.prompt,
      nth: marks.slice(0, index).filter((mark) => mark === marks[index]).length,
      of: batch.length,
      marks,
      model: model ?? body.model,
      ...(credits === undefined ? {} : { credits: credits / batch.length }),
    }),
  )
}

/** @throws When it is no handle of ours. */
export function readDetails(handle: JobHandle): HandleDetails {
  return details.parse(handle.details)
}
