import { describe, expect, test } from 'vitest'
import { digestRequest } from '../../src/digest.js'
import { FigureError } from '../../src/errors.js'
import type { Provider } from '../../src/providers/provider.js'
import { createWorld, outcomesOf } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

describe('a figure that is missing', () => {
  test('is bought once, and its record and the ledger say for how much', async () => {
    const { cache, clock, service, startRun } = createWorld()
    const { engine, ledger, make } = await startRun()
    const record = await clock.run(make('a cat'))
    expect(record).toMatchObject({ provider: 'fake', costCredits: 2, taskId: 'job-1' })
    expect(service.charges()).toHaveLength(1)
    expect(await ledger.totals('run')).toEqual([{ provider: 'fake', spent: 2, reserved: 0 }])
    expect((await ledger.find(record.specDigest))?.state).toBe('done')
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
    expect(await first.ledger.totals('run')).toEqual([{ provider: 'fake', spent: 0, reserved: 2 }])
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
    expect(await ledger.totals('run')).toEqual([{ provider: 'fake', spent: 0, reserved: 0 }])
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

  test('that are refused because of the account are not split: fewer would be refused too', async () => {
    const { clock, provider, startRun } = createWorld({ traits: { batchSize: 4 } })
    const { asked } = refuseAll(provider, 'account')
    const { engine, make } = await startRun()
    const outcomes = await outcomesOf(clock, ['a', 'b', 'c', 'd'].map(make))
    expect(outcomes).toEqual(['a', 'b', 'c', 'd'].map(() => 'service-refused'))
    expect(asked).toEqual(['k1'])
    await clock.run(engine.close())
  })
})

/** Has a service refuse what is sent with these keys, or with any. */
function refuseAll(provider: Provider, about: 'account' | 'key', refused?: readonly string[]) {
  const { submit } = provider
  const asked: (string | undefined)[] = []
  provider.submit = async (requests, context) => {
    const { key = '' } = context
    asked.push(key)
    if (refused?.includes(key) === false) return submit(requests, context)
    const error = new FigureError('service-refused', 'no more', { hint: 'Ask for more.' })
    return requests.map(() => ({ status: 'rejected', about, error }))
  }
  return { asked }
}

describe('a key that is refused', () => {
  const names = Array.from({ length: 40 }, (_, index) => `figure ${index}`)
  const keys = ['k1', 'k2']

  test.each([1, 4])(
    'is not used again, and another buys what it could not (%i at once)',
    async (batchSize) => {
      const { clock, provider, service, startRun } = createWorld({ keys, traits: { batchSize } })
      const { asked } = refuseAll(provider, 'key', ['k1'])
      const { engine, make } = await startRun()
      const outcomes = await outcomesOf(
        clock,
        names.map((name) => make(name)),
      )
      expect(new Set(outcomes)).toEqual(new Set(['made']))
      expect(service.charges()).toHaveLength(names.length)
      expect(asked.lastIndexOf('k1')).toBeLessThan(16)
      await clock.run(engine.close())
    },
  )

  test('like all others leaves nothing to send with: every figure fails, and says what to do', async () => {
    const { clock, ledgerAfter, provider, startRun } = createWorld({ keys })
    const { asked } = refuseAll(provider, 'key')
    const { engine, make } = await startRun()
    const failures = await clock.run(Promise.allSettled(names.map((name) => make(name))))
    for (const failure of failures) {
      const code = expect.stringMatching(/^service-(refused|left-alone)$/)
      expect(failure).toMatchObject({ reason: { code, hint: 'Ask for more.' } })
    }
    expect(asked.length).toBeLessThan(names.length)
    await clock.run(engine.close())
    const ledger = await ledgerAfter()
    expect(await ledger.totals('ever')).toEqual([{ provider: 'fake', spent: 0, reserved: 0 }])
  })
})

describe('what comes before a request, and costs nothing', () => {
  test('is done before the request may have left, and is handed to it', async () => {
    const { clock, ledgerAfter, provider, service, startRun } = createWorld()
    let state: string | undefined
    provider.prepare = async (request) => {
      const ledger = await ledgerAfter()
      state = (await ledger.find(digestRequest(request)))?.state
      return { status: 'ready', request: { ...request, body: { prompt: 'as it leaves' } } }
    }
    const { engine, make } = await startRun()
    expect((await clock.run(make('a cat'))).specDigest).toBe(figureRequest('a cat').specDigest)
    expect(state).toBe('leased')
    expect(service.charges()).toMatchObject([{ prompt: 'as it leaves' }])
    await clock.run(engine.close())
  })

  const error = new FigureError('service-unavailable', 'it is full')
  test.each([
    ['is refused', async () => ({ status: 'rejected', error }) as const, 'service-unavailable'],
    ['is a defect', () => Promise.reject(new Error('oh')), 'service-refused'],
  ])('and %s, is no request', async (_, prepare, code) => {
    const { clock, ledgerAfter, provider, service, startRun } = createWorld()
    provider.prepare = prepare
    const { engine, make } = await startRun()
    expect(await outcomesOf(clock, [make('a cat')])).toEqual([code])
    await clock.run(engine.close())
    expect(service.requests.submits).toBe(0)
    const ledger = await ledgerAfter()
    const claim = await ledger.find(figureRequest('a cat').specDigest)
    expect(claim).toMatchObject({ state: 'failed', reserved: 0, spent: 0 })
  })

  test('and goes wrong for now, is tried again', async () => {
    const { clock, provider, startRun } = createWorld()
    let tries = 0
    provider.prepare = async (request) =>
      ++tries < 3 ? { status: 'rejected', again: 'later', error } : { status: 'ready', request }
    const { engine, make } = await startRun()
    expect(await outcomesOf(clock, [make('a cat')])).toEqual(['made'])
    expect(tries).toBe(3)
    await clock.run(engine.close())
  })
})

test('what to do about a job that failed is told, by this run and by the next', async () => {
  const { clock, provider, startRun } = createWorld()
  const error = new FigureError('service-failed', 'it is too long', { hint: 'Say less.' })
  provider.poll = async (handles) => handles.map(() => ({ status: 'failed', error }))
  for (const run of ['first', 'second']) {
    const { engine, make } = await startRun(run)
    const failure = await clock.run(make('a cat').catch((error: FigureError) => error))
    expect(failure).toMatchObject({
      message: expect.stringContaining('it is too long'),
      hint: expect.stringMatching(/^Say less\. .*--again/),
    })
    await clock.run(engine.close())
  }
})

test('a service whose start fails for now is started anew for the next figure', async () => {
  const { clock, startRun } = createWorld()
  const { engine, ledger, make } = await startRun()
  const { recall } = ledger
  ledger.recall = async () => {
    ledger.recall = recall
    throw new FigureError('ledger-unavailable', 'busy')
  }
  expect(await outcomesOf(clock, [make('a')])).toEqual(['ledger-unavailable'])
  expect(await outcomesOf(clock, [make('a'), make('b')])).toEqual(['made', 'made'])
  await clock.run(engine.close())
})
