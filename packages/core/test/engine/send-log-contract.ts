import { describe, expect, test } from 'vitest'
import { jitterMarginMs, type Scope, type SendLog } from '../../src/engine/send-log.js'

const minute = 60_000
const start = Date.UTC(2026, 0, 1)
const key: Scope = { id: 'key', limit: { requests: 2, windowMs: minute } }
const address: Scope = { id: 'address', limit: { requests: 3, windowMs: minute } }

/** What every log of requests keeps, in memory or in a file. */
export function testSendLog(name: string, open: () => Promise<SendLog>): void {
  describe(name, () => {
    test('lets as many through as a scope takes, and says when there is room again', async () => {
      const log = await open()
      expect(log.take([key], start)).toBe(start)
      expect(log.take([key], start + 1_000)).toBe(start + 1_000)
      expect(log.take([key], start + 2_000)).toBe(start + minute + jitterMarginMs)
      const again = start + minute + jitterMarginMs
      expect(log.take([key], again)).toBe(again)
      expect(log.take([key], again)).toBe(again + 1_000)
    })

    test('takes a place in every scope or in none', async () => {
      const log = await open()
      for (const id of ['a', 'b', 'c']) log.take([{ ...key, id }, address], start)
      expect(log.take([{ ...key, id: 'd' }, address], start)).toBeGreaterThan(start)
      expect(log.count('d', minute, start)).toBe(0)
      expect(log.count('address', minute, start)).toBe(3)
    })

    test('has a place again that was given back, and only that one', async () => {
      const log = await open()
      log.take([key], start)
      log.take([key], start + 1_000)
      log.giveBack([key], start + 1_000)
      expect(log.count('key', minute, start + 2_000)).toBe(1)
      expect(log.take([key], start + 2_000)).toBe(start + 2_000)
      expect(log.take([key], start + 3_000)).toBe(start + minute + jitterMarginMs)
    })

    test('counts the requests of a window', async () => {
      const log = await open()
      const unlimited = { id: 'open' }
      for (const second of [0, 10, 20, 30]) log.take([unlimited], start + second * 1_000)
      expect(log.count('open', 15_000, start + 30_000)).toBe(2)
      expect(log.count('open', minute, start + 30_000)).toBe(4)
      expect(log.count('never used', minute, start)).toBe(0)
    })

    test('keeps the longest pause', async () => {
      const log = await open()
      log.pause('key', start + 5_000)
      log.pause('key', start + 1_000)
      expect(log.take([key], start)).toBe(start + 5_000)
      expect(log.take([key], start + 5_000)).toBe(start + 5_000)
    })

    test('goes by what was learnt where nothing is known, until it is learnt anew', async () => {
      const log = await open()
      const unlimited = { id: 'open' }
      log.learn('open', { requests: 1, windowMs: 1_000 })
      expect(log.learnt('open')).toEqual({ requests: 1, windowMs: 1_000 })
      log.take([unlimited], start)
      expect(log.take([unlimited], start)).toBe(start + 1_000 + jitterMarginMs)
      log.learn('open', undefined)
      expect(log.learnt('open')).toBeUndefined()
      expect(log.take([unlimited], start)).toBe(start)
    })

    test('waits no longer than a window when somebody set the clock back', async () => {
      const log = await open()
      log.take([key], start)
      log.take([key], start)
      const now = start - 3_600_000
      expect(log.take([key], now)).toBe(now + minute + jitterMarginMs)
      expect(log.take([key], now + minute + jitterMarginMs)).toBe(now + minute + jitterMarginMs)
    })
  })
}
