import { expect, test } from 'vitest'
import { createWorld, outcomesOf } from './engine-setup.js'
import { figureRequest } from './figure-request.js'
import { createMortal } from './mortal.js'

const hourMs = 60 * 60_000

test('a job that was sent hours ago is looked at by the next run, and its picture kept', async () => {
  const { clock, service, startRun } = createWorld({ traits: { durationMs: () => 45 * 60_000 } })
  const first = await startRun('first')
  expect(await outcomesOf(clock, [first.make('a')])).toEqual(['figure-parked'])
  await clock.run(first.engine.close())
  await clock.run(clock.sleep(6 * hourMs))
  const second = await startRun('second')
  expect(await outcomesOf(clock, [second.make('a')])).toEqual(['made'])
  expect(service.charges()).toHaveLength(1)
  expect((await second.ledger.find(figureRequest('a').specDigest))?.state).toBe('done')
  await clock.run(second.engine.close())
})

test('a picture that was stored by a run that ended before it could say so is settled', async () => {
  const { clock, service, startRun } = createWorld({ traits: { mode: 'sync' } })
  const life = createMortal()
  const first = await startRun('first', {
    life,
    passPoint: (point) => point === 'after-store' && life.kill(),
  })
  void first.make('a')
  await clock.run(clock.sleep(hourMs))
  const second = await startRun('second')
  expect(await outcomesOf(clock, [second.make('a')])).toEqual(['made'])
  expect(service.requests.submits).toBe(1)
  expect(await second.ledger.totals('day')).toEqual([{ provider: 'fake', spent: 2, reserved: 0 }])
  await clock.run(second.engine.close())
})

test.each(['sync', 'async'] as const)(
  'two that want the same figure in one run share it (%s)',
  async (mode) => {
    const { clock, service, startRun } = createWorld({ traits: { mode, durationMs: () => 30_000 } })
    const { engine, make } = await startRun()
    expect(await outcomesOf(clock, [make('a'), make('a'), make('a')])).toEqual([
      ...['made', 'made', 'made'],
    ])
    expect(service.charges()).toHaveLength(1)
    await clock.run(engine.close())
  },
)

test('a job that could be the answer to either of two lost requests is adopted by neither', async () => {
  const { clock, service, startRun } = createWorld({
    traits: { recovery: 'list', listSize: 20 },
    faultOf: (kind, index) =>
      kind === 'submit' ? (['reset-before', 'reset-after'] as const)[index] : undefined,
  })
  const { engine, make } = await startRun()
  expect(await outcomesOf(clock, [make('a'), make('a', 2)])).toEqual([
    ...['figure-parked', 'figure-parked'],
  ])
  expect(service.charges()).toHaveLength(1)
  await clock.run(engine.close())
})
