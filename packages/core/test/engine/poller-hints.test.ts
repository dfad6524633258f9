import { describe, expect, test } from 'vitest'
import type { JobState } from '../../src/providers/provider.js'
import { done, openPoller } from './poller-setup.js'

describe('a hint', () => {
  const endAfter =
    (end: number) =>
    (_: number, age: number): JobState =>
      age >= end ? done : { status: 'pending' }

  test.each([0, 100])('is followed by a look at once, where lists have %i', async (listSize) => {
    const findAfter = async (hintAt?: number) => {
      const { clock, hint, seconds, watch } = openPoller({ listSize, stateOf: endAfter(500) })
      const found = watch(0)
      if (hintAt !== undefined) void clock.sleep(hintAt * 1000).then(() => hint('0'))
      await clock.run(found)
      return seconds()
    }
    expect(await findAfter(501)).toBe(501)
    expect(await findAfter()).toBeGreaterThan(501)
  })

  test('that is wrong costs a look and nothing else', async () => {
    const { clock, hint, looks, watch } = openPoller({ listSize: 0, stateOf: endAfter(900) })
    const found = watch(0)
    await clock.run(clock.sleep(500_000))
    const before = looks.length
    hint('0')
    await clock.run(clock.sleep(1_000))
    expect(looks.length).toBe(before + 1)
    expect(await clock.run(found)).toEqual(done)
  })

  test('of a job that nobody waits for is followed by none', async () => {
    const { clock, hint, looks, watch } = openPoller({ listSize: 0, stateOf: endAfter(900) })
    const found = watch(0)
    await clock.run(clock.sleep(500_000))
    const before = looks.length
    for (const id of ['1', '', '00']) hint(id)
    await clock.run(clock.sleep(1_000))
    expect(looks.length).toBe(before)
    await clock.run(found)
    hint('0')
    await clock.run(clock.sleep(1_000))
    expect(looks.at(-1)?.at).toBeLessThan(1_000)
  })

  test('that comes while the job is looked at is followed by another look', async () => {
    const { clock, hint, looks, seconds, watch } = openPoller({
      listSize: 0,
      stateOf: endAfter(500),
      answerMs: 3_000,
    })
    const found = watch(0)
    await clock.run(clock.sleep(497_000))
    hint('0')
    await clock.run(clock.sleep(2_000))
    const begun = looks.length
    void clock.sleep(1_000).then(() => hint('0'))
    await clock.run(found)
    expect(looks.slice(begun).map(({ at }) => at)).toEqual([500])
    expect(seconds()).toBe(503)
  })

  test('waits as long as a service in trouble is left alone', async () => {
    let isDown = true
    const { clock, hint, looks, watch } = openPoller({
      listSize: 0,
      stateOf: () => {
        if (isDown) throw new Error('out of order')
        return done
      },
    })
    const found = watch(0)
    while (looks.length === 0) await clock.run(clock.sleep(100))
    const [{ at = 0 } = {}] = looks
    hint('0')
    isDown = false
    await clock.run(found)
    expect(looks).toHaveLength(2)
    expect(looks[1]?.at).toBeGreaterThan(at + 0.2)
  })
})
