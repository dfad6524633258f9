import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { JsonObject } from '../../../json.js'
import type { PrepareContext, Prepared, SubmitContext, SubmitOutcome } from '../../provider.js'
import { lenient } from '../lenient.js'
import { type PublicAssets, publishedAddress } from '../public-assets.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import { inputFile } from '../service-input.js'
import { findPrice, readBody } from './generate-body.js'
import type { Service } from './service.js'
import { taskId, toHandle } from './tasks.js'
import { wording } from './wording.js'

const generateAnswer = z.object({
  data: z.object({
    task_id: taskId,
    cost_credits: lenient(z.number().nonnegative()),
  }),
})

/** Sends one request once. */
export async function submitOne(
  request: ProviderRequest,
  context: SubmitContext,
  { ask, origin, settings }: Service,
): Promise<SubmitOutcome> {
  const body = readBody(request)
  const isPrepared = body?.options.image_input?.every((image) => typeof image === 'string') ?? true
  if (body === undefined || !isPrepared) return refuseStranger('autofigure')
  const sent = await ask(context, { method: 'POST', path: '/generate', json: body })
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') return said
  const task = generateAnswer.safeParse(readJson(said.answer)).data?.data
  if (task === undefined) {
    return { status: 'unknown', reason: '`autofigure` took it, and named no task' }
  }
  const { cost_credits: cost, task_id: id } = task
  const handle = toHandle(id, origin, context)
  if (cost === undefined) return { status: 'accepted', handle }
  // It is taken at the end, and may have grown by then: no less stays reserved.
  const { credits = 0, mostCredits = credits } = findPrice(body, settings) ?? {}
  return { status: 'accepted', handle, costCredits: Math.max(cost, mostCredits) }
}

/** The request with addresses in the place of files. Asks nothing of the service. */
export async function publishInputs(
  request: ProviderRequest,
  assets: PublicAssets,
  context: PrepareContext,
): Promise<Prepared> {
  const { image_input: images, ...options } = readBody(request)?.options ?? {}
  if (images === undefined) return { status: 'ready', request }
  const toAddress = (image: unknown) =>
    typeof image === 'string' ? image : publishedAddress(inputFile(image, context), assets, context)
  try {
    const image_input = await Promise.all(images.map(toAddress))
    const body = { ...request.body, options: { ...options, image_input } as JsonObject }
    return { status: 'ready', request: { ...request, body } }
  } catch (error) {
    return toNotSent(error)
  }
}
