import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { readJson } from '../../../http/read-json.js'
import type { JsonObject } from '../../../json.js'
import { optimizeOperation, type SubmitContext, type SubmitOutcome } from '../../provider.js'
import { createHandle } from '../job-handle.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import { inputFile, readInput } from '../service-input.js'
import { compositeOperation, readPanelRefusal, withJobs } from './composite.js'
import { operations } from './options.js'
import { type Service, unit } from './service.js'
import { wantedBy } from './wanted.js'
import { wording } from './wording.js'

const known: readonly string[] = [...operations, optimizeOperation, compositeOperation]

const acceptance = z.object({ task_id: z.string().regex(/^[\w-]{1,200}$/) })

/** Sends a request once. What is accepted costs a unit, whatever comes of it. */
export async function submitRequest(
  request: ProviderRequest,
  context: SubmitContext,
  { ask, callback, origin }: Service,
): Promise<SubmitOutcome> {
  const { operation } = request
  if (!known.includes(operation)) return refuseStranger('paperbanana')
  let prepared: Prepared
  try {
    prepared = await prepare(request, context)
  } catch (error) {
    return toNotSent(error)
  }
  const turn = { ...context, key: prepared.key }
  const json = { ...prepared.body, ...callback }
  const sent = await ask(turn, { method: 'POST', path: `/api/${operation}`, json })
  const said = readSubmission(sent, turn, wording)
  if (said.status !== 'answered') {
    return operation === compositeOperation ? readPanelRefusal(said, sent) : said
  }
  const accepted = acceptance.safeParse(readJson(said.answer)).data
  if (accepted === undefined) {
    return { status: 'unknown', reason: '`paperbanana` took it, and named no task' }
  }
  const job = { provider: 'paperbanana', id: accepted.task_id, origin }
  const handle = createHandle(job, turn, { wanted: wantedBy(request) })
  return { status: 'accepted', handle, costCredits: unit }
}

/** The body as it is sent, and the fingerprint of the key to send it with. */
interface Prepared {
  body: JsonObject
  key: string | undefined
}

/** @throws {FigureError} when an input cannot be read, is not what it was, or its job is not known. */
async function prepare(
  { body, operation }: ProviderRequest,
  context: SubmitContext,
): Promise<Prepared> {
  if (operation === compositeOperation) return withJobs(body, context)
  const { key } = context
  if (body.pdf_base64 === undefined) return { body, key }
  const pdf = await readInput(inputFile(body.pdf_base64, context))
  return { body: { ...body, pdf_base64: Buffer.from(pdf).toString('base64') }, key }
}
