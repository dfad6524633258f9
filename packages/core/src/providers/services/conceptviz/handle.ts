import * as z from 'zod'
import type { JobHandle } from '../../provider.js'
import { type Order, squeezePrompt } from './order.js'

/** Which picture of a task is whose, and what it cost. */
const details = z.object({
  prompt: z.string(),
  /** Among equal prompts of the task, from 0. */
  nth: z.int().min(0),
  /** Prompts of the task. */
  of: z.int().min(1),
  model: z.string(),
  /** Its share of what the task cost. */
  credits: z.number().min(0).optional(),
})

export type HandleDetails = z.output<typeof details>

/** A task as it was accepted. */
interface AcceptedTask {
  id: string
  origin: string
  key: string | undefined
  /** The orders that it was made of, as they were sent. */
  batch: readonly Order[]
  /** What the answer calls it, where it says so. */
  model: string | undefined
  credits: number | undefined
}

/** One handle for each order of a task, all with its id. */
export function toHandles({ batch, credits, id, key, model, origin }: AcceptedTask): JobHandle[] {
  const prompts = batch.map(({ body }) => squeezePrompt(body.prompt))
  return batch.map(({ body }, index) => ({
    provider: 'conceptviz',
    id,
    origin,
    ...(key === undefined ? {} : { keyFingerprint: key }),
    details: {
      prompt: body.prompt,
      nth: prompts.slice(0, index).filter((prompt) => prompt === prompts[index]).length,
      of: batch.length,
      model: model ?? body.model,
      ...(credits === undefined ? {} : { credits: credits / batch.length }),
    },
  }))
}

/** @throws When it is no handle of ours. */
export function readDetails(handle: JobHandle): HandleDetails {
  return details.parse(handle.details)
}
