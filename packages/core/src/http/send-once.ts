/** What is known of a request after one try. */
export type Sent =
  | { status: 'answered'; response: Response }
  /** No byte of it reached the service: it may be sent again. */
  | { status: 'not-sent'; reason: string }
  /** It left, and the answer did not arrive: the service may have taken it. */
  | { status: 'unknown'; reason: string }

/** A name that is not found, or a connection that is not made: the call that failed says so. */
const beforeConnection = new Set(['connect', 'getaddrinfo'])

/** The same where no call is named: a connection that takes too long, or a certificate that is wrong. */
const noConnection =
  /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

/** Sends a request once: no retry, no redirect. */
export async function sendOnce(
  fetch: typeof globalThis.fetch,
  url: string | URL,
  init: RequestInit,
): Promise<Sent> {
  try {
    return { status: 'answered', response: await fetch(url, { ...init, redirect: 'manual' }) }
  } catch (error) {
    return { status: neverLeft(error) ? 'not-sent' : 'unknown', reason: describe(error) }
  }
}

interface Cause {
  code?: unknown
  message?: unknown
  syscall?: unknown
  cause?: unknown
  errors?: unknown
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

/** `fetch failed` says nothing: what is below it does. */
function describe(error: unknown): string {
  const [{ code, message } = {}] = rootsOf(error)
  const parts = [code, message].filter((part) => typeof part === 'string' && part !== '')
  return parts.join(': ') || 'no reason'
}
