import { describe, expect, test } from 'vitest'
import { type FlokanOptions, flokanKey } from '../../../../../emulators/src/flokan.js'
import type { FailPoint } from '../../../../src/engine/fail-points.js'
import {
  createServiceKeys,
  type ServiceKeys,
} from '../../../../src/providers/services/service-keys.js'
import { createMortal } from '../../../engine/mortal.js'
import { createBuilds } from '../builds.js'
import { atFirstSubmit } from '../scripted-service.js'
import { open } from './setup.js'

/** Flokan and builds that use it, of which the first can die. */
function startBuilds(options: Partial<FlokanOptions> = {}, keys?: ServiceKeys) {
  const { clock, emulator, provider, send } = open(options, keys)
  const builds = createBuilds({ clock, provider, send })
  async function startDying(killAt?: FailPoint) {
    const life = createMortal()
    const passPoint = (point: FailPoint) => point === killAt && life.kill()
    const { make } = await builds.startRun('dying', { life, passPoint })
    return { kill: life.kill, make }
  }
  return { ...builds, clock, emulator, startDying }
}

describe('a figure that Flokan draws', () => {
  // covers prices: deducted after the call
  test('is bought with one request, and its record says what it cost and which job it was', async () => {
    const { clock, emulator, startRun, totals } = startBuilds()
    const { engine, make } = await startRun()
    const record = await clock.run(make('a lighthouse'))
    const [charge] = emulator.charges()
    expect(record).toMatchObject({ costCredits: 50, taskId: charge?.task, model: 'pro' })
    // What it read was an estimate, for the headers of its answer.
    expect(emulator.requests).toMatchObject({ submits: 1, reads: 1, pictures: 1 })
    expect(await totals()).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
    await clock.run(engine.close())
  })

  test.each([
    'after-submit',
    'before-receipt',
    'after-receipt',
    'before-collect',
    'after-collect',
    'before-store',
    'after-store',
    'before-settle',
  ] as const)('is not bought again after a run that died %s', async (point) => {
    const { build, clock, emulator, startDying, totals } = startBuilds()
    const { make } = await startDying(point)
    void make('a lighthouse')
    await clock.run(clock.sleep(10 * 60_000))
    expect(await build('a lighthouse')).toEqual(['made'])
    expect(emulator.charges()).toHaveLength(1)
    expect(emulator.requests.submits).toBe(1)
    expect(await totals()).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
  })

  test('is waited for by the next run when the first died while it was drawn', async () => {
    const { build, clock, emulator, startDying } = startBuilds({ durationMs: () => 240_000 })
    const { kill, make } = await startDying()
    void make('a lighthouse')
    await clock.run(clock.sleep(100_000))
    kill()
    expect(await build('a lighthouse')).toEqual(['made'])
    expect(emulator.requests.submits).toBe(1)
  })

  test.each(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'] as const)(
    'is found when its answer is lost (%s)',
    async (fault) => {
      const { build, emulator } = startBuilds(atFirstSubmit(fault))
      expect(await build('a lighthouse')).toEqual(['made'])
      expect(emulator.charges()).toHaveLength(1)
      expect(emulator.requests.submits).toBe(1)
    },
  )

  test.each([
    ['reset-before', 'figure-parked', 50],
    ['500-before', 'figure-parked', 50],
    ['lost-task', 'figure-parked', 50],
    ['failed-task', 'service-failed', 0],
  ] as const)('is not bought again by itself after %s: %s', async (fault, code, reserved) => {
    const { build, emulator, totals } = startBuilds(atFirstSubmit(fault))
    expect(await build('a lighthouse')).toEqual([code])
    expect(emulator.requests.submits).toBe(1)
    expect(await totals()).toMatchObject([{ reserved }])
  })

  test('that never ends is given up, and what it may have cost is spent', async () => {
    const { build, emulator, totals } = startBuilds({ durationMs: () => 301_000 })
    expect(await build('a lighthouse')).toEqual(['service-failed'])
    expect(emulator.requests.submits).toBe(1)
    expect(await totals()).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
  })

  test.each([{ scopes: ['thumbnail_generator'] }, { permissions: [] }])(
    'is bought with another key where one has %j, which costs nothing',
    async (rights) => {
      const keys = [flokanKey, `${flokanKey}2`]
      const { build, emulator } = startBuilds(
        { keys, rightsOf: (key) => (key === flokanKey ? rights : {}) },
        createServiceKeys(keys),
      )
      expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
      expect(emulator.charges()).toHaveLength(3)
      const refused = emulator.submissions().filter(({ status }) => status === 403)
      expect(new Set(refused.map(({ key }) => key))).toEqual(new Set([flokanKey]))
    },
  )

  test('waits for its turn: `header X-RateLimit-Limit` tells what `limit requests per minute by plan` is', async () => {
    const { build, clock, emulator } = startBuilds({
      requestsPerMinute: 20,
      durationMs: () => 10_000,
    })
    const startedAt = clock.now()
    const outcomes = await build(...Array.from({ length: 100 }, (_, index) => `figure ${index}`))
    expect(new Set(outcomes)).toEqual(new Set(['made']))
    expect(emulator.requests.refused).toBe(0)
    expect(clock.now() - startedAt).toBeLessThan(1.1 * 5 * 60_000)
  })
})
