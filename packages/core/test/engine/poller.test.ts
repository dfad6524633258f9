import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import type { SpecDigest } from '../../src/digest.js'
import { createDurations } from '../../src/engine/durations.js'
import { createPoller } from '../../src/engine/poller.js'
import { FigureError } from '../../src/errors.js'
import type { FigmillEvent } from '../../src/events.js'
import type { JobHandle, JobState, PollContext, Provider } from '../../src/providers/provider.js'

const deadlineMs = 30 * 60_000

interface Options {
  listSize?: number
  listScope?: 'account' | 'key'
  /** State of a job by its number and age in seconds. */
  stateOf?: (job: number, age: number) => JobState
  /** Of the service's list, newest first, as numbers of jobs. */
  list?: (() => number[]) | undefined
  isSubmitting?: () => boolean
  /** How long the service takes to answer what was asked. */
  answerMs?: number
  /** Gets a page of the list, or throws. */
  pageOf?: (page: number | undefined, key: string | undefined) => unknown
  /** Whether looks send anything. */
  wasAsked?: boolean
}

const figureOf = (job: number) => ({
  figure: `a.md#${job}`,
  specDigest: `digest ${job}` as SpecDigest,
})

const done: JobState = { status: 'done', locations: [] }

/** Jobs that were all sent at the start, and a service that tells how they are. */
function openPoller({
  answerMs = 0,
  isSubmitting = () => false,
  list,
  listScope,
  listSize = 100,
  pageOf = () => {},
  stateOf,
  wasAsked = true,
}: Options = {}) {
  const clock = createVirtualClock()
  const start = clock.now()
  const seconds = () => (clock.now() - start) / 1000
  const states = stateOf ?? ((job, age) => (age >= 30 + job ? done : { status: 'pending' }))
  const looks: { at: number; page: number | undefined; jobs: string[] }[] = []
  const provider = {
    name: 'fake',
    capabilities: { listScope, listSize },
    async poll(handles: readonly JobHandle[], { key, page }: PollContext) {
      looks.push({ at: seconds(), page, jobs: handles.map(({ id }) => id) })
      pageOf(page, key)
      const listed = list?.().slice((page ?? 0) * listSize, ((page ?? 0) + 1) * listSize)
      const told = handles.map(({ id }): JobState => {
        if (page !== undefined && listed?.includes(Number(id)) === false) {
          return { status: 'pending', isUnseen: true }
        }
        return states(Number(id), seconds())
      })
      if (answerMs > 0) await clock.sleep(answerMs)
      return told
    },
  } as unknown as Provider
  const durations = createDurations()
  const events: FigmillEvent[] = []
  const stopping = new AbortController()
  const poller = createPoller({
    provider,
    clock,
    random: () => 0.5,
    durations,
    deadlineMs,
    listener: (event) => events.push(event),
    isSubmitting,
    openTurn: async (key) => ({
      key,
      context: { clock, key },
      ready: async () => {},
      release: () => !wasAsked,
    }),
    stop: stopping.signal,
  })
  const watch = (job: number, key = 'key') =>
    poller.watch(figureOf(job), key, { provider: 'fake', id: String(job) }, start)
  const watchAll = (count: number) =>
    clock.run(Promise.all(Array.from({ length: count }, (_, job) => watch(job))))
  const { hint } = poller
  return { clock, durations, events, hint, looks, seconds, stopping, watch, watchAll }
}

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

describe('a look that fails', () => {
  const fail = (): never => {
    throw new Error('out of order')
  }
  const overdue = { status: 'overdue', reason: 'it could not be asked: out of order' }

  test('again and again ends its own job, and no other', async () => {
    const { clock, looks, seconds, watch } = openPoller({
      listSize: 0,
      stateOf: (job, age) => (job === 0 ? fail() : age >= 600 ? done : { status: 'pending' }),
    })
    const others = Promise.all([1, 2, 3].map((job) => watch(job)))
    expect(await clock.run(watch(0))).toEqual(overdue)
    expect(looks.filter(({ jobs }) => jobs[0] === '0')).toHaveLength(6)
    expect(seconds()).toBeLessThan(300)
    expect(await clock.run(others)).toEqual([done, done, done])
  })

  test('does not keep others waiting', async () => {
    const findAll = async (isBad: boolean) => {
      const { clock, seconds, watch } = openPoller({
        listSize: 0,
        stateOf: (job, age) => {
          if (job === 0) return isBad ? fail() : { status: 'pending' }
          return age >= 30 + job ? done : { status: 'pending' }
        },
      })
      void watch(0)
      const ends = await clock.run(Promise.all([10, 20, 30].map((job) => watch(job))))
      expect(ends).toEqual([done, done, done])
      return seconds()
    }
    expect(await findAll(true)).toBeLessThan((await findAll(false)) + 3)
  })

  test('ends the jobs of its page, and not those of another', async () => {
    const { watchAll } = openPoller({
      listSize: 10,
      list: () => Array.from({ length: 20 }, (_, position) => 19 - position),
      // The first ten are on the second page.
      stateOf: (_, age) => (age >= 60 ? done : { status: 'pending' }),
      pageOf: (page) => (page === 1 ? fail() : page),
    })
    const ends = await watchAll(20)
    expect(ends.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => overdue))
    expect(ends.slice(10)).toEqual(Array.from({ length: 10 }, () => done))
  })

  test.each([0, 10])(
    'for every job ends them all after few, where lists have %i',
    async (listSize) => {
      const { looks, seconds, watchAll } = openPoller({ listSize, stateOf: fail })
      const ends = await watchAll(100)
      expect(ends).toEqual(Array.from({ length: 100 }, () => overdue))
      expect(looks.length).toBeLessThan(10)
      expect(seconds()).toBeGreaterThan(15)
    },
  )

  test('for every job of a key ends those of that key', async () => {
    const { clock, looks, watch } = openPoller({
      listSize: 0,
      stateOf: (job, age) => (job < 20 ? fail() : age >= 600 ? done : { status: 'pending' }),
    })
    const refused = Array.from({ length: 20 }, (_, job) => watch(job, 'used up'))
    const others = Promise.all([20, 21].map((job) => watch(job, 'key')))
    expect(await clock.run(Promise.all(refused))).toEqual(refused.map(() => overdue))
    expect(looks.filter(({ jobs }) => Number(jobs[0]) < 20).length).toBeLessThan(10)
    expect(await clock.run(others)).toEqual([done, done])
  })

  test('at a list of the account, with a key that is gone, ends the jobs of that key', async () => {
    const { clock, watch } = openPoller({
      listScope: 'account',
      stateOf: (_, age) => (age >= 60 ? done : { status: 'pending' }),
      pageOf: (_, key) => (key === 'gone' ? fail() : key),
    })
    const old = [0, 1].map((job) => watch(job, 'gone'))
    const others = [2, 3].map((job) => watch(job, 'key'))
    expect(await clock.run(Promise.all(old))).toEqual([overdue, overdue])
    expect(await clock.run(Promise.all(others))).toEqual([done, done])
  })

  test('without asking says nothing of the service', async () => {
    const { clock, watch } = openPoller({
      listSize: 0,
      wasAsked: false,
      stateOf: (job, age) => (job < 20 ? fail() : age >= 600 ? done : { status: 'pending' }),
    })
    const strangers = Promise.all(Array.from({ length: 20 }, (_, job) => watch(job)))
    const own = watch(20)
    expect(await clock.run(strangers)).toEqual(Array.from({ length: 20 }, () => overdue))
    expect(await clock.run(own)).toEqual(done)
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
