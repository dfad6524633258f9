import * as z from 'zod'
import type { JobHandle, ProviderContext } from '../../provider.js'
import { createHandle } from '../job-handle.js'
import { type Order, squeezePrompt } from './order.js'

/** Which picture of a task is whose, and what it cost. */
const details = z.object({
  prompt: z.string(),
  /** Among equal prompts of the task, from 0. */
  nth: z.int().min(0),
  /** Prompts of the task. */
  of: z.int().min(1),
  /** These, as they are recognised in an answer; absent in handles of earlier versions. */
  prompts: z.array(z.string()).optional(),
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
  const prompts = batch.map(({ body }) => squeezePrompt(body.prompt))
  return batch.map(({ body }, index) =>
    createHandle({ provider: 'conceptviz', id, origin }, context, {
      prompt: body.prompt,
      nth: prompts.slice(0, index).filter((prompt) => prompt === prompts[index]).length,
      of: batch.length,
      prompts,
      model: model ?? body.model,
      ...(credits === undefined ? {} : { credits: credits / batch.length }),
    }),
  )
}

/** @throws When it is no handle of ours. */
export function readDetails(handle: JobHandle): HandleDetails {
  return details.parse(handle.details)
}
