import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { FakeService, ServiceAnswer } from './fake-service.ts'

export interface FakeServer {
  /** `http://127.0.0.1:port` */
  origin: string
  close(): Promise<void>
}

/** The service on loopback, with everything that can happen to bytes on their way. */
export async function startFakeServer(service: FakeService): Promise<FakeServer> {
  const server = createServer((request, response) => {
    void answer(service, request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  service: FakeService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await buffer(request)).toString()
  const answered = await service.handle({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    key: (request.headers.authorization ?? '').replace('Bearer ', ''),
    address: request.socket.remoteAddress ?? '',
    body,
  })
  await deliver(answered, response)
}

async function deliver(
  { body, fault, headers, status }: ServiceAnswer,
  response: ServerResponse,
): Promise<void> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body)
  switch (fault) {
    case 'refuse':
    case 'reset-before':
    case 'reset-after':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      return
    case 'drip': {
      response.writeHead(status, headers)
      for (const byte of bytes) {
        if (response.destroyed) return
        response.write(Uint8Array.of(byte))
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
      response.end()
      return
    }
    default:
      response.writeHead(status, { 'content-length': String(bytes.length), ...headers })
      response.end(bytes)
  }
}
