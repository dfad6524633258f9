import type * as z from 'zod'
import { FigureError, type FigureErrorCode } from '../../errors.js'
import { readJson } from '../../http/read-json.js'
import { readRetryAfter } from '../../http/read-retry-after.js'
import { redact } from '../../http/redact.js'
import type { Sent, ServiceAnswer } from '../../http/send-once.js'
import type { ProviderContext, SubmitOutcome } from '../provider.js'
import { keyVariable } from './create-services.js'

type Answered = Extract<Sent, { status: 'answered' }>
export type Rejected = Extract<SubmitOutcome, { status: 'rejected' }>
export type Unknown = Extract<SubmitOutcome, { status: 'unknown' }>

/** What one service says in its own words. */
export interface Wording {
  service: string
  /** Statuses by which its document says no before anything is taken. 429 says so everywhere. */
  refusals: readonly number[]
  /** The reason in an error of the service's shape, from its decoded JSON. */
  messageOf: (json: unknown) => string | undefined
  /** What to do about a status, or about a reason that says more than its status. */
  hintOf?: (status: number, message: string) => string | undefined
  /** Whether a refusal besides 401 is about the key, whatever is asked for. */
  isAboutKey?: (status: number, message: string) => boolean
  /** Whether a reason is about the account or its plan, and met again by fewer of the same requests. */
  isAboutAccount?: (message: string) => boolean
  /** Whether the reason of a 404 is about a task, where it may be about a path. */
  isAboutTask?: (message: string) => boolean
}

/** What is known of a paid request. The answer is one of 2xx, and its caller reads it. */
export function readSubmission(
  sent: Sent,
  { clock }: ProviderContext,
  wording: Wording,
): Answered | Rejected | Unknown {
  if (sent.status === 'not-sent') {
    const message = `\`${wording.service}\` cannot be reached: ${redact(sent.reason)}`
    const hint = unreachableHint(wording.service)
    return {
      status: 'rejected',
      again: 'later',
      error: new FigureError('service-unavailable', message, { hint }),
    }
  }
  if (sent.status === 'unknown') return { status: 'unknown', reason: redact(sent.reason) }
  const { answer } = sent
  if (isYes(answer)) return sent
  if (answer.status === 429) {
    return {
      status: 'rejected',
      again: 'later',
      retryAfterMs: readRetryAfter(answer.headers['retry-after'], clock.now()),
      error: toError('service-unavailable', answer, wording),
    }
  }
  // Of anything that its document does not name, nobody promises that nothing was taken.
  if (!wording.refusals.includes(answer.status)) {
    return { status: 'unknown', reason: describe(answer, wording) }
  }
  const error = toError('service-refused', answer, wording)
  return { status: 'rejected', about: aboutOf(answer, wording), error }
}

/** Whom a refusal is about, where that is not what was asked for. */
function aboutOf(
  answer: ServiceAnswer,
  { isAboutAccount, isAboutKey, messageOf }: Wording,
): Rejected['about'] {
  if (answer.status === 401) return 'key'
  // What stands in front of a service, and objects to one request, knows nothing of its keys.
  const said = messageOf(readJson(answer))
  if (said === undefined) return undefined
  if (isAboutKey?.(answer.status, said)) return 'key'
  return isAboutAccount?.(said) ? 'account' : undefined
}

/** Why a request was not sent. What is no `FigureError` is a defect, and thrown on. */
export function toNotSent(error: unknown): Rejected {
  if (!(error instanceof FigureError)) throw error
  const again = error.code === 'service-unavailable' ? 'later' : undefined
  return { status: 'rejected', error, again }
}

/** What is known of a request that `resolve` never made. */
export function refuseStranger(service: string): Rejected {
  const message = `it was not sent: \`${service}\` has no such request`
  const hint = 'Build again, with the version of figmill that planned it.'
  return { status: 'rejected', error: new FigureError('service-refused', message, { hint }) }
}

/** An answer that is no yes, for people. */
function toError(code: FigureErrorCode, answer: ServiceAnswer, wording: Wording): FigureError {
  const { status } = answer
  const hint =
    wording.hintOf?.(status, messageOf(answer, wording)) ?? usualHint(wording.service, status)
  return new FigureError(code, describe(answer, wording), { hint })
}

export function keyHint(service: string): string {
  return `Check the key (${keyVariable(service)}, or \`services.${service}.apiKey\`): \`figmill doctor\`.`
}

/** For an answer that is not what its document shows. */
export function oddAnswerHint(service: string): string {
  return `Check \`services.${service}.baseUrl\`. If it is right, run it again later.`
}

function unreachableHint(service: string): string {
  return `Check the network and \`services.${service}.baseUrl\`.`
}

function usualHint(service: string, status: number): string | undefined {
  switch (status) {
    case 401:
      return keyHint(service)
    case 402:
      return 'Buy credits there, or use another provider.'
    case 403:
      return 'Check what the key may do: `figmill doctor`.'
    case 404:
    case 405:
      return `Check \`services.${service}.baseUrl\`.`
    default:
      return undefined
  }
}

/** What came of a request that costs nothing. @throws {FigureError} when it is no 2xx with JSON. */
export function readAnswer(sent: Sent, wording: Wording): unknown {
  const { service } = wording
  if (sent.status !== 'answered') {
    const message = `\`${service}\` cannot be asked: ${redact(sent.reason)}`
    throw new FigureError('service-unavailable', message, { hint: unreachableHint(service) })
  }
  const { answer } = sent
  if (!isYes(answer)) {
    const isRefusal = wording.refusals.includes(answer.status)
    throw toError(isRefusal ? 'service-refused' : 'service-unavailable', answer, wording)
  }
  const json = readJson(answer)
  if (json !== undefined) return json
  throw new FigureError('service-unavailable', `\`${service}\` answered what is no JSON`, {
    hint: oddAnswerHint(service),
  })
}

/**
 * The same, of a shape.
 *
 * @param expected What it is, for people: `list of tasks`.
 */
export function readAnswerAs<Schema extends z.ZodType>(
  schema: Schema,
  expected: string,
  sent: Sent,
  wording: Wording,
): z.output<Schema> {
  const { data } = schema.safeParse(readAnswer(sent, wording))
  if (data !== undefined) return data
  const { service } = wording
  const message = `\`${service}\` answered what is no ${expected}`
  throw new FigureError('service-unavailable', message, { hint: oddAnswerHint(service) })
}

/** Whether it does not know a task, in its own words: a page in front of it says nothing about tasks. */
export function isForgotten(sent: Sent, wording: Wording): boolean {
  if (sent.status !== 'answered' || sent.answer.status !== 404) return false
  const message = wording.messageOf(readJson(sent.answer))
  return message !== undefined && (wording.isAboutTask?.(message) ?? true)
}

function isYes({ status }: ServiceAnswer): boolean {
  return status >= 200 && status < 300
}

function messageOf(answer: ServiceAnswer, { messageOf }: Wording): string {
  const json = readJson(answer)
  return redact((json === undefined ? undefined : messageOf(json)) ?? 'it gives no reason')
}

function describe(answer: ServiceAnswer, wording: Wording): string {
  return `\`${wording.service}\` answered ${answer.status}: ${messageOf(answer, wording)}`
}
