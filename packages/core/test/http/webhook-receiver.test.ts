import { createHmac, createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startWebhookReceiver, type Webhook } from '../../src/http/webhook-receiver.js'

const secret = 'sixteen or more characters'
const completed = JSON.stringify({ id: 'a1', event: 'completed', 'späte Felder': '  \u2028' })

const webhook: Webhook = {
  host: '127.0.0.1',
  port: 0,
  path: '/hooks/figures',
  secret: createSecretKey(secret, 'utf8'),
  signature: { header: 'x-signature', prefix: 'sha256=' },
  read(json) {
    const { event, id } = (json ?? {}) as { event?: unknown; id?: unknown }
    return typeof id === 'string' && typeof event === 'string' ? { id, event } : undefined
  },
}

const sign = (body: string | Uint8Array, key = secret) =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

async function listen(patienceMs?: number) {
  const hints: string[] = []
  const receiver = await startWebhookReceiver(webhook, (id) => hints.push(id), patienceMs)
  onTestFinished(() => receiver.close())
  const origin = `http://127.0.0.1:${receiver.port}`
  const post = async (body: string | Uint8Array, signature?: string, path = webhook.path) => {
    const headers = signature === undefined ? {} : { 'x-signature': signature }
    const answer = await fetch(origin + path, { method: 'POST', headers, body: Buffer.from(body) })
    await answer.arrayBuffer()
    return answer.status
  }
  /** Sends bytes as they are, and tells all that comes until the connection is closed. */
  async function talk(send: (write: (part: string | Uint8Array) => void) => void) {
    const socket = connect(receiver.port, '127.0.0.1')
    // Who is hung up on while it talks is told so by an error.
    socket.on('error', () => {})
    await once(socket, 'connect')
    send((part) => void socket.write(part))
    return text(socket).catch(() => '')
  }
  return { hints, origin, post, receiver, talk }
}

/** Longer than a test may take. */
const longMs = 60_000

const head = (more: string) => `POST ${webhook.path} HTTP/1.1\r\nHost: h\r\n${more}\r\n\r\n`

describe('a callback that is signed', () => {
  test('says which job to look at, and is answered 204', async () => {
    const { hints, post } = await listen()
    expect(await post(completed, sign(completed))).toBe(204)
    expect(hints).toEqual(['a1'])
  })

  test('is heard on its path with whatever query', async () => {
    const { hints, post } = await listen()
    expect(await post(completed, sign(completed), `${webhook.path}?from=them`)).toBe(204)
    expect(hints).toEqual(['a1'])
  })

  test('is news once: its repetition is answered the same, and changes nothing', async () => {
    const { hints, post } = await listen()
    const failed = JSON.stringify({ id: 'a1', event: 'failed' })
    for (const body of [completed, completed, failed, completed, failed]) {
      expect(await post(body, sign(body))).toBe(204)
    }
    expect(hints).toEqual(['a1', 'a1'])
  })

  test.each([
    ['no JSON', 'task a1 is done'],
    ['no job', '{"event":"completed"}'],
    ['nothing', ''],
  ])('and says %s leads to no look', async (_, body) => {
    const { hints, post } = await listen()
    expect(await post(body, sign(body))).toBe(204)
    expect(hints).toEqual([])
  })

  test('may have a megabyte', async () => {
    const { hints, post } = await listen()
    const body = completed.padEnd(2 ** 20 - Buffer.byteLength(completed) + completed.length)
    expect(Buffer.byteLength(body)).toBe(2 ** 20)
    expect(await post(body, sign(body))).toBe(204)
    expect(hints).toEqual(['a1'])
  })
})

