import { createServiceLimits } from '../count-requests.ts'
import type { HttpAnswer, HttpRequest } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import { bearerOf, json } from '../json-answer.ts'
import type { Settings } from './options.ts'
import type { Order } from './read-submission.ts'
import { Refusal } from './refusals.ts'
import type { TaskBook } from './task-book.ts'

export interface SubmissionVisit {
  request: HttpRequest
  account: string
  order: Order
  /** The body that the order was read from. */
  body: unknown
  fault: Fault | undefined
  /** Among the submissions, from 0. */
  index: number
}

/** Takes orders: rights, moderation, credits, task. */
export function createSubmissionAnswers(settings: Settings, book: TaskBook) {
  const { clock, countsRefused, moderationLimits } = settings
  const moderation = createServiceLimits(moderationLimits, countsRefused, clock)

  function checkPlan({ prompts, quality }: Order): void {
    if (!settings.qualities.includes(quality)) throw new Refusal('QUALITY_NOT_ALLOWED')
    if (prompts.length > settings.maxBatch) throw new Refusal('PLAN_LIMIT_EXCEEDED')
  }

  function moderate({ account, order, request }: SubmissionVisit): void {
    const ids = { key: bearerOf(request), account, address: request.address }
    if (moderation.ask(ids).refused) throw new Refusal('MODERATION_RATE_LIMITED')
    const text = order.prompts.join('\n').toLowerCase()
    if (
      settings.blockedWords.some((word) => text.includes(word.toLowerCase())) ||
      order.images.some((image) => settings.blockedImages.includes(image))
    )
      throw new Refusal('INPUT_MODERATION_BLOCKED')
  }

  /** @throws {Refusal} When the credits are not enough. */
  function checkCredits(account: string, price: number): number {
    const spent = book.charges(account).reduce((sum, { credits }) => sum + credits, 0)
    const remaining = settings.credits - spent
    if (price > remaining)
      throw new Refusal('INSUFFICIENT_CREDITS', { credits_remaining: remaining })
    return remaining - price
  }

  /** @throws {Refusal} When it is not taken, or fails at once. */
  return (visit: SubmissionVisit): HttpAnswer => {
    const { account, body, fault, index, order } = visit
    const { aspectRatio, model, prompts, quality } = order
    checkPlan(order)
    moderate(visit)
    const price = prompts.length * priceOf(order)
    const remaining = checkCredits(account, price)
    const failure = settings.failureOf(index)
    if (failure === 'CREDIT_CONSUMPTION_FAILED') throw new Refusal(failure)
    const missing = prompts.length - settings.imagesReturned(book.size, prompts.length)
    const lasting = fault === 'stuck-task' ? Infinity : settings.durationMs(book.size)
    const task = book.add({
      account,
      order,
      drawn: prompts.slice(Math.max(0, missing)),
      request: body,
      credits: price,
      ...(failure === undefined
        ? { durationMs: lasting, fault }
        : { durationMs: 0, fault: 'failed-task' }),
    })
    if (failure !== undefined) throw new Refusal(failure)
    return json(200, {
      taskId: task.id,
      status: 'pending',
      model,
      quality,
      aspect_ratio: aspectRatio,
      credits_used: price,
      credits_remaining: remaining,
      poll_url: `/api/v1/task/${task.id}`,
    })
  }
}

/** Credits for one picture. */
const priceOf = ({ model, quality }: Order) => (model === 'cv-1' && quality === '2k' ? 1 : 2)
