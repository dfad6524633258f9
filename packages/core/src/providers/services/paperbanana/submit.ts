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
import { type Rejected, readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
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
  try {
    callback()
    const tooLittle = await quota.take(request, { ...context, key: keyOf(request, context) })
    return tooLittle === undefined ? { status: 'ready', request } : putOff(request, tooLittle)
  } catch (error) {
    const rejected = toNotSent(error)
    return isComposite(request) || rejected.again === 'later'
      ? rejected
      : { ...rejected, about: 'key' }
  }
}

/** Panels are known to one key; else another may have some left. */
function putOff(request: ProviderRequest, tooLittle: Rejected): Rejected {
  return isComposite(request) ? putOffPanels(tooLittle.error) : tooLittle
}

/** Sends a request once. What is accepted costs a unit, whatever comes of it. */
export async function submitRequest(
  request: ProviderRequest,
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome> {
  if (!known.includes(request.operation)) return refuseStranger('paperbanana')
  let sending = context
  let outcome: SubmitOutcome
  try {
    sending = { ...context, key: keyOf(request, context) }
    const tooLittle = service.quota.hold(request, sending)
    outcome = tooLittle ? putOff(request, tooLittle) : await send(request, sending, service)
  } catch (error) {
    // Inputs come before anything is sent, and sending does not throw.
    outcome = toNotSent(error)
  }
  service.quota.answered(request, sending, outcome)
  return outcome
}

const isComposite = ({ operation }: ProviderRequest) => operation === compositeOperation

async function send(
  request: ProviderRequest,
  context: SubmitContext,
  { ask, callback, origin }: Service,
): Promise<SubmitOutcome> {
  const json = { ...(await toBody(request, context)), ...callback() }
  const sent = await ask(context, { method: 'POST', path: `/api/${request.operation}`, json })
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') {
    return isComposite(request) ? readPanelRefusal(said, sent) : said
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
function keyOf(request: ProviderRequest, context: PrepareContext): string | undefined {
  return isComposite(request) ? withJobs(request.body, context).key : context.key
}

/**
 * The body as it is sent.
 *
 * @throws {FigureError} when an input cannot be read, is not what it was, or its job is not known.
 */
async function toBody(request: ProviderRequest, context: PrepareContext): Promise<JsonObject> {
  const { body } = request
  if (isComposite(request)) return withJobs(body, context).body
  if (body.pdf_base64 === undefined) return body
  const pdf = await readInput(inputFile(body.pdf_base64, context))
  return { ...body, pdf_base64: Buffer.from(pdf).toString('base64') }
}
