import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { readSubmission, refuseStranger } from '../read-outcome.js'
import { readJob, toHandle, toState } from './job.js'
import { readOrder } from './order.js'
import type { Service } from './service.js'
import { uploadPicture } from './upload.js'
import { wording } from './wording.js'

/** Uploads what the picture starts from, and asks for it once. The answer takes up to five minutes. */
export async function submitOrder(
  request: ProviderRequest,
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome> {
  const order = readOrder(request)
  if (order === undefined) return refuseStranger('flokan')
  const { image_id: image, ...json } = order
  const isFile = typeof image === 'object'
  const uploaded = isFile ? await uploadPicture(image, context, service) : { imageId: image }
  if ('status' in uploaded) return uploaded
  const { imageId } = uploaded
  const sent = await service.ask(context, {
    method: 'POST',
    path: '/process',
    json: imageId === undefined ? json : { ...json, image_id: imageId },
  })
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') return said
  const job = readJob(readJson(said.answer))
  if (job?.id === undefined) {
    return { status: 'unknown', reason: '`flokan` took it, and named no job' }
  }
  const { credits_consumed: credits, id } = job
  const state = toState(job, service.origin, context.clock.now())
  return {
    status: 'accepted',
    handle: toHandle({ ...job, id }, service.origin, context),
    ...(credits === undefined ? {} : { costCredits: credits }),
    ...(state.status === 'done' ? { end: state } : {}),
  }
}
