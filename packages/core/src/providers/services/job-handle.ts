import { FigureError } from '../../errors.js'
import type { JsonObject } from '../../json.js'
import type { JobHandle, ProviderContext } from '../provider.js'

/** A job that a service took with the key of this turn. */
export function createHandle(
  { id, origin, provider }: Pick<Required<JobHandle>, 'id' | 'origin' | 'provider'>,
  { key }: ProviderContext,
  details?: JsonObject,
): JobHandle {
  return {
    provider,
    id,
    origin,
    ...(key === undefined ? {} : { keyFingerprint: key }),
    ...(details === undefined ? {} : { details }),
  }
}

/** Where a job was not made it would seem lost. @throws {FigureError} when it is not asked for there. */
export function checkOrigin({ id, origin: made, provider }: JobHandle, origin: string): void {
  if (made === origin) return
  throw new FigureError('service-unavailable', `the job \`${id}\` was made at \`${made}\``, {
    hint: `Leave \`services.${provider}.baseUrl\` as it was until it is done.`,
  })
}
