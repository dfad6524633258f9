import { FigureError } from '../../../errors.js'
import type { JobHandle, JobState, PollContext } from '../../provider.js'
import { checkOrigin } from '../job-handle.js'
import { isForgotten, oddAnswerHint, readAnswer } from '../read-outcome.js'
import { readJob, toState } from './job.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

/** Looks at a job that nobody saw the end of: its call broke off, or the process that made it did. */
export async function pollJob(
  handle: JobHandle,
  context: PollContext,
  { ask, origin }: Service,
): Promise<JobState> {
  checkOrigin(handle, origin)
  const { id } = handle
  const sent = await ask(context, { method: 'GET', path: `/jobs/${encodeURIComponent(id)}` })
  // It named the job itself, and the key's workspace is the job's.
  if (isForgotten(sent, wording)) {
    return { status: 'lost', reason: '`flokan` does not know the job any more' }
  }
  const job = readJob(readAnswer(sent, wording))
  if (job === undefined || (job.id ?? id) !== id) {
    throw new FigureError('service-unavailable', '`flokan` answered with another job, or none', {
      hint: oddAnswerHint('flokan'),
    })
  }
  return toState(job, origin, context.clock.now())
}
