import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from './read-body.js'
import { readJson } from './read-json.js'

/** Where a service tells that a job is over, and how it is known that the service says so. */
export interface Webhook {
  /** Of this machine. */
  host: string
  port: number
  /** Of the address that the service was told. */
  path: string
  /** In a form that shows nothing when it is printed. */
  secret: KeyObject
  /** The header, in lower case, with the HMAC-SHA256 of the body, and what stands before its digits. */
  signature: { header: string; prefix: string }
  /** What a body tells; `undefined` for one that names no job. */
  read(json: unknown): { id: string; event: string } | undefined
}

export interface WebhookReceiver {
  port: number
  /** Hangs up, and frees the port. */
  close(): Promise<void>
}

const mostBytes = 2 ** 20
const usualPatienceMs = 10_000
/** What strangers can make us keep in memory is this many bodies. */
const mostConnections = 32
/** The service tries a few times within minutes: older ones do not matter. */
const mostRemembered = 10_000

/**
 * Listens for a service that tells that a job is over. Whatever it says, it is a hint: all that is
 * given on is which job to look at, once for each event.
 *
 * @param patienceMs How long a request may take to arrive.
 * @throws The error of the system when it cannot listen there.
 */
export async function startWebhookReceiver(
  webhook: Webhook,
  lookAt: (id: string) => void,
  patienceMs = usualPatienceMs,
): Promise<WebhookReceiver> {
  const { host, path, port } = webhook
  const heard = new Set<string>()

  function isNews(id: string, event: string): boolean {
    const name = `${id}\n${event}`
    if (heard.has(name)) return false
    heard.add(name)
    const [oldest = ''] = heard
    if (heard.size > mostRemembered) heard.delete(oldest)
    return true
  }

  /** @returns The status; nothing for a body that has no end. */
  async function hear(request: IncomingMessage): Promise<number | undefined> {
    const { headers, method, url = '' } = request
    if (url.replace(/\?.*/s, '') !== path) return 404
    if (method !== 'POST') return 405
    const announced = Number(headers['content-length'] ?? Number.NaN)
    const body = await readBody(request, announced, mostBytes)
    if (body === undefined) return undefined
    if (!isSigned(body, String(headers[webhook.signature.header]), webhook)) return 401
    const told = webhook.read(readJson({ body }))
    if (told !== undefined && isNews(told.id, told.event)) lookAt(told.id)
    return 204
  }

  const server = createServer({
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 4,
  })
  server.maxConnections = mostConnections
  server.on('request', (request, response) => {
    const answered = hear(request).catch(() => undefined)
    void answered.then((status) => {
      if (status === undefined) response.destroy()
      else response.writeHead(status).end()
    })
  })
  server.listen({ host, port })
  await once(server, 'listening')
  // A connection that could not be taken is tried again by its sender.
  server.on('error', () => {})
  // What waits for news is no reason for a process to go on.
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Texts of different lengths cannot be compared in constant time; how long it is, is no secret. */
function isSigned(body: Uint8Array, signature: string, { secret, signature: { prefix } }: Webhook) {
  const digits = createHmac('sha256', secret).update(body).digest('hex')
  const expected = Buffer.from(prefix + digits)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
