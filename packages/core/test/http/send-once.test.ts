import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sendOnce } from '../../src/http/send-once.js'

const post = { method: 'POST', body: '{}' }

/** A server that does something with each connection; gives its address. */
async function listen(onConnection: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(onConnection)
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/`
}

/** A `fetch` that fails as the one of Node.js does. */
const failing = (cause: object) => async () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('it failed'), cause) })
}

describe('a request is known not to have left', () => {
  test('when nobody listens', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const sent = await sendOnce(fetch, `http://127.0.0.1:${port}/`, post)
    expect(sent).toMatchObject({
      status: 'not-sent',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test.each([
    { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
    { code: 'EHOSTUNREACH', syscall: 'connect' },
    { code: 'UND_ERR_CONNECT_TIMEOUT' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  ])('before a connection stands: $code', async (cause) => {
    expect(await sendOnce(failing(cause), 'https://a.example', post)).toMatchObject({
      status: 'not-sent',
      reason: expect.stringContaining(cause.code),
    })
  })
})

describe('a request may have been taken', () => {
  test('when the connection ends after it was read', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await sendOnce(fetch, url, post)).toMatchObject({ status: 'unknown' })
  })

  // A network that fails while the answer is waited for is told by the same codes.
  test.each([
    { code: 'EHOSTUNREACH', syscall: 'read' },
    { code: 'ENETUNREACH', syscall: 'write' },
    { code: 'ECONNRESET', syscall: 'read' },
    { code: 'ETIMEDOUT', syscall: 'read' },
    { code: 'UND_ERR_HEADERS_TIMEOUT' },
    { code: 'UND_ERR_SOCKET' },
    { code: 'ERR_TLS_RENEGOTIATION_DISABLED' },
  ])('once a connection stands: $code', async (cause) => {
    expect(await sendOnce(failing(cause), 'https://a.example', post)).toMatchObject({
      status: 'unknown',
    })
  })

  test('when one of several reasons came after a connection stood', async () => {
    const errors = [
      Object.assign(new Error('first'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      Object.assign(new Error('second'), { code: 'ECONNRESET', syscall: 'read' }),
    ]
    const sent = await sendOnce(failing({ errors }), 'https://a.example', post)
    expect(sent).toMatchObject({ status: 'unknown' })
  })
})

test('a redirect is an answer, and is not followed', async () => {
  const url = await listen((socket) =>
    socket.end('HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\n\r\n'),
  )
  const sent = await sendOnce(fetch, url, post)
  expect(sent.status === 'answered' && sent.response.status).toBe(307)
})
