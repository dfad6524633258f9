import { describe, expect, test } from 'vitest'
import { FigureError } from '../../src/errors.js'
import type { JobState } from '../../src/providers/provider.js'
import { deadlineMs, done, figureOf, openPoller } from './poller-setup.js'

describe('jobs of a service that has a list', () => {
  test('are looked at a hundred at a time', async () => {
    const { looks, watchAll } = openPoller()
    const ends = await watchAll(90)
    expect(ends.every(({ status }) => status === 'done')).toBe(true)
    expect(looks.length).toBeLessThan(12)
    expect(looks[0]).toMatchObject({ page: 0 })
    expect(looks[0]?.jobs).toHaveLength(90)
  })

  test('are found soon after the last one ended', async () => {
    const { seconds, watchAll } = openPoller()
    await watchAll(90)
    expect(seconds()).toBeLessThan((30 + 89) * 1.08)
  })

  test('are looked for on the pages they are on, the newest on the first', async () => {
    const { looks, watchAll } = openPoller({
      list: () => Array.from({ length: 25 }, (_, position) => 24 - position),
      listSize: 10,
      stateOf: (_, age) => (age >= 30 ? done : { status: 'pending' }),
    })
    await watchAll(25)
    expect(new Set(looks.map(({ page }) => page))).toEqual(new Set([0, 1, 2]))
  })

  test('that others pushed down are looked for on the next page, and then by themselves', async () => {
    const strangers = Array.from({ length: 10 }, (_, index) => 100 + index)
    const pushed = openPoller({ list: () => [...strangers, 2, 1, 0], listSize: 10 })
    await pushed.watchAll(3)
    expect(pushed.looks.map(({ page }) => page).slice(0, 2)).toEqual([0, 1])
    const lost = openPoller({ list: () => strangers, listSize: 10 })
    await lost.watchAll(1)
    expect(lost.looks.map(({ page }) => page).slice(0, 3)).toEqual([0, 1, undefined])
  })

  test('wait for a full page while submissions wait', async () => {
    let isSubmitting = true
    const { clock, looks, watch } = openPoller({ isSubmitting: () => isSubmitting })
    const all = Promise.all(Array.from({ length: 10 }, (_, job) => watch(job)))
    await clock.run(clock.sleep(200_000))
    expect(looks).toEqual([])
    isSubmitting = false
    await clock.run(all)
    expect(looks.length).toBeGreaterThan(0)
  })

  test('that are on no page are asked for soon after the last submission', async () => {
    let isSubmitting = true
    const { clock, looks, seconds, watch } = openPoller({
      isSubmitting: () => isSubmitting,
      list: () => [],
      stateOf: (_, age) => (age >= 1_000 ? done : { status: 'pending' }),
    })
    const ended = watch(0)
    while (looks.length < 3) await clock.run(clock.sleep(1_000))
    await clock.run(clock.sleep(5_000))
    isSubmitting = false
    const submittedAt = seconds()
    while (looks.length < 4) await clock.run(clock.sleep(1_000))
    expect(looks[3]).toMatchObject({ page: undefined })
    expect(seconds() - submittedAt).toBeLessThan(120)
    await clock.run(ended)
  })
})

describe('jobs of a service without a list', () => {
  test('are asked for one by one', async () => {
    const { looks, watchAll } = openPoller({ listSize: 0 })
    await watchAll(3)
    expect(looks.every(({ jobs, page }) => jobs.length === 1 && page === undefined)).toBe(true)
  })
})

