import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { JsonObject } from '../../../json.js'
import {
  optimizeOperation,
  type PrepareContext,
  type Prepared,
  type SubmitContext,
  type SubmitOutcome,
} from '../../provider.js'
import { createHandle } from '../job-handle.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import { inputFile, readInput } from '../service-input.js'
import { compositeOperation, putOffPanels, readPanelRefusal, withJobs } from './composite.js'
import { operations } from './options.js'
import { type Service, unit } from './service.js'
import { wantedBy } from './wanted.js'
import { wording } from './wording.js'

const known: readonly string[] = [...operations, optimizeOperation, compositeOperation]

const acceptance = z.object({ task_id: z.string().regex(/^[\w-]{1,200}$/) })

/** Sees that a unit is left for it, before anything is sent. */
export async function prepareRequest(
  request: ProviderRequest,
  context: PrepareContext,
  { callback, quota }: Service,
): Promise<Prepared> {
  const isComposite = request.operation === compositeOperation
  try {
    callback()
    const tooLittle = await quota.take(keyOf(request, context), context)
    if (tooLittle === undefined) return { status: 'ready', request }
    // Panels are known to one key; else another may have some left.
    if (isComposite) return putOffPanels(tooLittle)
    return { status: 'rejected', about: 'key', error: tooLittle }
  } catch (error) {
    const rejected = toNotSent(error)
    return isComposite || rejected.again === 'later' ? rejected : { ...rejected, about: 'key' }
  }
}

/** Sends a request once. What is accepted costs a unit, whatever comes of it. */
export async function submitRequest(
  request: ProviderRequest,
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome> {
  if (!known.includes(request.operation)) return refuseStranger('paperbanana')
  let key: string | undefined
  let outcome: SubmitOutcome
  try {
    key = keyOf(request, context)
    outcome = await send(request, { ...context, key }, service)
  } catch (error) {
    // Inputs come before anything is sent, and sending does not throw.
    outcome = toNotSent(error)
  }
  service.quota.answered(key, outcome)
  return outcome
}

async function send(
  request: ProviderRequest,
  context: SubmitContext,
  { ask, callback, origin }: Service,
): Promise<SubmitOutcome> {
  const { operation } = request
  const json = { ...(await toBody(request, context)), ...callback() }
  const sent = await ask(context, { method: 'POST', path: `/api/${operation}`, json })
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') {
    return operation === compositeOperation ? readPanelRefusal(said, sent) : said
  }
  const accepted = acceptance.safeParse(readJson(said.answer)).data
  if (accepted === undefined) {
    return { status: 'unknown', reason: '`paperbanana` took it, and named no task' }
  }
  const job = { provider: 'paperbanana', id: accepted.task_id, origin }
  const handle = createHandle(job, context, { wanted: wantedBy(request) })
  return { status: 'accepted', handle, costCredits: unit }
}

/** Fingerprint of the key to send with. @throws {FigureError} when the job of a panel is not known. */
function keyOf({ body, operation }: ProviderRequest, context: PrepareContext): string | undefined {
  return operation === compositeOperation ? withJobs(body, context).key : context.key
}

/**
 * The body as it is sent.
 *
 * @throws {FigureError} when an input cannot be read, is not what it was, or its job is not known.
 */
async function toBody(
  { body, operation }: ProviderRequest,
  context: PrepareContext,
): Promise<JsonObject> {
  if (operation === compositeOperation) return withJobs(body, context).body
  if (body.pdf_base64 === undefined) return body
  const pdf = await readInput(inputFile(body.pdf_base64, context))
  return { ...body, pdf_base64: Buffer.from(pdf).toString('base64') }
}
