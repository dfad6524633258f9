import { describe, expect, test } from 'vitest'
import type { VirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import { createWorld, outcomesOf } from './engine-setup.js'
import { createMortal } from './mortal.js'

const hourMs = 60 * 60_000

/** A clock whose owner sets it while it runs; waiting takes as long as ever. */
function createJumpingClock(clock: VirtualClock) {
  let offset = 0
  return {
    clock: { ...clock, now: () => clock.now() + offset },
    jump(byMs: number) {
      offset += byMs
    },
  }
}

const prompts = ['a', 'b', 'c', 'd', 'e']

describe.each([
  { to: 'an hour forward', byMs: hourMs },
  { to: 'an hour back', byMs: -hourMs },
  { to: 'a day forward', byMs: 24 * hourMs },
  { to: 'a day back', byMs: -24 * hourMs },
])('a clock that jumps $to during a run', ({ byMs }) => {
  test.each([
    { mode: 'async', idempotency: 'none' },
    { mode: 'async', idempotency: 'request-id' },
    { mode: 'sync', idempotency: 'none' },
  ] as const)('buys nothing twice ($mode, $idempotency)', async (traits) => {
    const world = createWorld({ traits: { ...traits, listSize: 20, durationMs: () => 30_000 } })
    const { service, startRun } = world
    const { clock, jump } = createJumpingClock(world.clock)
    const first = await startRun('first', { clock })
    const makeAll = (make: (prompt: string) => Promise<unknown>) =>
      outcomesOf(
        world.clock,
        prompts.map((prompt) => make(prompt)),
      )
    const made = makeAll(first.make)
    const jumps = world.clock.sleep(12_000).then(() => jump(byMs))
    // A job that seems to run for an hour is left for the next run.
    for (const outcome of await made) expect(['made', 'figure-parked']).toContain(outcome)
    await jumps
    await world.clock.run(first.engine.close())
    const second = await startRun('second', { clock })
    for (const outcome of await makeAll(second.make)) {
      expect(['made', 'figure-parked']).toContain(outcome)
    }
    expect(service.charges()).toHaveLength(prompts.length)
    expect(service.requests.submits).toBe(prompts.length)
    await world.clock.run(second.engine.close())
  })

  test('while another process has it in its hands, buys nothing twice', async () => {
    const world = createWorld({ traits: { durationMs: () => 30_000 } })
    const { service, startRun } = world
    const life = createMortal()
    const first = await startRun('first', { life })
    void Promise.allSettled(prompts.map((prompt) => first.make(prompt)))
    await world.clock.run(world.clock.sleep(1_000))
    life.freeze()
    const { clock, jump } = createJumpingClock(world.clock)
    jump(byMs)
    const second = await startRun('second', { clock })
    const outcomes = outcomesOf(
      world.clock,
      prompts.map((prompt) => second.make(prompt)),
    )
    life.thaw()
    for (const outcome of await outcomes) expect(['made', 'figure-parked']).toContain(outcome)
    expect(service.charges()).toHaveLength(prompts.length)
    await world.clock.run(first.engine.close())
    await world.clock.run(second.engine.close())
  })
})

test('a day cap starts anew at midnight UTC, and what was reserved before counts for its own day', async () => {
  const { clock, ledgerAfter, service, startRun } = createWorld({
    caps: [{ period: 'day', limit: 4 }],
    traits: { durationMs: () => 20 * 60_000 },
  })
  const midnight = Math.ceil(clock.now() / (24 * hourMs) + 1e-9) * 24 * hourMs
  await clock.run(clock.sleep(midnight - clock.now() - 10 * 60_000))
  const { engine, ledger, make } = await startRun('run')
  const before = prompts.slice(0, 3).map((prompt) => make(prompt))
  const outcomes = outcomesOf(clock, before)
  expect((await outcomes).sort()).toEqual(['budget-exceeded', 'made', 'made'])
  expect(clock.now()).toBeGreaterThan(midnight)
  // Both ended after midnight, and were claimed before it.
  expect(await ledger.totals('day')).toEqual([])
  expect(
    await outcomesOf(
      clock,
      ['c', 'd', 'e'].map((prompt) => make(prompt)),
    ),
  ).toHaveLength(3)
  expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 4, reserved: 0 }])
  expect(service.charges()).toHaveLength(4)
  await clock.run(engine.close())
  await (await ledgerAfter()).close()
})
