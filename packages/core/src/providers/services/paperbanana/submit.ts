import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { JsonObject } from '../../../json.js'
import { optimizeOperation, type SubmitContext, type SubmitOutcome } from '../../provider.js'
import { readRefusal } from '../read-outcome.js'
import { inputFile, readInput } from '../service-input.js'
import { operations } from './options.js'
import { type Service, unit } from './service.js'
import { wantedBy } from './wanted.js'
import { wording } from './wording.js'

const known: readonly string[] = [...operations, optimizeOperation, 'composite']

const acceptance = z.object({ task_id: z.string().regex(/^[\w-]{1,200}$/) })

/** Sends a request once. What is accepted costs a unit, whatever comes of it. */
export async function submitRequest(
  request: ProviderRequest,
  context: SubmitContext,
  { ask, callback, origin }: Service,
): Promise<SubmitOutcome> {
  const { operation } = request
  if (!known.includes(operation)) {
    return refuse(new FigureError('service-refused', '`paperbanana` has no such request'))
  }
  let json: JsonObject
  try {
    json = { ...(await withInputs(request, context)), ...callback }
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    return refuse(error)
  }
  const sent = await ask(context, { method: 'POST', path: `/api/${operation}`, json })
  const refusal = readRefusal(sent, context, wording)
  if (refusal !== undefined) return refusal
  const accepted =
    sent.status === 'answered' ? acceptance.safeParse(readJson(sent.answer)).data : undefined
  if (accepted === undefined) {
    return { status: 'unknown', reason: '`paperbanana` took it, and named no task' }
  }
  const { key } = context
  return {
    status: 'accepted',
    handle: {
      provider: 'paperbanana',
      id: accepted.task_id,
      origin,
      ...(key === undefined ? {} : { keyFingerprint: key }),
      details: { wanted: wantedBy(request) },
    },
    costCredits: unit,
  }
}

function refuse(error: FigureError): SubmitOutcome {
  return { status: 'rejected', error }
}

/** The body as it is sent. @throws {FigureError} when an input cannot be read, or is not what it was. */
async function withInputs({ body }: ProviderRequest, context: SubmitContext): Promise<JsonObject> {
  if (body.pdf_base64 === undefined) return body
  const pdf = await readInput(inputFile(body.pdf_base64, context))
  return { ...body, pdf_base64: Buffer.from(pdf).toString('base64') }
}
