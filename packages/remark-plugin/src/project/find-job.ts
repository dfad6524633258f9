import type { FigureRecord, JobHandle } from '@figmill/core'
import type { Project } from './open-project.js'

/** The job of a service that made a picture, where this machine bought it. */
export async function findJob(
  { specDigest, taskId }: FigureRecord,
  { paid }: Project,
): Promise<JobHandle | undefined> {
  if (taskId === undefined || !paid.hasLedger()) return undefined
  const { ledger } = await paid.ledger()
  const job = (await ledger.find(specDigest))?.handle
  return job?.id === taskId ? job : undefined
}
