import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { HttpAnswer, HttpRequest } from './emulator.ts'

export interface Served {
  /** `http://127.0.0.1:port` */
  origin: string
  close(): Promise<void>
}

/** Where requests go; an emulator, or what stands in front of it. */
export type Handler = (request: HttpRequest) => Promise<HttpAnswer>

/**
 * A handler on loopback, with everything that can happen to bytes on their way.
 *
 * @param create Makes the handler once the address is known.
 */
export async function serve(
  create: (origin: string) => Handler,
  { port = 0 }: { port?: number } = {},
): Promise<Served> {
  const server = createServer({ requestTimeout: 0 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const handle = create(origin)
  server.on('request', (request, response) => {
    void answer(handle, request, response).catch(() => response.destroy())
  })
  return {
    origin,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  handle: Handler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
  )
  const answered = await handle({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    body: await buffer(request),
    address: request.socket.remoteAddress ?? '',
  })
  await deliver(answered, response)
}

const dripMs = 1_000

async function deliver(
  { body, fault, headers, status }: HttpAnswer,
  response: ServerResponse,
): Promise<void> {
  const bytes = Buffer.from(body)
  switch (fault) {
    case 'refuse':
    case 'reset-before':
    case 'reset-after':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      return
    case 'huge-answer':
      response.writeHead(status, headers)
      while (!response.destroyed) {
        if (!response.write(Buffer.alloc(2 ** 20, ' ')))
          await once(response, 'drain').catch(() => {})
      }
      return
    case 'drip':
      response.writeHead(status, headers)
      for (const byte of bytes) {
        if (response.destroyed) return
        response.write(Uint8Array.of(byte))
        await new Promise((resolve) => setTimeout(resolve, dripMs))
      }
      response.end()
      return
    default:
      response.writeHead(status, { 'content-length': String(bytes.length), ...headers })
      response.end(bytes)
  }
}
