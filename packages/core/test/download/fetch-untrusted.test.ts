import { getEventListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createCheckedLookup } from '../../src/download/checked-lookup.js'
import {
  createFetchUntrusted,
  type Fetched,
  type FetchUntrustedOptions,
} from '../../src/download/fetch-untrusted.js'
import { startServer } from './loopback-server.js'

const picture = Buffer.from('a picture')
const impatient = { headersMs: 200, idleMs: 200 }

function open(allowHosts: string[], options: Partial<FetchUntrustedOptions> = {}) {
  return createFetchUntrusted({ allowHosts, ...options })
}

/** Why nothing was fetched; fails when something was. */
function reasonOf(fetched: Fetched): string {
  if (fetched.status !== 'failed') throw new Error('expected a failure')
  return fetched.reason
}

const neverAsked = async () => {
  throw new Error('no name was to be looked up')
}

test('a picture comes with its media type', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
  })
  const fetched = await open([server.host])(`${server.origin}/a.png?signature=1#part`)
  expect(fetched).toMatchObject({ status: 'fetched', mediaType: 'image/png' })
  expect(fetched.status === 'fetched' && Buffer.from(fetched.bytes)).toEqual(picture)
})

test('a body without a length comes whole', async () => {
  const large = Buffer.alloc(300_000, 'figure ')
  const server = await startServer((_, response) => {
    response.write(large.subarray(0, 100_000))
    setTimeout(() => response.end(large.subarray(100_000)), 20)
  })
  const fetched = await open([server.host])(server.origin)
  expect(fetched.status === 'fetched' && large.equals(fetched.bytes)).toBe(true)
})

test('nothing stays with a signal that outlives the fetch', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/broken') response.destroy()
    else response.end(picture)
  })
  const { signal } = new AbortController()
  const fetched: Fetched['status'][] = []
  for (const path of ['/', '/broken']) {
    fetched.push((await open([server.host])(`${server.origin}${path}`, { signal })).status)
  }
  expect(fetched).toEqual(['fetched', 'failed'])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

describe('nothing is sent to', () => {
  test.each([
    ['plain http', 'http://example.com/a.png', 'is not an https address'],
    ['a file', 'file:///etc/passwd', 'is not an https address'],
    ['data', 'data:image/png;base64,AAAA', 'is not an https address'],
    ['another protocol', 'ftp://example.com/a.png', 'is not an https address'],
    ['a port of its own', 'https://example.com:8443/a.png', 'has a port of its own'],
    ['a password', 'https://user:secret@example.com/a.png', 'has a password in it'],
    ['this machine by number', 'https://127.0.0.1/a.png', 'not on the public internet'],
    ['this machine by odd numbers', 'https://0x7f.1/a.png', 'not on the public internet'],
    ['this machine by one number', 'https://2130706433/a.png', 'not on the public internet'],
    ['this machine in IPv6', 'https://[::1]/a.png', 'not on the public internet'],
    ['this machine, mapped', 'https://[::ffff:127.0.0.1]/a.png', 'not on the public internet'],
    ['metadata', 'https://169.254.169.254/latest/meta-data', 'not on the public internet'],
    ['nonsense', 'not an address', 'cannot be read'],
  ])('%s', async (_what, address, reason) => {
    const fetched = await open([], { resolve: neverAsked })(address)
    expect(fetched).toMatchObject({ status: 'failed', again: false })
    expect(reasonOf(fetched)).toContain(reason)
    expect(reasonOf(fetched)).not.toContain('secret')
  })

  test('a name with one private address among public ones', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ]
    const fetched = await open([], { resolve })('https://pictures.example/a.png')
    expect(reasonOf(fetched)).toContain('`pictures.example` is at 10.0.0.7')
    expect(fetched).toMatchObject({ again: false, hint: expect.stringContaining('allowHosts') })
  })

  test('a host that is allowed on another port', async () => {
    const server = await startServer((_, response) => response.end(picture))
    const fetched = await open(['127.0.0.1:1', '127.0.0.1'])(server.origin)
    expect(reasonOf(fetched)).toContain('is not an https address')
    expect(server.requests).toEqual([])
  })
})

test('a connection goes to the very addresses that were checked, whatever the name says later', async () => {
  const answers = ['93.184.216.34', '127.0.0.1']
  let asked = 0
  const lookup = createCheckedLookup(async () => [{ address: answers[asked++] ?? '', family: 4 }])
  const connect = () =>
    new Promise((resolve) => {
      lookup('rebinding.example', {}, (error, address) => resolve(error?.message ?? address))
    })
  expect(await connect()).toBe('93.184.216.34')
  expect(asked).toBe(1)
  expect(await connect()).toContain('not on the public internet')
})

