import { describe, expect, test } from 'vitest'
import { createLimitLearner, type LimitNews } from '../../src/engine/learn-limits.js'
import { createMemorySendLog, jitterMarginMs, type Scope } from '../../src/engine/send-log.js'

const start = Date.UTC(2026, 0, 1)
const minute = 60_000

/** A learner, and answers to requests that are sent one after another in no time. */
function openLearner(keyLimit?: number) {
  const log = createMemorySendLog()
  const learner = createLimitLearner(log)
  const scopesOf = (key: string): Scope[] => [
    { id: key, ...(keyLimit ? { limit: { requests: keyLimit, windowMs: minute } } : {}) },
    { id: 'account' },
    { id: 'address' },
  ]
  function answer(key: string, count: number, news: Partial<LimitNews> = {}, now = start): void {
    for (let index = 0; index < count; index++) {
      learner.observe({ scopes: scopesOf(key), at: now }, { refused: false, ...news }, now)
    }
  }
  const refuse = (key: string, retryAfterMs?: number, now = start) =>
    answer(key, 1, { refused: true, retryAfterMs }, now)
  /** How long a request with a key would wait, in milliseconds. */
  const waitOf = (key: string, now = start) => log.take(scopesOf(key), now) - now
  return { answer, learner, log, refuse, scopesOf, waitOf }
}

describe('a refusal', () => {
  test('says that what was let through before it is what a window takes', () => {
    const { answer, log, refuse } = openLearner()
    answer('a', 60)
    refuse('a', 30_000)
    expect(log.learnt('a')).toEqual({ requests: 60, windowMs: minute })
    expect(log.learnt('address')).toBeUndefined()
  })

  test('counts those that were under way when it came', () => {
    const { answer, log, refuse } = openLearner()
    answer('a', 50)
    refuse('a', 30_000)
    answer('a', 10)
    refuse('a', 30_000)
    expect(log.learnt('a')?.requests).toBe(60)
  })

  test('pauses its key for as long as it asks for, and for a little where it does not say', () => {
    const { refuse, waitOf } = openLearner()
    refuse('a', 30_000)
    expect(waitOf('b')).toBe(0)
    expect(waitOf('a')).toBe(30_000)
    refuse('c', undefined, start + minute)
    expect(waitOf('c', start + minute)).toBe(5_000)
  })

  test('of a second key is about what the keys share, and not about either of them', () => {
    const { answer, log, refuse, waitOf } = openLearner()
    answer('a', 24)
    answer('b', 24)
    refuse('a', 30_000)
    refuse('a', 30_000)
    expect(log.learnt('a')?.requests).toBe(24)
    refuse('b', 40_000)
    expect(log.learnt('a')).toBeUndefined()
    expect(log.learnt('b')).toBeUndefined()
    expect(log.learnt('address')?.requests).toBe(48)
    expect(waitOf('never refused')).toBe(40_000)
  })

  test('of a key that has room is about what the keys share', () => {
    const { answer, log, refuse } = openLearner(60)
    answer('a', 10)
    answer('b', 20)
    refuse('b', 30_000)
    expect(log.learnt('address')?.requests).toBe(30)
  })

  test('of keys that share a limit is about as many as its header says, however few were answered', () => {
    const { answer, log } = openLearner()
    const news = { refused: true, limit: 60, remaining: 0, resetMs: 30_000 }
    answer('a', 1, news)
    answer('b', 1, news)
    expect(log.learnt('address')?.requests).toBe(60)
  })

  test('is not about the limit in its header where that has room', () => {
    const { answer, log } = openLearner(60)
    answer('a', 10)
    answer('b', 20)
    answer('b', 1, { refused: true, limit: 60, remaining: 39, resetMs: 30_000 })
    expect(log.learnt('address')?.requests).toBe(30)
  })

  test('of two keys long after each other is about each of them', () => {
    const { answer, log, refuse } = openLearner()
    answer('a', 24)
    refuse('a', 1_000)
    answer('b', 30, {}, start + minute)
    refuse('b', 1_000, start + minute)
    expect(log.learnt('a')?.requests).toBe(24)
    expect(log.learnt('b')?.requests).toBe(30)
    expect(log.learnt('address')).toBeUndefined()
  })
})

describe('what was learnt too low', () => {
  test('is not believed more than by half, and finds its way up again', () => {
    const { answer, log, refuse } = openLearner()
    answer('a', 60)
    refuse('a')
    // Somebody else used up the next window, and the one after it.
    refuse('a', undefined, start + 2 * minute)
    expect(log.learnt('a')?.requests).toBe(30)
    refuse('a', undefined, start + 4 * minute)
    expect(log.learnt('a')?.requests).toBe(15)
    let windows = 0
    let now = start + 6 * minute
    for (; (log.learnt('a')?.requests ?? 0) < 60; windows++) {
      answer('a', log.learnt('a')?.requests ?? 0, {}, now)
      now += minute + jitterMarginMs
    }
    expect(windows).toBeLessThanOrEqual(7)
  })

  test('stays while nobody needs more', () => {
    const { answer, log, refuse } = openLearner()
    answer('a', 60)
    refuse('a')
    for (let window = 2; window < 20; window++) answer('a', 30, {}, start + window * minute)
    expect(log.learnt('a')?.requests).toBe(60)
  })
})

describe('headers', () => {
  test('are believed where no limit is known', () => {
    const { answer, log } = openLearner()
    answer('a', 1, { limit: 60, remaining: 59, resetMs: 59_000 })
    expect(log.learnt('a')).toEqual({ requests: 60, windowMs: minute })
    answer('b', 1, { limit: 5, remaining: 4, resetMs: 900 })
    expect(log.learnt('b')).toEqual({ requests: 5, windowMs: 1_000 })
  })

  test('whose times are rounded up, or of a clock that is ahead, tell of the same window', () => {
    const { answer, log } = openLearner()
    answer('a', 1, { limit: 60, resetMs: 60_600 })
    expect(log.learnt('a')?.windowMs).toBe(minute)
    answer('b', 1, { limit: 5, resetMs: 1_999 })
    expect(log.learnt('b')?.windowMs).toBe(1_000)
    answer('c', 1, { limit: 500, resetMs: 15 * minute })
    expect(log.learnt('c')?.windowMs).toBe(60 * minute)
  })

  test('that tell no time are about a minute', () => {
    const { answer, log } = openLearner()
    answer('a', 1, { limit: 60 })
    expect(log.learnt('a')?.windowMs).toBe(minute)
  })

  test('that leave nothing pause the key until the window ends', () => {
    const { answer, waitOf } = openLearner()
    answer('a', 1, { limit: 60, remaining: 0, resetMs: 12_000 })
    expect(waitOf('a')).toBe(12_000 + jitterMarginMs)
    expect(waitOf('b')).toBe(0)
  })

  test('of an answer that took long pause no longer than its window can last', () => {
    const { learner, scopesOf, waitOf } = openLearner()
    const sent = { scopes: scopesOf('a'), at: start }
    const now = start + 50_000
    learner.observe(sent, { refused: false, limit: 60, remaining: 0, resetMs: 59_000 }, now)
    expect(waitOf('a', now)).toBe(10_000 + jitterMarginMs)
  })
})
