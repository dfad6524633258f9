import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../emulators/src/faults.js'
import { createWorld, outcomesOf } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

const key = figureRequest('a cat').specDigest

/** A world in which one request ended badly, and the ledger of the next run. */
async function openParked(fault: Fault) {
  const world = createWorld({
    faultOf: (kind, index) => (kind === 'submit' && index === 0 ? fault : undefined),
    caps: [{ period: 'day', limit: 100 }],
  })
  const { clock, startRun } = world
  const first = await startRun('first')
  const outcomes = await outcomesOf(clock, [first.make('a cat')])
  await clock.run(first.engine.close())
  const next = await startRun('next')
  const claim = await next.ledger.find(key)
  if (claim === undefined) throw new Error('nothing was claimed')
  return { ...world, ...next, claim, outcome: outcomes[0] }
}

test('a person cannot say what became of a job that somebody looks after', async () => {
  const { clock, startRun } = createWorld({ traits: { durationMs: () => 60_000 } })
  const first = await startRun('first')
  const other = await startRun('other')
  const made = first.make('a cat')
  await clock.run(clock.sleep(5_000))
  const claim = await other.ledger.find(key)
  if (claim === undefined) throw new Error('nothing was claimed')
  const said = other.ledger.receive(claim, { kind: 'reconciled', verdict: 'not-paid' })
  await expect(clock.run(said)).rejects.toMatchObject({ code: 'usage' })
  expect((await other.ledger.receipts(key)).map(({ receipt }) => receipt.kind)).toEqual([
    'accepted',
  ])
  await clock.run(made)
  await clock.run(Promise.all([first.engine.close(), other.engine.close()]))
})

describe('a parked figure', () => {
  test('that was not paid is bought by the next run, and its reservation is given back', async () => {
    const { claim, clock, engine, ledger, make, outcome, service } =
      await openParked('reset-before')
    expect(outcome).toBe('figure-parked')
    await clock.run(ledger.receive(claim, { kind: 'reconciled', verdict: 'not-paid' }))
    expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 0, reserved: 0 }])
    await clock.run(make('a cat'))
    expect(service.charges()).toHaveLength(1)
    expect(await ledger.find(key)).toMatchObject({ state: 'done', attempt: 2 })
    await clock.run(engine.close())
  })

  test('that was paid is spent, and not bought again until a person says so', async () => {
    const { claim, clock, engine, ledger, make, service } = await openParked('reset-after')
    await clock.run(ledger.receive(claim, { kind: 'reconciled', verdict: 'paid' }))
    expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 2, reserved: 0 }])
    expect(await outcomesOf(clock, [make('a cat')])).toEqual(['service-failed'])
    expect(service.charges()).toHaveLength(1)
    await clock.run(ledger.receive(claim, { kind: 'reconciled', verdict: 'again' }))
    await clock.run(make('a cat'))
    expect(service.charges()).toHaveLength(2)
    expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 4, reserved: 0 }])
    await clock.run(engine.close())
  })

  test('is not bought again by `again` alone: nobody has said what became of it', async () => {
    const { claim, clock, engine, ledger, make, service } = await openParked('reset-after')
    await clock.run(ledger.receive(claim, { kind: 'reconciled', verdict: 'again' }))
    expect((await ledger.find(key))?.state).toBe('unknown')
    expect(await outcomesOf(clock, [make('a cat')])).toEqual(['figure-parked'])
    expect(service.charges()).toHaveLength(1)
    await clock.run(engine.close())
  })
})

describe('a figure that was charged for and came to nothing', () => {
  test.each(['failed-task', 'lost-task'] as const)(
    'is bought again by `again` (%s)',
    async (fault) => {
      const { claim, clock, engine, ledger, make, outcome, service } = await openParked(fault)
      expect(outcome).toBe('service-failed')
      expect(await outcomesOf(clock, [make('a cat')])).toEqual(['service-failed'])
      expect(service.charges()).toHaveLength(1)
      await clock.run(ledger.receive(claim, { kind: 'reconciled', verdict: 'again' }))
      await clock.run(make('a cat'))
      expect(service.charges()).toHaveLength(2)
      expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 4, reserved: 0 }])
      await clock.run(engine.close())
    },
  )
})

test('no verdict makes a figure that is done undone, but one that is gone can be bought again', async () => {
  const { clock, engine, ledger, make } = await openParked('refuse')
  await clock.run(make('a cat'))
  const done = await ledger.find(key)
  if (done === undefined) throw new Error('nothing was claimed')
  for (const verdict of ['paid', 'not-paid'] as const) {
    await clock.run(ledger.receive(done, { kind: 'reconciled', verdict }))
  }
  expect(await ledger.find(key)).toEqual(done)
  expect((await ledger.receipts(key)).map(({ receipt }) => receipt.kind)).toEqual([
    ...['rejected', 'accepted', 'stored', 'reconciled', 'reconciled'],
  ])
  await clock.run(ledger.receive(done, { kind: 'reconciled', verdict: 'again' }))
  expect(await ledger.find(key)).toMatchObject({ state: 'failed', spent: 0 })
  expect(await ledger.totals('day')).toEqual([{ provider: 'fake', spent: 2, reserved: 0 }])
  await clock.run(engine.close())
})