test('a name is looked up once for a fetch', async () => {
  const server = await startServer((_, response) => response.end(picture))
  const port = server.host.split(':')[1]
  let asked = 0
  const resolve = async () => {
    asked += 1
    return [{ address: '127.0.0.1', family: 4 }]
  }
  const fetched = await open([`emulator.test:${port}`], { resolve })(
    `http://emulator.test:${port}/`,
  )
  expect(fetched.status).toBe('fetched')
  expect(asked).toBe(1)
})

describe('a redirect', () => {
  function redirect(response: ServerResponse, location: string, status = 302): void {
    response.writeHead(status, { location }).end('moved')
  }

  test.each([301, 302, 303, 307, 308])('with status %s is followed', async (status) => {
    const server = await startServer((request, response) => {
      if (request.url === '/a') redirect(response, '/b?c', status)
      else response.end(picture)
    })
    const fetched = await open([server.host])(`${server.origin}/a`)
    expect(fetched.status).toBe('fetched')
    expect(server.requests.map(({ url }) => url)).toEqual(['/a', '/b?c'])
  })

  test.each([
    ['plain http', 'http://example.com/', 'is not an https address'],
    ['a private address', 'https://10.0.0.1/', 'not on the public internet'],
    ['metadata', 'https://169.254.169.254/latest', 'not on the public internet'],
    ['a file', 'file:///etc/passwd', 'is not an https address'],
    ['a name for this machine', 'https://inside.example/', 'not on the public internet'],
  ])('to %s is not followed', async (_what, location, reason) => {
    const server = await startServer((_, response) => redirect(response, location))
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const fetched = await open([server.host], { resolve })(server.origin)
    expect(reasonOf(fetched)).toContain(reason)
    expect(fetched).toMatchObject({ again: false })
  })

  test('to a server beside the allowed one is not followed', async () => {
    const inner = await startServer((_, response) => response.end('secret'))
    const outer = await startServer((_, response) => redirect(response, inner.origin))
    expect((await open([outer.host])(outer.origin)).status).toBe('failed')
    expect(inner.requests).toEqual([])
  })

  test('in a circle ends after five', async () => {
    const server = await startServer((_, response) => redirect(response, '/again'))
    expect(reasonOf(await open([server.host])(server.origin))).toContain('after 5 redirects')
    expect(server.requests).toHaveLength(6)
  })

  test('without an end to its body is left at once', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/b') return response.end(picture)
      response.writeHead(302, { location: '/b' })
      return response.write('x'.repeat(100_000))
    })
    expect((await open([server.host])(`${server.origin}/a`)).status).toBe('fetched')
  })
})

describe('credentials', () => {
  const headers = { authorization: 'Bearer key' }

  test('go to their origin, and along its own redirects', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end()
      else response.end(picture)
    })
    const credentials = { origin: server.origin, headers }
    await open([server.host])(`${server.origin}/a`, { credentials })
    const sent = server.requests.map((request) => request.headers.authorization)
    expect(sent).toEqual(['Bearer key', 'Bearer key'])
  })

  test('stay behind when a redirect leaves their origin, even when it comes back', async () => {
    const store = await startServer((request, response) => {
      if (request.url === '/back') response.writeHead(302, { location: `${own.origin}/b` }).end()
      else response.end(picture)
    })
    const own = await startServer((request, response) => {
      if (request.url === '/a') {
        response.writeHead(302, { location: `${store.origin}/back` }).end()
      } else response.end(picture)
    })
    const credentials = { origin: own.origin, headers }
    const fetched = await open([own.host, store.host])(`${own.origin}/a`, { credentials })
    expect(fetched.status).toBe('fetched')
    expect(store.requests[0]?.headers.authorization).toBeUndefined()
    expect(own.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer key',
      undefined,
    ])
  })

  test('are not sent to another origin than their own', async () => {
    const server = await startServer((_, response) => response.end(picture))
    const credentials = { origin: 'https://service.example', headers }
    await open([server.host])(server.origin, { credentials })
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })
})

