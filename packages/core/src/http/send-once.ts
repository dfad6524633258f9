import { decodeBody } from './decode-body.js'
import { readBody } from './read-body.js'

/** One request to a service, as it goes over the wire. */
export interface ServiceCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>> | undefined
  body?: string | Uint8Array | undefined
}

/** What a service answered, whole. */
export interface ServiceAnswer {
  status: number
  /** By name in lower case; one that came several times is joined by commas. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** What is known of a request after one try. */
export type Sent =
  | { status: 'answered'; answer: ServiceAnswer }
  /** No byte of it reached the service: it may be sent again. */
  | { status: 'not-sent'; reason: string }
  /** It left, and the answer did not arrive whole: the service may have taken it. */
  | { status: 'unknown'; reason: string }

/** Sends a request once: no retry, no redirect. Never rejects because of the network. */
export type Send = (call: ServiceCall) => Promise<Sent>

/** Services that draw while one waits answer after five minutes at the latest. */
const answerMs = 330_000
const connectMs = 10_000
/** Eight large pictures in base64 are less. */
const mostBytes = 256 * 2 ** 20

/** The way to services: it waits as long as they need, and has nothing of an answer that has no end. */
export async function createSend(limits: { bytes?: number | undefined } = {}): Promise<Send> {
  const { Agent, request } = await import('undici')
  const { bytes = mostBytes } = limits
  const dispatcher = new Agent({
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connect: { timeout: connectMs },
  })
  return async ({ body = null, headers = {}, method, url }) => {
    try {
      const answer = await request(url, {
        dispatcher,
        method,
        headers: { 'accept-encoding': 'identity', ...headers },
        body,
      })
      const named = flatten(answer.headers)
      const received = await readBody(answer.body, Number(named['content-length']), bytes)
      if (received === undefined) {
        return { status: 'unknown', reason: `its answer has more than ${bytes / 2 ** 20} MB` }
      }
      return {
        status: 'answered',
        answer: {
          status: answer.statusCode,
          headers: named,
          body: await decodeBody(received, named['content-encoding'], bytes),
        },
      }
    } catch (error) {
      return toUnsent(error)
    }
  }
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
  )
}

/** A name that is not found, or a connection that is not made: the call that failed says so. */
const beforeConnection = new Set(['connect', 'getaddrinfo'])

/** The same where no call is named: a connection that takes too long, or a certificate that is wrong. */
const noConnection =
  /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

interface Cause {
  code?: unknown
  message?: unknown
  syscall?: unknown
  cause?: unknown
  errors?: unknown
}

/** What a failed request proves: that it never left, or nothing. */
export function toUnsent(error: unknown): Exclude<Sent, { status: 'answered' }> {
  return { status: neverLeft(error) ? 'not-sent' : 'unknown', reason: describe(error) }
}

/**
 * Whether every reason lies before a connection stood. The codes alone do not tell: a network that
 * fails while the answer is waited for is unreachable too.
 */
function neverLeft(error: unknown): boolean {
  const roots = rootsOf(error)
  return (
    roots.length > 0 &&
    roots.every(({ code, syscall }) =>
      typeof syscall === 'string' ? beforeConnection.has(syscall) : noConnection.test(String(code)),
    )
  )
}

/** What lies at the bottom of an error: several, where several addresses were tried. */
function rootsOf(error: unknown, depth = 0): Cause[] {
  if (typeof error !== 'object' || error === null || depth > 8) return []
  const { cause, errors } = error as Cause
  const below =
    Array.isArray(errors) && errors.length > 0 ? errors : cause === undefined ? [] : [cause]
  return below.length === 0 ? [error as Cause] : below.flatMap((one) => rootsOf(one, depth + 1))
}

/** Errors of the network say little: what is below them does. */
function describe(error: unknown): string {
  const [{ code, message } = {}] = rootsOf(error)
  const parts = [code, message].filter((part) => typeof part === 'string' && part !== '')
  // Most messages begin with the call that failed, and its code.
  const isSaid = parts.length === 2 && String(message).includes(String(code))
  return (isSaid ? String(message) : parts.join(': ')) || 'no reason'
}
