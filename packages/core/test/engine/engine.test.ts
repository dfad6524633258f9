import { describe, expect, test } from 'vitest'
import { createWorld, outcomesOf } from './engine-setup.js'

describe('a figure that is missing', () => {
  test('is bought once, and its record and the ledger say for how much', async () => {
    const { cache, clock, service, startRun } = createWorld()
    const { engine, ledger, make } = await startRun()
    const record = await clock.run(make('a cat'))
    expect(record).toMatchObject({ provider: 'fake', costCredits: 2, taskId: 'job-1' })
    expect(service.charges()).toHaveLength(1)
    expect(ledger.totals('run')).toEqual([{ provider: 'fake', spent: 2, reserved: 0 }])
    expect(ledger.find(record.specDigest)?.state).toBe('done')
    expect(cache.records.size).toBe(1)
    await clock.run(engine.close())
  })

  test('is bought once by a service that answers at once', async () => {
    const { clock, service, startRun } = createWorld({
      traits: { mode: 'sync', charges: 'on-completion' },
    })
    const { engine, make } = await startRun()
    const records = await clock.run(Promise.all(['a', 'b', 'c'].map(make)))
    expect(records).toHaveLength(3)
    expect(service.charges()).toHaveLength(3)
    await clock.run(engine.close())
  })
})

describe('a request whose answer was lost', () => {
  const lost = {
    faultOf: (kind: string, index: number) =>
      kind === 'submit' && index === 0 ? ('reset-after' as const) : undefined,
  }

  test('is repeated under its id where the service recognises it, and charged once', async () => {
    const { clock, service, startRun } = createWorld({
      ...lost,
      traits: { idempotency: 'request-id' },
    })
    const { engine, make } = await startRun()
    await clock.run(make('a cat'))
    expect(service.charges()).toHaveLength(1)
    expect(service.requests.submits).toBe(2)
    await clock.run(engine.close())
  })

  test('is found again in the list of a service that has one', async () => {
    const { clock, service, startRun } = createWorld({
      ...lost,
      traits: { recovery: 'list', listSize: 100 },
    })
    const { engine, make } = await startRun()
    await clock.run(make('a cat'))
    expect(service.requests.submits).toBe(1)
    await clock.run(engine.close())
  })

  test('is parked otherwise, in this run and the next, and its price stays reserved', async () => {
    const { clock, service, startRun } = createWorld(lost)
    const first = await startRun('first')
    expect(await outcomesOf(clock, [first.make('a cat')])).toEqual(['figure-parked'])
    expect(first.ledger.totals('run')).toEqual([{ provider: 'fake', spent: 0, reserved: 2 }])
    await clock.run(first.engine.close())
    const second = await startRun('second')
    expect(await outcomesOf(clock, [second.make('a cat')])).toEqual(['figure-parked'])
    expect(service.requests.submits).toBe(1)
    expect(service.charges()).toHaveLength(1)
    await clock.run(second.engine.close())
  })
})

describe('what was refused with proof that nothing was charged', () => {
  test.each(['refuse', '429'] as const)('is sent again after %s', async (fault) => {
    const { clock, service, startRun } = createWorld({
      faultOf: (kind, index) => (kind === 'submit' && index < 2 ? fault : undefined),
    })
    const { engine, make } = await startRun()
    await clock.run(make('a cat'))
    expect(service.charges()).toHaveLength(1)
    await clock.run(engine.close())
  })

  test('for good is an error, costs nothing, and may be tried again by the next run', async () => {
    const { clock, service, startRun } = createWorld()
    const { engine, ledger, make } = await startRun()
    expect(await outcomesOf(clock, [make('forbidden')])).toEqual(['service-refused'])
    expect(ledger.totals('run')).toEqual([{ provider: 'fake', spent: 0, reserved: 0 }])
    expect(service.charges()).toEqual([])
    await clock.run(engine.close())
  })
})

describe('a budget', () => {
  test('stops what it has no room for, and what was bought is kept', async () => {
    const caps = [{ period: 'run' as const, limit: 5 }]
    const { clock, service, startRun } = createWorld({ caps })
    const { engine, make } = await startRun()
    const outcomes = await outcomesOf(clock, ['a', 'b', 'c', 'd'].map(make))
    expect(outcomes.sort()).toEqual(['budget-exceeded', 'budget-exceeded', 'made', 'made'])
    expect(service.charges()).toHaveLength(2)
    await clock.run(engine.close())
  })
})

test('a limit in money wants the price of a credit, and is held by it', async () => {
  const money = (creditPrice: Record<string, number>) =>
    createWorld({ caps: [{ period: 'run', limit: 0.1, creditPrice }] })
  const unpriced = money({})
  const first = await unpriced.startRun()
  expect(await outcomesOf(unpriced.clock, [first.make('a')])).toEqual(['config-invalid'])
  await unpriced.clock.run(first.engine.close())
  const priced = money({ fake: 0.04 })
  const second = await priced.startRun()
  const outcomes = await outcomesOf(priced.clock, ['a', 'b'].map(second.make))
  expect(outcomes).toEqual(['made', 'budget-exceeded'])
  await priced.clock.run(second.engine.close())
})

test('a price that is only known from below is reserved at the most it can be', async () => {
  const { clock, provider, startRun } = createWorld({ caps: [{ period: 'run', limit: 20 }] })
  provider.estimate = () => ({ credits: 6, bound: 'lower', mostCredits: 24 })
  const { engine, make } = await startRun()
  expect(await outcomesOf(clock, [make('a')])).toEqual(['budget-exceeded'])
  await clock.run(engine.close())
})

describe('batches', () => {
  test('go out together, and one that is refused is split until the one that is meant is alone', async () => {
    const { clock, service, startRun } = createWorld({ traits: { batchSize: 4 } })
    const { engine, make } = await startRun()
    const outcomes = await outcomesOf(clock, ['a', 'b', 'forbidden', 'd'].map(make))
    expect(outcomes).toEqual(['made', 'made', 'service-refused', 'made'])
    expect(service.charges()).toHaveLength(3)
    await clock.run(engine.close())
  })
})
