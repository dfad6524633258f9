import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import { lenient, lenientList } from '../lenient.js'
import { keyHint, type Wording } from '../read-outcome.js'

const text = lenient(z.string().min(1))
/** In words, or as an object that has them. */
const failure = lenient(
  z.union([
    z.string().min(1),
    z.object({ message: z.string().min(1) }).transform(({ message }) => message),
  ]),
)

const dataSchema = z.object({
  task_id: lenient(z.string().regex(/^[\w-]{1,200}$/)),
  status: text,
  outputs: lenientList(z.object({ url: z.string().min(1) })).catch([]),
  error: failure,
  required: lenient(z.number()),
  available: lenient(z.number()),
  suggestion: text,
})

/** What `data` of an answer says of a task, or of an error. */
export type AnswerData = z.output<typeof dataSchema>

const envelopeSchema = z.object({
  data: z.unknown().optional(),
  error: failure,
  message: text,
})

/** `data` of an answer, as it came. */
export function dataOf(json: unknown): unknown {
  return envelopeSchema.safeParse(json).data?.data
}

/**
 * What an answer says. Errors come with HTTP 200, code 0 and `ok` too: nothing but what is there
 * proves anything.
 */
export function readAnswerData(json: unknown): AnswerData {
  const { data, error, message } = envelopeSchema.safeParse(json).data ?? {}
  const isEmpty = Object.keys(data ?? {}).length === 0
  const read = dataSchema.safeParse(data).data ?? { outputs: [] }
  return { ...read, error: read.error ?? error ?? (isEmpty ? message : undefined) }
}

/** What its document names of a request. */
const parts =
  'request|request_id|model|prompt|product|units|count|resolution|duration|aspect_ratio|input_image_urls|price_version'
/**
 * What an error of HTTP 200 says no to: a key, its access token, the moment, or what was asked for,
 * all before anything is taken. In other words, moderation's above all, it may be that of a task that
 * was: `expired` and `scope` are about who asks, `unknown` about anything, and all three prove nothing.
 * What one request may not have, another may: `forbidden` and `not allowed` say nothing of who asks.
 */
type Verdict = 'key' | 'token' | 'later' | 'request' | 'expired' | 'scope' | 'unknown'

/** The first that fits. */
const verdicts: readonly [Verdict, RegExp][] = [
  ['key', /^(?:unauthorized|(?:invalid|missing|expired)_api_key|api_key_expired)$/i],
  ['token', /^(?:access_)?token_expired$/i],
  ['later', /^(?:rate_?limit(?:ed|_exceeded)?|too_many_requests)$/i],
  [
    'request',
    new RegExp(
      `^(?:forbidden|insufficient_credits|unknown_model|model_not_found|price_version_\\w+|(?:invalid|missing|unsupported)_(?:${parts}))$`,
      'i',
    ),
  ],
  ['expired', /^(?=.*expired).*(?:token|session|key)/i],
  ['scope', /scope.*not.allowed/i],
]

export function judge(error = ''): Verdict {
  return verdicts.find(([, words]) => words.test(error))?.[0] ?? 'unknown'
}

/** About who asks, whatever is asked for. */
export const aboutAsker: ReadonlySet<Verdict> = new Set(['key', 'token', 'expired', 'scope'])

/** An error of HTTP 200 for people, with what it says to do. */
export function toError({ available, error, required, suggestion }: AnswerData): FigureError {
  const needs = required === undefined ? '' : `, ${required} credits are needed`
  const has = available === undefined ? '' : `, ${available} are left`
  const said = redact(error ?? 'no reason')
  const verdict = judge(error)
  const hint = hintOf(error ?? '') ?? (suggestion === undefined ? undefined : redact(suggestion))
  const message = `\`agent\` refused it: ${said}${needs}${has}`
  const code =
    verdict === 'later' || verdict === 'token' ? 'service-unavailable' : 'service-refused'
  return new FigureError(code, message, { hint })
}

function hintOf(error: string): string | undefined {
  if (/insufficient_credits/i.test(error)) return 'Buy credits there, or use a cheaper `model`.'
  if (/price_version/i.test(error)) {
    return 'Leave out `services.agent.priceVersion`, or set it to the current one.'
  }
  if (/not.allowed|^forbidden$/i.test(error)) {
    return "Ask for something else, or let the key's owner grant it: its rights are chosen there."
  }
  return aboutAsker.has(judge(error)) ? keyHint('agent') : undefined
}

/** How it words its errors where the status is one. */
export const wording: Wording = {
  service: 'agent',
  // It documents no statuses. These are what HTTP itself says to a wrong key, path or body, and to an
  // empty account: nothing was begun. Asking again under its id clears up whatever else there is.
  refusals: [400, 401, 402, 403, 404, 405, 422],
  isAboutKey: (_, message) => judge(message) === 'key',
  messageOf: (json) => readAnswerData(json).error ?? envelopeSchema.safeParse(json).data?.message,
  hintOf: (_, message) => hintOf(message),
}
