import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { Sent } from '../../../http/send-once.js'
import type { JobHandle, JobState, PollContext } from '../../provider.js'
import { readAnswer } from '../read-outcome.js'
import { readJob, toState } from './job.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

/** Looks at jobs that nobody saw the end of: their call broke off, or the process that made it did. */
export async function pollJobs(
  handles: readonly JobHandle[],
  context: PollContext,
  { ask, origin }: Service,
): Promise<JobState[]> {
  const stray = handles.find((handle) => handle.origin !== origin)
  if (stray !== undefined) throw madeElsewhere(stray)
  return Promise.all(
    handles.map(async ({ id }) => {
      const path = `/jobs/${encodeURIComponent(id)}`
      const sent = await ask(context, { method: 'GET', path })
      if (saysNotFound(sent)) {
        // It named the job itself, and the key's workspace is the job's.
        return { status: 'lost', reason: '`flokan` does not know the job any more' }
      }
      const job = readJob(readAnswer(sent, wording))
      if (job === undefined || (job.id ?? id) !== id) {
        throw new FigureError('service-unavailable', '`flokan` answered with another job, or none')
      }
      return toState(job, origin, context.clock.now())
    }),
  )
}

/** In its own words: the page of a gateway says nothing about a job. */
function saysNotFound(sent: Sent): boolean {
  if (sent.status !== 'answered' || sent.answer.status !== 404) return false
  return wording.messageOf(readJson(sent.answer)) !== undefined
}

/** Where it was not made, it would seem lost. */
function madeElsewhere({ id, origin }: JobHandle): FigureError {
  return new FigureError('service-unavailable', `the job \`${id}\` was made at \`${origin}\``, {
    hint: 'Leave `services.flokan.baseUrl` as it was until it is done.',
  })
}
