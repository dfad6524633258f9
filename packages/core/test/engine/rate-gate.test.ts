import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import { createServiceLimits, type ServiceLimit } from '../../../emulators/src/count-requests.ts'
import { createRateGate, type Lane, type Permit } from '../../src/engine/rate-gate.js'
import { createMemorySendLog, jitterMarginMs, type Scope } from '../../src/engine/send-log.js'

const minute = 60_000
const window = minute + jitterMarginMs

function scope(id: string, requests?: number): Scope {
  return { id, ...(requests === undefined ? {} : { limit: { requests, windowMs: minute } }) }
}

function openGate() {
  const clock = createVirtualClock()
  const log = createMemorySendLog()
  const gate = createRateGate({ clock, log })
  const start = clock.now()
  const acquire = (alternatives: Scope[][], lane: Lane = 'submit', signal?: AbortSignal) =>
    gate.acquire(alternatives, lane, signal)
  /** Seconds after the start at which each got its turn. */
  const secondsOf = async (permits: readonly Promise<Permit>[]) =>
    (await clock.run(Promise.all(permits))).map(({ at }) => (at - start) / 1000)
  return { acquire, clock, gate, log, secondsOf, start }
}

describe('a turn', () => {
  test('comes at once while there is room, and a window after the oldest when there is none', async () => {
    const { acquire, secondsOf } = openGate()
    const permits = Array.from({ length: 5 }, () => acquire([[scope('key', 2)]]))
    expect(await secondsOf(permits)).toEqual([0, 0, window, window, 2 * window].map(toSeconds))
  })

  test('takes a place in every scope or in none', async () => {
    const { acquire, clock, log, secondsOf } = openGate()
    const address = scope('address', 1)
    await clock.run(acquire([[scope('key a', 9), address]]))
    const second = acquire([[scope('key b', 9), address]])
    expect(log.count('key b', minute, clock.now())).toBe(0)
    expect(await secondsOf([second])).toEqual([toSeconds(window)])
    expect(log.count('key b', minute, clock.now())).toBe(1)
  })

  test('goes to another key when one is full', async () => {
    const { acquire, clock } = openGate()
    const keys = [[scope('key a', 2)], [scope('key b', 2)]]
    const permits = await clock.run(Promise.all([1, 2, 3, 4].map(() => acquire(keys))))
    expect(permits.map(({ at }) => at - clock.now())).toEqual([0, 0, 0, 0])
    expect(permits.map(({ chosen }) => chosen).sort()).toEqual([0, 0, 1, 1])
  })

  test('fills one key before the next, but for a tenth that looks can use', async () => {
    const { acquire, clock, secondsOf } = openGate()
    const keys = [[scope('key a', 10)], [scope('key b', 10)]]
    const permits = await clock.run(Promise.all(Array.from({ length: 12 }, () => acquire(keys))))
    expect(permits.map(({ chosen }) => chosen).join('')).toBe('000000000111')
    expect(await secondsOf([acquire([keys[0] ?? []], 'read')])).toEqual([0])
  })

  test('is not held up by one before it that waits for another key', async () => {
    const { acquire, clock, secondsOf } = openGate()
    await clock.run(acquire([[scope('key a', 1)]]))
    const permits = [acquire([[scope('key a', 1)]]), acquire([[scope('key b', 1)]])]
    expect(await secondsOf(permits)).toEqual([toSeconds(window), 0])
  })

  test('that is given back goes to the one who waits', async () => {
    const { acquire, clock, secondsOf } = openGate()
    const first = await clock.run(acquire([[scope('key', 1)]]))
    const second = acquire([[scope('key', 1)]])
    first.release()
    expect(await secondsOf([second])).toEqual([0])
  })

  test('is waited for in order, and the two lanes take turns', async () => {
    const { acquire, clock, gate } = openGate()
    const order: string[] = []
    const wait = (name: string, lane: Lane) =>
      acquire([[scope('key', 1)]], lane).then(() => order.push(name))
    await clock.run(acquire([[scope('key', 1)]]))
    const all = [
      ...['s1', 's2', 's3', 's4'].map((name) => wait(name, 'submit')),
      ...['r1', 'r2', 'r3', 'r4'].map((name) => wait(name, 'read')),
    ]
    expect(gate.waitsUntil()).toBe(clock.now() + window)
    await clock.run(Promise.all(all))
    expect(gate.waitsUntil()).toBeUndefined()
    expect(order.filter((name) => name.startsWith('s'))).toEqual(['s1', 's2', 's3', 's4'])
    expect(order.filter((name) => name.startsWith('r'))).toEqual(['r1', 'r2', 'r3', 'r4'])
    expect(order.slice(0, 4).filter((name) => name.startsWith('r'))).toHaveLength(2)
  })

  test('that nobody waits for any more is not taken', async () => {
    const { acquire, clock, secondsOf } = openGate()
    await clock.run(acquire([[scope('key', 1)]]))
    const impatient = new AbortController()
    const second = acquire([[scope('key', 1)]], 'submit', impatient.signal)
    const third = acquire([[scope('key', 1)]])
    impatient.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect(await secondsOf([third])).toEqual([toSeconds(window)])
    await expect(acquire([[scope('key', 1)]], 'read', impatient.signal)).rejects.toThrow('enough')
  })

  test('does not come while its scope is paused', async () => {
    const { acquire, log, secondsOf, start } = openGate()
    log.pause('key', start + 7_000)
    log.pause('key', start + 3_000)
    expect(await secondsOf([acquire([[scope('key')]])])).toEqual([7])
  })
})

describe('a service that is asked at the pace of the gate', () => {
  const kinds = fc.constantFrom<ServiceLimit['kind']>('fixed', 'sliding', 'bucket')
  const requests = fc.array(
    fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
      key: fc.integer({ min: 0, max: 2 }),
      lane: fc.constantFrom<Lane>('submit', 'read'),
      delayMs: fc.integer({ min: 0, max: jitterMarginMs - 1 }),
    }),
    { minLength: 1, maxLength: 60 },
  )

  test('never refuses, whatever comes when, however it counts, and with any delay under way', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, requests, async (kind, wanted) => {
        const { acquire, clock, start } = openGate()
        const limits = [
          { scope: 'key', requests: 3, windowMs: minute, kind },
          { scope: 'address', requests: 7, windowMs: minute, kind },
        ] as const
        const keys = [0, 1, 2].map((key) => [scope(`key ${key}`, 3), scope('address', 7)])
        let at = start
        const sent = wanted.map(async ({ afterMs, delayMs, key, lane }) => {
          at += afterMs
          await clock.sleep(at - start)
          const choice = lane === 'read' ? [keys[key] ?? []] : keys
          const permit = await acquire(choice, lane)
          return { key: lane === 'read' ? key : permit.chosen, arrivesAt: permit.at + delayMs }
        })
        const arrivals = await clock.run(Promise.all(sent))
        let now = 0
        const service = createServiceLimits(limits, true, { ...clock, now: () => now })
        for (const { arrivesAt, key } of arrivals.sort((a, b) => a.arrivesAt - b.arrivesAt)) {
          now = arrivesAt
          expect(service.ask({ key: `${key}`, address: 'a', account: '' }).refused).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })
})

function toSeconds(ms: number): number {
  return ms / 1000
}
