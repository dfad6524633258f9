import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { lenient } from '../lenient.js'
import { type PublicAssets, publishedAddress } from '../public-assets.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import { inputFile } from '../service-input.js'
import { findPrice, type GenerateBody, readBody } from './generate-body.js'
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
  { ask, assets, origin, settings }: Service,
): Promise<SubmitOutcome> {
  const body = readBody(request)
  if (body === undefined) return refuseStranger('autofigure')
  let json: object
  try {
    json = await publishInputs(body, assets, context)
  } catch (error) {
    return toNotSent(error)
  }
  const sent = await ask(context, { method: 'POST', path: '/generate', json })
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

/** The body with addresses in the place of files. Asks nothing of the service. @throws {FigureError} */
async function publishInputs(
  body: GenerateBody,
  assets: PublicAssets,
  context: SubmitContext,
): Promise<object> {
  const { image_input: images } = body.options
  if (images === undefined) return body
  const toAddress = (image: unknown) =>
    typeof image === 'string' ? image : publishedAddress(inputFile(image, context), assets, context)
  const addresses = await Promise.all(images.map(toAddress))
  return { ...body, options: { ...body.options, image_input: addresses } }
}
