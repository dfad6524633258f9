import * as z from 'zod'
import type { JobHandle, ProviderContext } from '../../provider.js'
import { createHandle } from '../job-handle.js'

const details = z.object({
  requestId: z.string(),
  taskId: z.string().optional(),
  /** When it first left; milliseconds since the epoch. */
  sentAt: z.number(),
  /** As it was sent: the same id must not come with another. Absent for one that was found again. */
  body: z.record(z.string(), z.unknown()).optional(),
})

export type HandleDetails = z.output<typeof details>

/** A task that was accepted, as plain JSON. */
export function toHandle(task: HandleDetails, origin: string, context: ProviderContext): JobHandle {
  const id = task.taskId ?? task.requestId
  const details = JSON.parse(JSON.stringify(task))
  return createHandle({ provider: 'agent', id, origin }, context, details)
}

/** @throws When it is no handle of ours. */
export function readDetails(handle: JobHandle): HandleDetails {
  return details.parse(handle.details)
}
