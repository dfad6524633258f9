import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { readRefusal } from '../read-outcome.js'
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
  if (order === undefined) return leftOut
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
  const refusal = readRefusal(sent, context, wording)
  if (refusal !== undefined) return refusal
  const job = sent.status === 'answered' ? readJob(readJson(sent.answer)) : undefined
  if (job?.id === undefined) {
    return { status: 'unknown', reason: '`flokan` took it, and named no job' }
  }
  const { credits_consumed: credits, id } = job
  const state = toState(job, service.origin, context.clock.now())
  return {
    status: 'accepted',
    handle: toHandle({ ...job, id }, service.origin, context.key),
    ...(credits === undefined ? {} : { costCredits: credits }),
    ...(state.status === 'done' ? { end: state } : {}),
  }
}

const leftOut: SubmitOutcome = {
  status: 'rejected',
  error: new FigureError('service-refused', 'it was not sent: `flokan` cannot take it so', {
    hint: 'Build again, with the version of figmill that planned it.',
  }),
}
