import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { isForgotten, readSubmission, refuseStranger } from '../read-outcome.js'
import { readJob, toHandle, toState } from './job.js'
import { readOrder } from './order.js'
import { resultImageOf } from './result-image.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

/** Asks for a picture once. The answer takes up to five minutes. */
export async function submitOrder(
  request: ProviderRequest,
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome> {
  const order = readOrder(request)
  const image = order?.image_id
  if (order === undefined || typeof image === 'object') return refuseStranger('flokan')
  const sent = await service.ask(context, { method: 'POST', path: '/process', json: order })
  const said = readSubmission(sent, context, wording)
  if (said.status === 'rejected' && image !== undefined && isForgotten(sent, wording)) {
    const { inputs = [] } = context
    if (inputs.some((input) => resultImageOf(input, context, service) === image)) {
      // Prepared anew it is uploaded; if something else was unknown, that is told then.
      service.forgotten.add(image)
      return { ...said, again: 'later', retryAfterMs: 0 }
    }
  }
  if (said.status !== 'answered') return said
  const job = readJob(readJson(said.answer))
  if (job?.id === undefined) {
    return { status: 'unknown', reason: '`flokan` took it, and named no job' }
  }
  const { credits_consumed: credits, id } = job
  const handle = toHandle({ ...job, id }, service.origin, context)
  const state = toState(job, service.origin, context.clock.now())
  // Of a job that is not over it says what was taken by now: no less stays reserved.
  if (state.status !== 'done') return { status: 'accepted', handle }
  const cost = credits === undefined ? {} : { costCredits: credits }
  return { status: 'accepted', handle, ...cost, end: state }
}
