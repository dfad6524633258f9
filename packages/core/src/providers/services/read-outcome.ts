import { readRetryAfter } from '../../engine/service-account.js'
import { FigureError } from '../../errors.js'
import { readJson } from '../../http/read-json.js'
import { redact } from '../../http/redact.js'
import type { Sent, ServiceAnswer } from '../../http/send-once.js'
import type { ProviderContext, SubmitOutcome } from '../provider.js'

export type Rejected = Extract<SubmitOutcome, { status: 'rejected' }>
export type Unknown = Extract<SubmitOutcome, { status: 'unknown' }>

/** What one service says in its own words. */
export interface Wording {
  service: string
  /** The reason in an error of the service's shape, from its decoded JSON. */
  messageOf: (json: unknown) => string | undefined
  /** What to do about a status, or about a reason that says more than its status. */
  hintOf?: (status: number, message: string) => string | undefined
}

/** What is known of a paid request whose answer is not a plain yes. Its caller reads those of 2xx. */
export function readRefusal(
  sent: Sent,
  { clock }: ProviderContext,
  wording: Wording,
): Rejected | Unknown | undefined {
  const { service } = wording
  if (sent.status === 'not-sent') {
    const message = `\`${service}\` cannot be reached: ${redact(sent.reason)}`
    return {
      status: 'rejected',
      again: 'later',
      error: new FigureError('service-unavailable', message),
    }
  }
  if (sent.status === 'unknown') return { status: 'unknown', reason: redact(sent.reason) }
  const { answer } = sent
  if (answer.status >= 200 && answer.status < 300) return undefined
  if (answer.status === 429) {
    return {
      status: 'rejected',
      again: 'later',
      retryAfterMs: readRetryAfter(answer.headers['retry-after'], clock.now()),
      error: new FigureError('service-unavailable', describe(answer, wording)),
    }
  }
  // Of anything else, nobody promises that nothing was taken.
  if (answer.status < 400 || answer.status >= 500 || answer.status === 408) {
    return { status: 'unknown', reason: describe(answer, wording) }
  }
  return { status: 'rejected', error: toRefused(answer, wording) }
}

/** A refusal as an error for people. */
export function toRefused(answer: ServiceAnswer, wording: Wording): FigureError {
  const message = messageOf(answer, wording)
  const hint = wording.hintOf?.(answer.status, message) ?? usualHints[answer.status]
  return new FigureError('service-refused', describe(answer, wording), { hint })
}

/** What came of a request that costs nothing. @throws {FigureError} when it is no 2xx with JSON. */
export function readAnswer(sent: Sent, wording: Wording): unknown {
  const { service } = wording
  if (sent.status !== 'answered') {
    const message = `\`${service}\` cannot be asked: ${redact(sent.reason)}`
    throw new FigureError('service-unavailable', message)
  }
  const { answer } = sent
  if (answer.status < 200 || answer.status >= 300) {
    const isRefusal = answer.status >= 400 && answer.status < 500 && answer.status !== 429
    throw isRefusal
      ? toRefused(answer, wording)
      : new FigureError('service-unavailable', describe(answer, wording))
  }
  const json = readJson(answer)
  if (json !== undefined) return json
  throw new FigureError('service-unavailable', `\`${service}\` answered what is no JSON`)
}

const usualHints: Readonly<Record<number, string>> = {
  401: 'Check the key: `figmill doctor`.',
  402: 'Buy credits there, or use another provider.',
  403: 'Check what the key may do: `figmill doctor`.',
}

function messageOf(answer: ServiceAnswer, { messageOf }: Wording): string {
  const json = readJson(answer)
  return redact((json === undefined ? undefined : messageOf(json)) ?? 'it gives no reason')
}

function describe(answer: ServiceAnswer, wording: Wording): string {
  return `\`${wording.service}\` answered ${answer.status}: ${messageOf(answer, wording)}`
}
