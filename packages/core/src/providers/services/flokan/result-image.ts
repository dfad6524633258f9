import type { PrepareContext, RequestInput } from '../../provider.js'
import type { Service } from './service.js'

/** What the service calls an input that it made itself, for the key of this turn. */
export function resultImageOf(
  { job }: RequestInput,
  { key }: PrepareContext,
  { origin }: Pick<Service, 'origin'>,
): string | undefined {
  if (job?.provider !== 'flokan' || job.origin !== origin) return undefined
  // Pictures belong to a workspace, and which one another key is of is not known.
  if (job.keyFingerprint !== key) return undefined
  const id = job.details?.result_image_id
  return typeof id === 'string' ? id : undefined
}
