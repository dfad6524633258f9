import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSend, toUnsent } from '../../src/http/send-once.js'

const post = (url: string) => ({ method: 'POST', url, body: '{}' }) as const
const send = await createSend()

/** A server that does something with each connection; gives its address. */
async function listen(onConnection: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(onConnection)
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/`
}

/** As Node.js says it. */
const failed = (cause: object) => Object.assign(new Error('it failed'), cause)

describe('a request is known not to have left', () => {
  test('when nobody listens', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const sent = await send(post(`http://127.0.0.1:${port}/`))
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
  ])('before a connection stands: $code', (cause) => {
    expect(toUnsent(failed(cause))).toMatchObject({
      status: 'not-sent',
      reason: expect.stringContaining(cause.code),
    })
  })
})

describe('a request may have been taken', () => {
  test('when the connection ends after it was read', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await send(post(url))).toMatchObject({ status: 'unknown' })
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
  ])('once a connection stands: $code', (cause) => {
    expect(toUnsent(failed(cause))).toMatchObject({
      status: 'unknown',
    })
  })

  test('when one of several reasons came after a connection stood', () => {
    const errors = [
      Object.assign(new Error('first'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      Object.assign(new Error('second'), { code: 'ECONNRESET', syscall: 'read' }),
    ]
    expect(toUnsent(failed({ errors }))).toMatchObject({ status: 'unknown' })
  })
})

test('a redirect is an answer, and is not followed', async () => {
  const url = await listen((socket) =>
    socket.end('HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\n\r\n'),
  )
  const sent = await send(post(url))
  expect(sent.status === 'answered' && sent.answer.status).toBe(307)
})

/** A server that answers with one body; gives its address. */
function answerWith(head: string, body: Uint8Array): Promise<string> {
  return listen((socket) => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}content-length: ${body.length}\r\n\r\n`)
      socket.end(body)
    })
  })
}

describe('an answer', () => {
  test('that breaks off may have been given for money', async () => {
    const url = await listen((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"')),
    )
    expect(await send(post(url))).toMatchObject({ status: 'unknown' })
  })

  test('that has no end is not read to it', async () => {
    const short = await createSend({ bytes: 1_000 })
    const url = await answerWith('', Buffer.alloc(1_001))
    expect(await short(post(url))).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('more than'),
    })
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in %s, which nobody asked for, is read', async (encoding, compress) => {
    const url = await answerWith(`content-encoding: ${encoding}\r\n`, compress('{"a":1}'))
    const sent = await send(post(url))
    expect(sent.status === 'answered' && String(Buffer.from(sent.answer.body))).toBe('{"a":1}')
  })

  test('that grows beyond the limit when it is unpacked is not taken', async () => {
    const short = await createSend({ bytes: 1_000 })
    const url = await answerWith('content-encoding: gzip\r\n', gzipSync(Buffer.alloc(1_000_000)))
    expect(await short(post(url))).toMatchObject({ status: 'unknown' })
  })

  test('has its headers by their names in lower case', async () => {
    const url = await answerWith(
      'X-RateLimit-Limit: 60\r\nVary: a\r\nVary: b\r\n',
      Buffer.from('x'),
    )
    const sent = await send(post(url))
    expect(sent.status === 'answered' && sent.answer.headers).toMatchObject({
      'x-ratelimit-limit': '60',
      vary: 'a, b',
    })
  })
})
