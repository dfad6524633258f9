import type { FakeService } from './fake-service.ts'

/** A `fetch` that calls the service without a network, and fails as one would: for virtual time. */
export function createDirectFetch(
  service: FakeService,
  address = '192.0.2.1',
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(String(input))
    const headers = new Headers(init?.headers)
    const {
      body,
      fault,
      headers: answered,
      status,
    } = await service.handle({
      method: init?.method ?? 'GET',
      path: url.pathname + url.search,
      key: (headers.get('authorization') ?? '').replace('Bearer ', ''),
      address,
      body: String(init?.body ?? ''),
    })
    switch (fault) {
      case 'refuse':
        throw failure('ECONNREFUSED')
      case 'reset-before':
      case 'reset-after':
        throw failure('ECONNRESET')
      case 'hang':
        throw failure('UND_ERR_HEADERS_TIMEOUT')
      default:
        return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
          status,
          headers: answered,
        })
    }
  }
}

function failure(code: string): TypeError {
  const syscall = code === 'ECONNREFUSED' ? { syscall: 'connect' } : {}
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error(code), { code, ...syscall }),
  })
}
