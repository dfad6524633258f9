/** What is known of a request after one try. */
export type Sent =
  | { status: 'answered'; response: Response }
  /** No byte of it reached the service: it may be sent again. */
  | { status: 'not-sent'; reason: string }
  /** It left, and the answer did not arrive: the service may have taken it. */
  | { status: 'unknown'; reason: string }

/** What fails before a connection stands. */
const beforeConnection =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

/** Sends a request once: no retry, no redirect. */
export async function sendOnce(
  fetch: typeof globalThis.fetch,
  url: string | URL,
  init: RequestInit,
): Promise<Sent> {
  try {
    return { status: 'answered', response: await fetch(url, { ...init, redirect: 'manual' }) }
  } catch (error) {
    const codes = causesOf(error).map(({ code }) => String(code))
    const reason = describe(error)
    return {
      status: codes.some((code) => beforeConnection.test(code)) ? 'not-sent' : 'unknown',
      reason,
    }
  }
}

/** An error and what caused it, all the way down. */
function causesOf(error: unknown): { code?: unknown; message?: unknown }[] {
  const causes: { code?: unknown; message?: unknown }[] = []
  for (
    let current = error;
    typeof current === 'object' && current !== null && causes.length < 8;
  ) {
    causes.push(current)
    const { cause, errors } = current as { cause?: unknown; errors?: unknown[] }
    current = cause ?? errors?.[0]
  }
  return causes
}

/** `fetch failed` says nothing: what is below it does. */
function describe(error: unknown): string {
  const { code, message } = causesOf(error).at(-1) ?? {}
  return (
    [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ') ||
    'no reason'
  )
}
