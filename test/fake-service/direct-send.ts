import type { Send } from '@figmill/core'
import type { FakeService } from './fake-service.ts'

/** Calls the service without a network, and fails as one would: for virtual time. */
export function createDirectSend(service: FakeService, address = '192.0.2.1'): Send {
  return async ({ body: sent, headers = {}, method, url }) => {
    const { pathname, search } = new URL(url)
    const {
      body,
      fault,
      headers: answered,
      status,
    } = await service.handle({
      method,
      path: pathname + search,
      key: (headers.authorization ?? '').replace('Bearer ', ''),
      address,
      body: String(sent ?? ''),
    })
    switch (fault) {
      case 'refuse':
        return { status: 'not-sent', reason: 'ECONNREFUSED' }
      case 'reset-before':
      case 'reset-after':
        return { status: 'unknown', reason: 'ECONNRESET' }
      case 'hang':
        return { status: 'unknown', reason: 'UND_ERR_HEADERS_TIMEOUT' }
      default:
        return {
          status: 'answered',
          answer: { status, headers: answered, body: Buffer.from(body) },
        }
    }
  }
}
