import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import { createMemorySendLog, jitterMarginMs } from '../../src/engine/send-log.js'
import { createServiceAccount, readLimitNews } from '../../src/engine/service-account.js'
import type { ServiceAnswer } from '../../src/http/send-once.js'
import type { Provider, ServiceFacts } from '../../src/providers/provider.js'

const now = Date.UTC(2026, 0, 1)

const answerOf = (status: number, headers: Record<string, string> = {}): ServiceAnswer => ({
  status,
  headers,
  body: new Uint8Array(),
})

const get = (url: string) => ({ method: 'GET', url }) as const

describe('an answer that says how long to wait', () => {
  test.each([
    ['seconds from now', '40'],
    ['seconds since the epoch', String(now / 1000 + 40)],
    ['milliseconds since the epoch', String(now + 40_000)],
  ])('in %s', (_unit, reset) => {
    const headers = {
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': reset,
    }
    const news = readLimitNews(answerOf(200, headers), now)
    expect(news).toMatchObject({ refused: false, limit: 60, remaining: 7, resetMs: 40_000 })
  })

  test('in nonsense says nothing', () => {
    const headers = { 'x-ratelimit-limit': 'many', 'x-ratelimit-reset': '-1' }
    const news = readLimitNews(answerOf(429, headers), now)
    expect(news).toMatchObject({ refused: true, limit: undefined, resetMs: undefined })
  })
})

function openAccount(service: Partial<ServiceFacts>, answer: ServiceAnswer = answerOf(200)) {
  const clock = createVirtualClock()
  const sentAt: number[] = []
  const account = createServiceAccount({
    provider: { name: 'fake' } as Provider,
    service: { origin: 'https://fake.example', keys: ['a', 'b'], limits: [], ...service },
    clock,
    log: createMemorySendLog(),
    send: async () => {
      sentAt.push(clock.now())
      return { status: 'answered', answer }
    },
  })
  return { account, clock, sentAt, signal: new AbortController().signal }
}

describe('a turn', () => {
  const limits = [{ scope: 'key', requests: 1, windowMs: 60_000 }] as const

  test('to submit is with a key that has room, and one to look with the key that is asked for', async () => {
    const { account, clock, signal } = openAccount({ limits })
    const turns = await clock.run(
      Promise.all([account.forSubmit(signal), account.forSubmit(signal)]),
    )
    expect(turns.map(({ key }) => key).sort()).toEqual(['a', 'b'])
    const look = account.forRead('b', signal)
    expect(account.waitsUntil()).toBe(clock.now() + 60_000 + jitterMarginMs)
    expect((await clock.run(look)).key).toBe('b')
  })

  test('is for one request: another on the same turn waits for its own', async () => {
    const { account, clock, sentAt, signal } = openAccount({ limits })
    const { context } = await clock.run(account.forRead('a', signal))
    await clock.run(
      Promise.all([
        context.send?.(get('https://fake.example/x')),
        context.send?.(get('https://fake.example/x')),
      ]),
    )
    expect(sentAt[1]).toBe((sentAt[0] ?? 0) + 60_000 + jitterMarginMs)
  })

  test('can be given back until it was used', async () => {
    const { account, clock, signal } = openAccount({ limits })
    const unused = await clock.run(account.forRead('a', signal))
    unused.release()
    const used = await clock.run(account.forRead('a', signal))
    await clock.run(Promise.resolve(used.context.send?.(get('https://fake.example/x'))))
    used.release()
    const start = clock.now()
    await clock.run(account.forRead('a', signal))
    expect(clock.now() - start).toBe(60_000 + jitterMarginMs)
  })

  test('waits as long as a refusal asks for', async () => {
    const { account, clock, signal } = openAccount({}, answerOf(429, { 'retry-after': '20' }))
    const { context } = await clock.run(account.forRead('a', signal))
    await clock.run(Promise.resolve(context.send?.(get('https://fake.example/x'))))
    const start = clock.now()
    await clock.run(account.forRead('b', signal))
    expect(clock.now()).toBe(start)
    await clock.run(account.forRead('a', signal))
    expect(clock.now() - start).toBe(60_000 + jitterMarginMs)
  })

  test('is not taken by what goes to another host', async () => {
    const { account, clock, sentAt, signal } = openAccount({ limits })
    const { context } = await clock.run(account.forRead('a', signal))
    await clock.run(Promise.resolve(context.send?.(get('https://files.example/upload'))))
    await clock.run(Promise.resolve(context.send?.(get('https://fake.example/x'))))
    expect(sentAt[1]).toBe(sentAt[0])
  })

  test('that ends before its second request may leave has not sent it', async () => {
    const { account, clock, sentAt } = openAccount({ limits })
    const stopping = new AbortController()
    const { context } = await clock.run(account.forRead('a', stopping.signal))
    await context.send?.(get('https://fake.example/x'))
    const second = context.send?.(get('https://fake.example/x'))
    stopping.abort(new Error('enough'))
    expect(await second).toEqual({ status: 'not-sent', reason: 'enough' })
    expect(sentAt).toHaveLength(1)
  })

  test('to submit is never with a key that is left out, and one to look still is', async () => {
    const { account, clock, signal } = openAccount({ limits })
    await clock.run(Promise.all([account.forSubmit(signal), account.forSubmit(signal)]))
    const waiting = Promise.all([account.forSubmit(signal), account.forSubmit(signal)])
    expect(account.leaveOut('a')).toBe(1)
    expect((await clock.run(waiting)).map(({ key }) => key)).toEqual(['b', 'b'])
    expect((await clock.run(account.forRead('a', signal))).key).toBe('a')
    expect(account.leaveOut('b')).toBe(0)
  })

  test('learns nothing from another host', async () => {
    const { account, clock, signal } = openAccount({}, answerOf(429))
    const { context } = await clock.run(account.forRead('a', signal))
    await clock.run(Promise.resolve(context.send?.(get('https://pictures.example/1.png'))))
    const start = clock.now()
    await clock.run(account.forRead('a', signal))
    expect(clock.now()).toBe(start)
  })
})
