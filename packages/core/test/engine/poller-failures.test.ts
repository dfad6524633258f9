import { describe, expect, test } from 'vitest'
import { done, openPoller } from './poller-setup.js'

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