describe('a size', () => {
  const limits = { bytes: 100_000 }

  test('above the limit is refused by its announcement', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': 100_001 }).write('x')
    })
    const fetched = await open([server.host], { limits })(server.origin)
    expect(reasonOf(fetched)).toContain('leads to more than')
    expect(fetched).toMatchObject({ again: false })
  })

  test('without announcement or end is cut off at the limit', async () => {
    let sent = 0
    const server = await startServer((_, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000))) sent += 10_000
      }
      response.on('drain', pour)
      pour()
    })
    expect(reasonOf(await open([server.host], { limits })(server.origin))).toContain('more than')
    expect(sent).toBeLessThan(20_000_000)
  })

  test('that is exactly the limit is taken', async () => {
    const server = await startServer((_, response) => response.end('x'.repeat(100_000)))
    expect((await open([server.host], { limits })(server.origin)).status).toBe('fetched')
  })

  test('smaller than announced may be fetched again', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': 500 }).write('x'.repeat(100))
      setTimeout(() => response.destroy(), 20)
    })
    expect(await open([server.host])(server.origin)).toMatchObject({
      status: 'failed',
      again: true,
    })
  })

  test('larger than announced gives what was announced, and no more', async () => {
    const server = await startServer((request) => {
      const { socket } = request
      socket.end(
        `HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n${'x'.repeat(500)}`,
      )
    })
    const fetched = await open([server.host])(server.origin)
    if (fetched.status === 'fetched') expect(fetched.bytes.length).toBe(9)
    else expect(fetched.again).toBe(true)
  })

  test('that is compressed without having been asked for is refused', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('bomb')
    })
    expect(reasonOf(await open([server.host])(server.origin))).toContain('answers in `gzip`')
  })
})

test('what comes has its memory to itself, so that it can be given back', async () => {
  const server = await startServer((_, response) => {
    response.write(Buffer.alloc(100_000))
    response.end('x')
  })
  const fetched = await open([server.host])(server.origin)
  const { bytes } = fetched.status === 'fetched' ? fetched : {}
  expect(bytes?.length).toBe(100_001)
  expect(bytes?.buffer.byteLength).toBe(100_001)
})

describe('time', () => {
  test('runs out for a server that never answers', async () => {
    const server = await startServer(() => {})
    const fetched = await open([server.host], { limits: impatient })(server.origin)
    expect(fetched).toMatchObject({ status: 'failed', again: true })
    expect(reasonOf(fetched)).toContain('Headers Timeout')
  })

  test('runs out for a body that stops', async () => {
    const server = await startServer((_, response) => void response.write('x'))
    const fetched = await open([server.host], { limits: impatient })(server.origin)
    expect(fetched).toMatchObject({ status: 'failed', again: true })
    expect(reasonOf(fetched)).toContain('Body Timeout')
  })

  test('runs out for a body that drips', async () => {
    const server = await startServer((_, response) => {
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    const fetched = await open([server.host], { limits: { totalMs: 600 } })(server.origin)
    expect(reasonOf(fetched)).toContain('not done after 0.6 s')
    expect(fetched).toMatchObject({ again: true })
  })

  test('is longer for what may be larger', async () => {
    const server = await startServer((_, response) => {
      response.write('x')
      setTimeout(() => response.end('y'), 500)
    })
    const fetch = open([server.host], { limits: { bytes: 10, totalMs: 200 } })
    expect(reasonOf(await fetch(server.origin))).toContain('not done after 0.2 s')
    expect(await fetch(server.origin, { mostBytes: 50 })).toMatchObject({ status: 'fetched' })
  })

  test('ends when the caller says so, with the reason of the caller', async () => {
    const server = await startServer(() => {})
    const stop = new AbortController()
    const fetching = open([server.host])(server.origin, { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(fetching).rejects.toThrow('stopped')
  })
})

test.each([
  [404, false],
  [403, false],
  [206, false],
  [408, true],
  [429, true],
  [500, true],
  [503, true],
])('status %s may go better another time: %s', async (status, again) => {
  const server = await startServer((_, response) => {
    response.writeHead(status, { 'retry-after': '7' }).end('sorry')
  })
  const fetched = await open([server.host])(`${server.origin}/a.png?signature=secret`)
  expect(fetched).toMatchObject({ status: 'failed', again, retryAfter: '7' })
  expect(reasonOf(fetched)).toContain(`/a.png\` answered with status ${status}`)
  expect(reasonOf(fetched)).not.toContain('secret')
})

test('a server that is not there may be there later', async () => {
  const fetched = await open(['127.0.0.1:1'])('http://127.0.0.1:1/')
  expect(fetched).toMatchObject({ status: 'failed', again: true })
  expect(reasonOf(fetched)).toContain('ECONNREFUSED')
})
