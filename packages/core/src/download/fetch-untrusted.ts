import { isIP } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { FigureError, systemErrorCode } from '../errors.js'
import { readBody } from '../http/read-body.js'
import { redact } from '../http/redact.js'
import {
  createCheckedLookup,
  type Resolve,
  refuseAddress,
  systemResolve,
} from './checked-lookup.js'
import { isPublicAddress } from './public-address.js'

/** Headers for a service's own origin, `https://host`; no other ever sees them. */
export interface Credentials {
  origin: string
  headers: Readonly<Record<string, string>>
}

export interface FetchLimits {
  bytes: number
  /** Until connected, and then until the headers are there. */
  headersMs: number
  /** Between two pieces of the body. */
  idleMs: number
  /** In all, for `bytes`; longer for what may be larger. */
  totalMs: number
}

const usualLimits: FetchLimits = {
  bytes: 64 * 2 ** 20,
  headersMs: 30_000,
  idleMs: 30_000,
  totalMs: 180_000,
}

export interface FetchUntrustedOptions {
  /** `host` or `host:port`, exactly: may be plain http, private, and on that port. */
  allowHosts: readonly string[]
  resolve?: Resolve | undefined
  limits?: Partial<FetchLimits> | undefined
}

export type Fetched =
  | { status: 'fetched'; bytes: Uint8Array; mediaType: string | undefined }
  | {
      status: 'failed'
      reason: string
      hint?: string | undefined
      /** Whether it may go better another time. */
      again: boolean
      /** The header, as it came. */
      retryAfter?: string | undefined
    }

/**
 * Gets what is at an address that a service named. Rejects only when the signal aborts.
 *
 * @param credentials Sent as long as no redirect has left their origin.
 * @param mostBytes For what may be larger than a picture.
 */
export type FetchUntrusted = (
  address: string,
  options?: {
    credentials?: Credentials | undefined
    signal?: AbortSignal | undefined
    mostBytes?: number | undefined
  },
) => Promise<Fetched>

const mostRedirects = 5

/**
 * Fetching for addresses that nobody of ours wrote: https, public hosts and default ports only,
 * every redirect checked like the first address, everything bounded in size and time.
 */
export function createFetchUntrusted(options: FetchUntrustedOptions): FetchUntrusted {
  const { allowHosts, resolve = systemResolve } = options
  const limits = { ...usualLimits, ...options.limits }
  const openAgent = (isAllowed: (address: string) => boolean) =>
    new Agent({
      allowH2: false,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.idleMs,
      connect: { timeout: limits.headersMs, lookup: createCheckedLookup(resolve, isAllowed) },
    })
  const publicHosts = openAgent(isPublicAddress)
  const allowedHosts = openAgent(() => true)

  function agentFor(url: URL): Agent {
    if (url.username !== '' || url.password !== '') {
      throw refuse(url, 'has a password in it')
    }
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
    if (isWeb && allowHosts.includes(url.host)) return allowedHosts
    if (url.protocol !== 'https:') throw refuse(url, 'is not an https address')
    if (url.port !== '') throw refuse(url, 'has a port of its own')
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    // Numbers are connected to without a look-up.
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw refuseAddress(host, host)
    return publicHosts
  }

  async function follow(
    address: string,
    credentials: Credentials | undefined,
    signal: AbortSignal,
    mostBytes: number,
  ): Promise<Fetched> {
    let url = readAddress(address)
    let trusted = credentials
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (trusted?.origin !== url.origin) trusted = undefined
      const answer = await request(url, {
        dispatcher: agentFor(url),
        headers: { accept: '*/*', 'accept-encoding': 'identity', ...trusted?.headers },
        signal,
      })
      const location = readRedirect(answer)
      if (location === undefined) return readAnswer(answer, url, mostBytes)
      discard(answer)
      url = readAddress(location, url)
    }
    throw refuse(url, `came after ${mostRedirects} redirects, and leads on`)
  }

  return async (address, { credentials, mostBytes = limits.bytes, signal } = {}) => {
    const totalMs = limits.totalMs * Math.max(1, mostBytes / limits.bytes)
    // Not `AbortSignal.any`: each of those stays with a signal that lives as long as the build.
    const end = new AbortController()
    const abort = () => end.abort()
    const deadline = setTimeout(abort, totalMs).unref()
    signal?.addEventListener('abort', abort)
    try {
      signal?.throwIfAborted()
      return await follow(address, credentials, end.signal, mostBytes)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof FigureError) {
        return {
          status: 'failed',
          reason: redact(error.message, 500),
          hint: error.hint,
          again: false,
        }
      }
      const why = end.signal.aborted
        ? `not done after ${totalMs / 1000} s`
        : error instanceof Error
          ? error.message || (systemErrorCode(error) ?? error.name)
          : String(error)
      const reason = redact(`${showAddress(address)}: ${why}`, 500)
      return { status: 'failed', reason, again: true }
    } finally {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** An address for people: without what may be a signature, and not endless. */
export function showAddress(address: string | URL): string {
  const [path = ''] = String(address).split(/[?#]/)
  return `\`${redact(path.replace(/\/\/[^/]*@/, '//'), 200)}\``
}

function refuse(url: URL | string, why: string): FigureError {
  return new FigureError(
    'service-unavailable',
    `the address of the picture, ${showAddress(url)}, ${why}, so it is not fetched`,
  )
}

function readAddress(address: string, base?: URL): URL {
  try {
    return new URL(address, base)
  } catch {
    throw refuse(address, 'cannot be read')
  }
}

function readRedirect({ headers, statusCode }: Dispatcher.ResponseData): string | undefined {
  const { location } = headers
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode)
  return isRedirect && typeof location === 'string' ? location : undefined
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
): Promise<Fetched> {
  const { headers, statusCode } = answer
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return typeof value === 'string' ? value : value?.[0]
  }
  if (statusCode !== 200) {
    discard(answer)
    const again = statusCode === 408 || statusCode === 429 || statusCode >= 500
    const reason = `${showAddress(url)} answered with status ${statusCode}`
    return { status: 'failed', reason, again, retryAfter: header('retry-after') }
  }
  const encoding = header('content-encoding') ?? 'identity'
  if (encoding !== 'identity') {
    discard(answer)
    throw refuse(url, `answers in \`${encoding}\`, which was not asked for`)
  }
  const bytes = await readBody(answer.body, Number(header('content-length')), maxBytes)
  if (bytes === undefined) throw refuse(url, `leads to more than ${maxBytes / 2 ** 20} MB`)
  return { status: 'fetched', bytes, mediaType: header('content-type') }
}

/** Hangs up: what is left of an answer may have no end. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => {})
  body.destroy()
}
