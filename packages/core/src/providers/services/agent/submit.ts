import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import { readRetryAfter } from '../../../http/read-retry-after.js'
import { redact } from '../../../http/redact.js'
import type { Sent, ServiceAnswer } from '../../../http/send-once.js'
import type { JsonObject } from '../../../json.js'
import type { ProviderContext, SubmitContext, SubmitOutcome } from '../../provider.js'
import type { PublicAssets } from '../public-assets.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import type { AskService } from '../service-client.js'
import { type AnswerData, judge, readAnswerData, toError, wording } from './answer.js'
import { toHandle } from './handle.js'
import { readOrder, toBody, toUuid } from './order.js'
import type { AgentSettings } from './settings.js'
import type { FindStatusPath } from './status-path.js'

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where it goes. */
  origin: string
  findStatusPath: FindStatusPath
  assets: PublicAssets
  settings: AgentSettings
}

/** Sends each request once, under its id: the service charges an id once. */
export function submitOrders(
  requests: readonly ProviderRequest[],
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome[]> {
  const { clock, requestIds = [], sentAtMs = [] } = context
  const now = clock.now()
  return Promise.all(
    requests.map((request, index) => {
      // How long an id is recognised counts from its first sending, whichever this one is.
      const sentAt = sentAtMs[index] ?? now
      return submitOrder(request, requestIds[index], sentAt, context, service)
    }),
  )
}

async function submitOrder(
  request: ProviderRequest,
  requestId: string | undefined,
  sentAt: number,
  context: SubmitContext,
  { ask, assets, origin, settings }: Service,
): Promise<SubmitOutcome> {
  if (readOrder(request) === undefined) return refuseStranger('agent')
  if (requestId === undefined) return withoutId
  let body: JsonObject
  let sent: Sent
  try {
    body = await toBody(request, requestId, settings.priceVersion, assets, context)
    sent = await ask(context, { method: 'POST', path: '/v1/generate', json: body })
  } catch (error) {
    // Inputs and access come before anything is sent, and sending does not throw.
    return toNotSent(error)
  }
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') return said
  const data = readAnswerData(readJson(said.answer))
  const task = { requestId: toUuid(requestId), taskId: data.task_id, body, sentAt }
  if (isTaken(data)) return { status: 'accepted', handle: toHandle(task, origin, context) }
  return readError(data, said.answer, context)
}

const withoutId: SubmitOutcome = {
  status: 'rejected',
  error: new FigureError('service-refused', 'it was not sent: it has no id to be charged once by'),
}

/** A task that has a name was taken, and so was one of which a state is told. */
export function isTaken({ error, status, task_id: id }: AnswerData): boolean {
  return id !== undefined || (status !== undefined && error === undefined)
}

/** An error inside HTTP 200. One that may be about a task that was taken proves nothing. */
function readError(
  data: AnswerData,
  { headers }: ServiceAnswer,
  { clock }: ProviderContext,
): SubmitOutcome {
  if (data.error === undefined) {
    return { status: 'unknown', reason: '`agent` answered, and named no task' }
  }
  const error = toError(data)
  // A state is told of what was begun: the words are of its end then, such as those of moderation.
  switch (data.status === undefined ? judge(data.error) : 'unknown') {
    case 'key':
      return { status: 'rejected', about: 'key', error }
    case 'request':
      return { status: 'rejected', error }
    case 'token':
    case 'later': {
      const retryAfterMs = readRetryAfter(headers['retry-after'], clock.now())
      return { status: 'rejected', again: 'later', retryAfterMs, error }
    }
    default:
      return { status: 'unknown', reason: `\`agent\` answered: ${redact(data.error)}` }
  }
}
