import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { Sent } from '../../../http/send-once.js'
import type { SubmitContext, SubmitOutcome } from '../../provider.js'
import { readRefusal } from '../read-outcome.js'
import type { AskService } from '../service-client.js'
import { toHandles } from './handle.js'
import { groupOf, models, mostAtOnce, readOrder } from './order.js'
import type { ConceptvizSettings } from './settings.js'
import { type Batch, toSubmissionCall } from './submission-call.js'
import { wording } from './wording.js'

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
      ? refuse('it was not sent: `conceptviz` has no such request')
      : (outcomes[batch.indexOf(order)] ??
        refuse('it was not sent: it does not go together with the others')),
  )
}

function refuse(message: string): SubmitOutcome {
  return { status: 'rejected', error: new FigureError('service-refused', message) }
}

async function send(
  batch: Batch,
  context: SubmitContext,
  { ask, origin, settings }: Service,
): Promise<SubmitOutcome[]> {
  const forAll = (outcome: SubmitOutcome) => batch.map(() => outcome)
  let sent: Sent
  try {
    sent = await ask(context, await toSubmissionCall(batch, context, settings))
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    return forAll({ status: 'rejected', error })
  }
  const refusal = readRefusal(sent, context, wording)
  if (refusal !== undefined) return forAll(refusal)
  const task = sent.status === 'answered' ? readTask(readJson(sent.answer)) : undefined
  if (task === undefined) {
    return forAll({ status: 'unknown', reason: '`conceptviz` took it, and named no task' })
  }
  return toHandles({ ...task, batch, key: context.key, origin }).map((handle) => ({
    status: 'accepted',
    handle,
    ...(task.credits === undefined ? {} : { costCredits: task.credits / batch.length }),
  }))
}

/** Its `poll_url` is not followed: the id says where the task is, on the service's own host. */
const acceptance = z.object({
  taskId: z.string().regex(/^[\w-]{1,200}$/),
  model: z.enum(models).optional().catch(undefined),
  credits_used: z.number().min(0).optional().catch(undefined),
})

function readTask(answer: unknown) {
  const { data } = acceptance.safeParse(answer)
  return data && { id: data.taskId, model: data.model, credits: data.credits_used }
}
