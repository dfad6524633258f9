import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { JobHandle, SubmitContext, SubmitOutcome } from '../../provider.js'
import { type PublicAssets, publishedAddress } from '../public-assets.js'
import { readRefusal } from '../read-outcome.js'
import type { AskService } from '../service-client.js'
import { inputFile } from '../service-input.js'
import { findPrice, type GenerateBody, readBody } from './generate-body.js'
import type { Settings } from './settings.js'
import { taskId } from './tasks.js'
import { wording } from './wording.js'

const generateAnswer = z.object({
  data: z.object({
    task_id: taskId,
    cost_credits: z.number().nonnegative().optional().catch(undefined),
  }),
})

interface SubmitOptions {
  ask: AskService
  assets: PublicAssets
  settings: Settings
  toHandle: (id: string, key: string | undefined) => JobHandle
}

/** Sends one request once. */
export async function submitOne(
  { ask, assets, settings, toHandle }: SubmitOptions,
  request: ProviderRequest,
  context: SubmitContext,
): Promise<SubmitOutcome> {
  const body = readBody(request)
  if (body === undefined) {
    const message = `\`autofigure\` knows no \`${request.operation}\` with such a body`
    return { status: 'rejected', error: new FigureError('service-refused', message) }
  }
  const sendable = await publishInputs(body, assets, context)
  if (sendable instanceof FigureError) return { status: 'rejected', error: sendable }
  const sent = await ask(context, { method: 'POST', path: '/generate', json: sendable })
  const refusal = readRefusal(sent, context, wording)
  if (refusal !== undefined) return refusal
  const taken = sent.status === 'answered' ? readJson(sent.answer) : undefined
  const task = generateAnswer.safeParse(taken).data?.data
  if (task === undefined) {
    return { status: 'unknown', reason: '`autofigure` answered, and names no task' }
  }
  const { cost_credits: cost, task_id: id } = task
  const handle = toHandle(id, context.key)
  if (cost === undefined) return { status: 'accepted', handle }
  // It is taken at the end, and may have grown by then: no less stays reserved.
  const { credits = 0, mostCredits = credits } = findPrice(body, settings) ?? {}
  return { status: 'accepted', handle, costCredits: Math.max(cost, mostCredits) }
}

/** The body with addresses in the place of files; why not when one is not there. Sends nothing. */
async function publishInputs(
  body: GenerateBody,
  assets: PublicAssets,
  context: SubmitContext,
): Promise<object | FigureError> {
  const { image_input: images } = body.options
  if (images === undefined) return body
  const toAddress = (image: unknown) =>
    typeof image === 'string' ? image : publishedAddress(inputFile(image, context), assets, context)
  try {
    const addresses = await Promise.all(images.map(toAddress))
    return { ...body, options: { ...body.options, image_input: addresses } }
  } catch (error) {
    if (error instanceof FigureError) return error
    return new FigureError('service-refused', 'a source image cannot be read', { cause: error })
  }
}
