import { expect, test } from 'vitest'
import { createWorld, outcomesOf } from './engine-setup.js'

test('a request that is prepared at the service waits for its own place before it may have left', async () => {
  const { clock, provider, service, startRun } = createWorld({
    limits: [{ scope: 'key', requests: 1, windowMs: 60_000 }],
  })
  const { submit } = provider
  const times: number[] = []
  provider.prepare = async (request, context) => {
    await provider.balance?.(context)
    return { status: 'ready', request }
  }
  provider.submit = async (requests, context) => {
    const outcomes = await submit(requests, context)
    times.push(clock.now())
    return outcomes
  }
  const { engine, make } = await startRun('run', {
    passPoint: (name) => {
      if (name === 'after-intent') times.push(clock.now())
    },
  })
  expect(await outcomesOf(clock, [make('a')])).toEqual(['made'])
  await clock.run(engine.close())
  const [intended = 0, answered = Number.NaN] = times
  expect(answered - intended).toBeLessThan(1_000)
  expect(service.requests.submits).toBe(1)
})
