import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { lenient } from '../lenient.js'
import { readSubmission, refuseStranger, toNotSent } from '../read-outcome.js'
import type { AskService, ServiceRequest } from '../service-client.js'
import { toHandles } from './handle.js'
import { groupOf, models, mostAtOnce, priceOf, readOrder } from './order.js'
import type { ConceptvizSettings } from './settings.js'
import { type Batch, toSubmissionCall } from './submission-call.js'
import { isTooPoor, wording } from './wording.js'

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where it goes. */
  origin: string
  settings: ConceptvizSettings
}

/** Sends the first request once, with those that go with it, as one task; the others are left out. */
export async function submitOrders(
  requests: readonly ProviderRequest[],
  context: SubmitContext,
  service: Service,
): Promise<SubmitOutcome[]> {
  const orders = requests.map(readOrder)
  const groups = requests.map(groupOf)
  const leader = orders.findIndex((order) => order !== undefined)
  const alike = orders.flatMap((order, index) =>
    groups[index] === groups[leader] ? (order ?? []) : [],
  )
  const batch = alike.slice(0, alike[0]?.operation === 'generate' ? mostAtOnce : 1)
  const [first, ...others] = batch
  const outcomes = first === undefined ? [] : await send([first, ...others], context, service)
  return orders.map((order) =>
    order === undefined
      ? refuseStranger('conceptviz')
      : (outcomes[batch.indexOf(order)] ?? leftOut),
  )
}

const leftOut: SubmitOutcome = {
  status: 'rejected',
  error: new FigureError(
    'service-refused',
    'it was not sent: it does not go together with the others',
  ),
}

async function send(
  batch: Batch,
  context: SubmitContext,
  { ask, origin, settings }: Service,
): Promise<SubmitOutcome[]> {
  const forAll = (outcome: SubmitOutcome) => batch.map(() => outcome)
  let call: ServiceRequest
  try {
    call = await toSubmissionCall(batch, context, settings)
  } catch (error) {
    return forAll(toNotSent(error))
  }
  const sent = await ask(context, call)
  const said = readSubmission(sent, context, wording)
  if (said.status === 'rejected' && sent.status === 'answered') {
    const isPoor = isTooPoor(readJson(sent.answer), priceOf(batch[0], settings.prices))
    return forAll(isPoor ? { ...said, about: 'account' } : said)
  }
  if (said.status !== 'answered') return forAll(said)
  const task = readTask(readJson(said.answer))
  if (task === undefined) {
    return forAll({ status: 'unknown', reason: '`conceptviz` took it, and named no task' })
  }
  return toHandles(batch, task, origin, context).map((handle) => ({
    status: 'accepted',
    handle,
    ...(task.credits === undefined ? {} : { costCredits: task.credits / batch.length }),
  }))
}

/** Its `poll_url` is not followed: the id says where the task is, on the service's own host. */
const acceptance = z.object({
  taskId: z.string().regex(/^[\w-]{1,200}$/),
  model: lenient(z.enum(models)),
  credits_used: lenient(z.number().min(0)),
})

function readTask(answer: unknown) {
  const { data } = acceptance.safeParse(answer)
  return data && { id: data.taskId, model: data.model, credits: data.credits_used }
}
