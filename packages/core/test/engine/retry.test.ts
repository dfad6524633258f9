import { describe, expect, test } from 'vitest'
import { backoffMs, createRetryQuota, retryRules } from '../../src/engine/retry.js'

describe('waiting before another try', () => {
  const rule = { retries: 5, baseMs: 1_000, capMs: 30_000 }

  test('takes anything between nothing and twice as much as before, up to the cap', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6].map((tries) => backoffMs(tries, rule, () => 1))
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(backoffMs(4, rule, () => 0)).toBe(0)
    expect(backoffMs(4, rule, () => 0.25)).toBe(4_000)
  })

  test('is done less often for what could cost than for looks', () => {
    expect(retryRules.submit.retries).toBeLessThan(retryRules.read.retries)
  })
})

describe('the tries that are left for a service', () => {
  test('end when nothing but failures comes, and sooner when nobody is there', () => {
    const count = (kind: 'refused' | 'unreachable') => {
      const quota = createRetryQuota()
      let tries = 0
      while (quota.take(kind)) tries += 1
      return tries
    }
    expect(count('refused')).toBe(100)
    expect(count('unreachable')).toBe(50)
  })

  test('come back with answers, and never more than there were', () => {
    const quota = createRetryQuota()
    while (quota.take('unreachable'));
    for (let answers = 0; answers < 9; answers++) quota.refill()
    expect(quota.take('unreachable')).toBe(false)
    quota.refill()
    expect(quota.take('unreachable')).toBe(true)
    for (let answers = 0; answers < 10_000; answers++) quota.refill()
    let tries = 0
    while (quota.take('unreachable')) tries += 1
    expect(tries).toBe(50)
  })
})
