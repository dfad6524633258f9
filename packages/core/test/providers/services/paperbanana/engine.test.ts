import { describe, expect, test } from 'vitest'
import type { PaperBananaOptions } from '../../../../../emulators/src/paperbanana.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { createBuilds } from '../builds.js'
import { atEverySubmit } from '../scripted-service.js'
import { createWorld, key, otherKey, setQuota } from './setup.js'

function startBuilds(options: Partial<PaperBananaOptions> = {}, keys = [key]) {
  const world = createWorld(options, createServiceKeys(keys))
  const { emulator } = world
  return {
    ...createBuilds(world),
    charged: () => emulator.charges().length,
    clock: world.clock,
    emulator,
    setQuota: (quota: number) => setQuota(emulator, quota),
  }
}

describe('what is bought from paperbanana', () => {
  test('each figure is a unit, and a later build buys nothing', async () => {
    const { build, charged, spent } = startBuilds()
    expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
    expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
    expect(charged()).toBe(3)
    expect(await spent()).toEqual(['done 1', 'done 1', 'done 1'])
  })

  test('a key whose last unit is gone may not look: the job is parked, and had when it may again', async () => {
    const { build, charged, setQuota, spent } = startBuilds({ credits: 1, readsNeedQuota: true })
    expect(await build('a')).toEqual(['figure-parked'])
    await setQuota(1)
    expect(await build('a')).toEqual(['made'])
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['done 1'])
  })

  test('a job that the service forgot is lost, spent, and not bought again', async () => {
    const { build, charged, spent } = startBuilds(atEverySubmit('lost-task'))
    const [first] = await build('a')
    expect(await build('a')).toEqual([first])
    expect(first).not.toBe('made')
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['lost 1'])
  })

  test('a job that failed is spent, and not bought again', async () => {
    const { build, charged, spent } = startBuilds(atEverySubmit('failed-task'))
    expect(await build('a')).toEqual(['service-failed'])
    expect(await build('a')).toEqual(['service-failed'])
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['failed 1'])
  })

  test('an answer that got lost is never sent for again', async () => {
    const { build, charged, emulator } = startBuilds(atEverySubmit('500-after'))
    expect(await build('a')).toEqual(['figure-parked'])
    expect(await build('a')).toEqual(['figure-parked'])
    expect(charged()).toBe(1)
    expect(emulator.requests.submits).toBe(1)
  })

  test('quota that is used up refuses the others, and costs them nothing', async () => {
    const { build, charged, setQuota } = startBuilds({ credits: 1 })
    const first = await build('a', 'b')
    expect(first.toSorted()).toEqual(['made', 'service-refused'])
    await setQuota(5)
    expect(await build('a', 'b')).toEqual(['made', 'made'])
    expect(charged()).toBe(2)
  })

  test('a key whose quota is used up leaves its figures to another, and is not asked again', async () => {
    const { build, charged, emulator, setQuota } = startBuilds({}, [key, otherKey])
    await setQuota(1)
    const outcomes = await build(...Array.from({ length: 40 }, (_, index) => `figure ${index}`))
    expect(new Set(outcomes)).toEqual(new Set(['made']))
    expect(charged()).toBe(40)
    const refused = emulator.submissions().filter(({ status }) => status === 403)
    expect(new Set(refused.map((submission) => submission.key))).toEqual(new Set([key]))
    // As many as may be under way at once.
    expect(refused.length).toBeLessThanOrEqual(16)
  })

  test('keys whose quotas are all used up buy nothing more: what is left says what to do', async () => {
    const { clock, emulator, startRun } = startBuilds({ credits: 2 }, [key, otherKey])
    const { engine, make } = await startRun()
    const made = Array.from({ length: 40 }, (_, index) => make(`figure ${index}`))
    const failures = (await clock.run(Promise.allSettled(made))).filter(
      (outcome) => outcome.status === 'rejected',
    )
    expect(failures).toHaveLength(36)
    for (const { reason } of failures) {
      expect(reason).toMatchObject({
        code: expect.stringMatching(/^service-(?:refused|left-alone)$/),
        hint: expect.stringContaining('have it raised'),
      })
    }
    expect(emulator.submissions().length).toBeLessThan(40)
    await clock.run(engine.close())
  })
})
