import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../bench/random.js'
import { createDurations } from '../../src/engine/durations.js'
import { nextLookAt } from '../../src/engine/look-times.js'

/** Jobs of 30 to 120 seconds, looked at every few seconds. */
function learnt(everyMs = 3_000) {
  const durations = createDurations()
  const random = createRandom(1)
  for (let job = 0; job < 300; job++) {
    const takes = 30_000 + random() * 90_000
    for (let age = 0; age < takes; age += everyMs) {
      durations.add(age, age + everyMs, age + everyMs >= takes)
    }
  }
  return durations
}

describe('how long jobs take', () => {
  test('is learnt from looks', () => {
    const durations = learnt()
    expect(durations.chance(0, 25_000)).toBeLessThan(0.05)
    expect(durations.chance(0, 75_000)).toBeGreaterThan(0.4)
    expect(durations.chance(0, 75_000)).toBeLessThan(0.6)
    expect(durations.chance(0, 125_000)).toBeGreaterThan(0.95)
    // One that has run for long is nearly done.
    expect(durations.chance(100_000, 110_000)).toBeGreaterThan(0.35)
  })

  test('is not thought short because only the short ones have ended so far', () => {
    const durations = createDurations()
    for (let job = 0; job < 100; job++) durations.add(0, 40_000, job < 11)
    expect(durations.chance(0, 40_000)).toBeGreaterThan(0.08)
    expect(durations.chance(0, 40_000)).toBeLessThan(0.15)
  })

  test('is forgotten when the service changes', () => {
    const durations = learnt()
    for (let job = 0; job < 1_000; job++) durations.add(0, 30_000, false)
    for (let job = 0; job < 1_000; job++) {
      for (let age = 30_000; age < 300_000; age += 10_000) durations.add(age, age + 10_000, false)
    }
    expect(durations.chance(0, 125_000)).toBeLessThan(0.3)
  })

  test('outlasts a run', () => {
    const before = learnt()
    const after = createDurations(JSON.parse(JSON.stringify(before.toJson())))
    expect(after.chance(0, 75_000)).toBe(before.chance(0, 75_000))
    expect(before.isKnown()).toBe(true)
    expect(createDurations().isKnown()).toBe(false)
  })

  test('says nothing when two looks come at once, or at an age nothing is drawn at', () => {
    const durations = learnt()
    const before = durations.chance(0, 75_000)
    durations.add(60_000, 60_000, true)
    durations.add(200, 900, true)
    expect(durations.chance(0, 75_000)).toBe(before)
  })
})

describe('the next look', () => {
  const jobs = (count: number, seenAt?: number) =>
    Array.from({ length: count }, () => ({ sentAt: 0, seenAt }))
  const at = (
    count: number,
    { isDear = false, seenAt }: { isDear?: boolean; seenAt?: number } = {},
  ) => nextLookAt({ jobs: jobs(count, seenAt), size: 100, isDear }, learnt())

  test('comes when one alone may have ended, and later for many at once', () => {
    expect(at(1)).toBeGreaterThan(40_000)
    expect(at(1)).toBeLessThan(60_000)
    expect(at(10)).toBeGreaterThan(at(1))
  })

  test('leaves no finished picture waiting for more than a minute', () => {
    expect(at(100)).toBeLessThan(30_000 + 60_000 + 5_000)
  })

  test('comes soon after a look that left a few', () => {
    const next = at(2, { seenAt: 110_000 })
    expect(next).toBeGreaterThan(110_000 + 5_000)
    expect(next).toBeLessThan(110_000 + 12_000)
  })

  test('comes later while it would take the place of a submission', () => {
    expect(at(10, { isDear: true })).toBeGreaterThan(5 * 60_000)
    expect(at(100, { isDear: true })).toBeLessThan(2 * 60_000)
  })

  test('knows nothing of a new service, and comes early', () => {
    const next = nextLookAt({ jobs: jobs(1), size: 100, isDear: false }, createDurations())
    expect(next).toBeLessThan(15_000)
  })

  test('is not worked out beyond the time from which it does not matter', () => {
    const group = { jobs: jobs(10), size: 100, isDear: false }
    const durations = learnt()
    const next = nextLookAt(group, durations)
    expect(nextLookAt(group, durations, next + 5_000)).toBeCloseTo(next, -3)
    expect(nextLookAt(group, durations, next - 5_000)).toBe(next - 5_000)
    // Not even a second has passed since they were sent.
    expect(nextLookAt(group, durations, 500)).toBe(500)
  })
})