describe('a job', () => {
  test('whose state nobody has heard of runs', async () => {
    const { seconds, watchAll } = openPoller({
      stateOf: (_, age) => (age < 50 ? { status: 'pending', stage: 'dreaming' } : done),
    })
    expect(await watchAll(1)).toEqual([done])
    expect(seconds()).toBeGreaterThanOrEqual(50)
  })

  test.each<JobState>([
    { status: 'failed', error: new FigureError('service-failed', 'no') },
    { status: 'lost', reason: 'forgotten' },
  ])('that ended badly ends: $status', async (state) => {
    const { watchAll } = openPoller({ stateOf: () => state })
    expect(await watchAll(1)).toEqual([state])
  })

  test('that never ends is overdue at the deadline, after few looks', async () => {
    const { looks, seconds, watchAll } = openPoller({ stateOf: () => ({ status: 'pending' }) })
    const [end] = await watchAll(1)
    expect(end).toEqual({ status: 'overdue', reason: 'it still runs after 30 minutes' })
    expect(seconds()).toBe(deadlineMs / 1000)
    expect(looks.length).toBeLessThan(80)
  })

  test('that never ends is overdue with the last that its service said of it', async () => {
    const { watchAll } = openPoller({ stateOf: () => ({ status: 'pending', stage: 'no picture' }) })
    const reason = 'it still says `no picture` after 30 minutes'
    expect(await watchAll(1)).toEqual([{ status: 'overdue', reason }])
  })

  test('is overdue when nobody could be asked six times in a row', async () => {
    const { looks, watchAll } = openPoller({
      stateOf: () => {
        throw new Error('out of order')
      },
    })
    const [end] = await watchAll(1)
    expect(end).toEqual({ status: 'overdue', reason: 'it could not be asked: out of order' })
    expect(looks).toHaveLength(6)
  })

  test('survives five failures in a row', async () => {
    let failures = 0
    const { watchAll } = openPoller({
      stateOf: () => {
        if (failures++ < 5) throw new Error('out of order')
        return done
      },
    })
    expect(await watchAll(1)).toEqual([done])
  })

  test('are left alone when nobody waits any longer', async () => {
    const { clock, looks, stopping, watch } = openPoller()
    const watched = [watch(0), watch(1)]
    stopping.abort(new Error('enough'))
    const ends = await Promise.allSettled([...watched, watch(2)])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await clock.run(clock.sleep(deadlineMs))
    expect(looks).toEqual([])
  })
})

describe('the stage of a job', () => {
  const stagesOf = async (stageAt: (job: number, age: number) => string | undefined, jobs = 1) => {
    const { events, watchAll } = openPoller({
      stateOf: (job, age) => {
        const stage = stageAt(job, age)
        if (age >= 300) return done
        return stage === undefined ? { status: 'pending' } : { status: 'pending', stage }
      },
    })
    await watchAll(jobs)
    return events
  }
  const told = (job: number, stage: string) => {
    return { type: 'figure-progressed', ...figureOf(job), provider: 'fake', stage }
  }

  test('is told once for each change, with its figure', async () => {
    const stageAt = (job: number, age: number) => (job === 0 && age < 120 ? 'planner' : 'stylist')
    expect(await stagesOf(stageAt, 2)).toEqual([
      told(0, 'planner'),
      told(1, 'stylist'),
      told(0, 'stylist'),
    ])
  })

  test('is not told again after a look that tells none', async () => {
    let looks = 0
    const events = await stagesOf(() => (looks++ % 2 === 0 ? 'planner' : undefined))
    expect(looks).toBeGreaterThan(3)
    expect(events).toEqual([told(0, 'planner')])
  })

  test('is one short line, and holds no key', async () => {
    const key = 'sk-team-0123456789abcdef'
    const hostile = `\u001b[2J\n\u202e${key} ${'long '.repeat(1_000)}`
    const [event, ...others] = await stagesOf(() => hostile)
    expect(others).toEqual([])
    expect(event).toEqual(told(0, `[2J [key] ${'long '.repeat(10)}…`))
  })

  test('that says nothing is not told', async () => {
    expect(await stagesOf(() => ' \u0000\u200b')).toEqual([])
  })
})

describe('what looks with one key show', () => {
  test('is known of the others, so that together they need fewer', async () => {
    const stateOf = (job: number, age: number): JobState =>
      age >= 30 + (job % 10) ? done : { status: 'pending' }
    const countLooks = async (keys: readonly string[]) => {
      const { clock, looks, watch } = openPoller({ stateOf })
      const jobs = Array.from({ length: keys.length * 10 }, (_, job) =>
        watch(job, keys[Math.floor(job / 10)]),
      )
      await clock.run(Promise.all(jobs))
      return looks.length
    }
    const alone = await countLooks(['a'])
    expect(await countLooks(['a', 'b', 'c', 'd'])).toBeLessThan(3 * alone)
  })
})
