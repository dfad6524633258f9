import type { Send } from '@figmill/core'
import type { Handler } from './serve.ts'

/** Calls an emulator without a network, and fails as one would: for virtual time. */
export function createDirectSend(handle: Handler, address = '192.0.2.1'): Send {
  return async ({ body: sent = '', headers = {}, method, url }) => {
    const { host, pathname, search } = new URL(url)
    const bytes = Buffer.from(sent)
    const named = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const {
      body,
      fault,
      headers: answered,
      status,
    } = await handle({
      method,
      path: pathname + search,
      headers: { host, 'content-length': String(bytes.length), ...named },
      body: bytes,
      address,
    })
    switch (fault) {
      case 'refuse':
        return { status: 'not-sent', reason: 'ECONNREFUSED' }
      case 'reset-before':
      case 'reset-after':
        return { status: 'unknown', reason: 'ECONNRESET' }
      case 'hang':
        return { status: 'unknown', reason: 'UND_ERR_HEADERS_TIMEOUT' }
      case 'huge-answer':
        return { status: 'unknown', reason: 'its answer has more than 256 MB' }
      default:
        return {
          status: 'answered',
          answer: { status, headers: answered, body: Buffer.from(body) },
        }
    }
  }
}