describe('a callback is answered 401 and nothing else happens when', () => {
  const right = sign(completed)
  test.each([
    ['it has no signature', undefined],
    ['its signature is empty', ''],
    ['its signature is of another secret', sign(completed, 'another secret of theirs')],
    ['its signature is of another body', sign(`${completed} `)],
    ['its signature is cut short', right.slice(0, -1)],
    ['its signature is the prefix alone', 'sha256='],
    ['its signature has digits behind it', `${right}00`],
    ['its signature has other things behind it', `${right}zz`],
    ['its signature has no prefix', right.slice('sha256='.length)],
    ['its signature is of another kind', right.replace('sha256', 'sha512')],
    [
      'its signature is of equal length, and wrong',
      right.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ],
    ['its signature has letters of two bytes', `sha256=${'é'.repeat(32)}`],
    ['it is signed twice', `${right}, ${right}`],
  ])('%s', async (_, signature) => {
    const { hints, post } = await listen()
    expect(await post(completed, signature)).toBe(401)
    expect(hints).toEqual([])
  })

  test('the right one is heard after it', async () => {
    const { hints, post } = await listen()
    await post(completed, sign(completed, 'another secret of theirs'))
    await post(completed, right)
    expect(hints).toEqual(['a1'])
  })
})

describe('what is no callback', () => {
  test('is answered 405 for another method, and 404 for another path', async () => {
    const { hints, origin, post } = await listen()
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await fetch(origin + webhook.path, { method })).status).toBe(405)
    }
    for (const path of ['/', '/hooks', `${webhook.path}/`, '/hooks/figures2']) {
      expect(await post(completed, sign(completed), path)).toBe(404)
    }
    expect(hints).toEqual([])
  })

  test('is hung up on when it announces more than a megabyte', async () => {
    const { talk } = await listen(longMs)
    expect(await talk((write) => write(head(`Content-Length: ${2 ** 20 + 1}`)))).toBe('')
  })

  test('is hung up on when it sends more than a megabyte without saying so', async () => {
    const { hints, talk } = await listen(longMs)
    const heard = await talk((write) => {
      write(head('Transfer-Encoding: chunked'))
      for (let sent = 0; sent < 20; sent++) write(`10000\r\n${'x'.repeat(2 ** 16)}\r\n`)
    })
    expect(heard).toBe('')
    expect(hints).toEqual([])
  })

  test.each([
    ['its headers', `POST ${webhook.path} HTTP/1.1\r\nHost: h\r\n`],
    ['its body', `${head(`Content-Length: 1000\r\nX-Signature: ${sign(completed)}`)}${completed}`],
  ])('is hung up on when %s never end', async (_, start) => {
    const { hints, talk } = await listen(200)
    expect(await talk((write) => write(start))).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
    expect(hints).toEqual([])
  })

  test('is hung up on when its body drips', async () => {
    const { hints, talk } = await listen(200)
    const dripping = new AbortController()
    onTestFinished(() => dripping.abort())
    const heard = await talk((write) => {
      write(head('Content-Length: 1000'))
      const drip = setInterval(() => write('x'), 20)
      dripping.signal.addEventListener('abort', () => clearInterval(drip))
    })
    expect(heard).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
    expect(hints).toEqual([])
  })

  test('and breaks off does no harm', async () => {
    const { hints, post, receiver } = await listen()
    const socket = connect(receiver.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`${head('Content-Length: 1000')}half`)
    socket.resetAndDestroy()
    expect(await post(completed, sign(completed))).toBe(204)
    expect(hints).toEqual(['a1'])
  })
})

test('a port that is taken is an error of the system', async () => {
  const { receiver } = await listen()
  const again = startWebhookReceiver({ ...webhook, port: receiver.port }, () => {})
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing hangs up on whoever is connected, and frees the port', async () => {
  const { receiver, talk } = await listen()
  const { promise: waiting, resolve } = Promise.withResolvers<void>()
  const heard = talk((write) => {
    write(head('Content-Length: 1000'))
    resolve()
  })
  await waiting
  await receiver.close()
  expect(await heard).toBe('')
  const next = await startWebhookReceiver({ ...webhook, port: receiver.port }, () => {})
  await next.close()
})
