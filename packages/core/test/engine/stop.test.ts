import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../src/engine/ledger.js'
import { createWorld, outcomesOf } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

test.each(['sync', 'async'] as const)(
  'a run that is stopped keeps the picture it holds, and says what still runs (%s)',
  async (mode) => {
    const { cache, clock, ledgerAfter, service, startRun } = createWorld({
      traits: { mode, charges: 'on-completion', durationMs: (index) => 10_000 + index * 300_000 },
    })
    const { engine, make } = await startRun()
    const store = cache.store
    const storing = new Promise<void>((resolve) => {
      cache.store = async (figure) => {
        resolve()
        await clock.sleep(5_000)
        return store(figure)
      }
    })
    const outcomes = outcomesOf(
      clock,
      ['a', 'b'].map((prompt) => make(prompt)),
    )
    await storing
    const closed = engine.close()
    expect(await outcomes).toEqual(['made', mode === 'sync' ? 'made' : 'interrupted'])
    await clock.run(closed)
    expect(service.charges().length).toBeLessThanOrEqual(2)
    const ledger = await ledgerAfter()
    expect((await ledger.find(figureRequest('a').specDigest))?.state).toBe('done')
  },
)

test('nothing is sent after a stop, and what waited says so', async () => {
  const { clock, service, startRun } = createWorld({ keys: ['k1'] })
  const { engine, make } = await startRun()
  const made = Promise.allSettled(['a', 'b'].map((prompt) => make(prompt)))
  const stopped = engine.stop()
  const outcomes = await clock.run(made)
  await clock.run(stopped)
  expect(service.requests.submits).toBe(0)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await clock.run(engine.close())
})

describe('a run that is stopped before anything left gives its claims back', () => {
  const onePerMinute = [{ scope: 'key', requests: 1, windowMs: 60_000 }] as const

  /** Stops once `begun` has happened. */
  async function expectNothingSent(
    { clock, ledgerAfter, service, startRun }: ReturnType<typeof createWorld>,
    figures: readonly string[],
    begun: Promise<void>,
  ): Promise<Ledger> {
    const { engine, make } = await startRun()
    const outcomes = outcomesOf(
      clock,
      figures.map((prompt) => make(prompt)),
    )
    await begun
    const stopped = engine.stop()
    expect(await outcomes).toEqual(figures.map(() => 'interrupted'))
    await clock.run(stopped)
    await clock.run(engine.close())
    expect(service.requests.submits).toBe(0)
    const ledger = await ledgerAfter()
    for (const figure of figures) {
      const claim = await ledger.find(figureRequest(figure).specDigest)
      expect(claim).toMatchObject({ state: 'failed', reserved: 0, spent: 0 })
    }
    return ledger
  }

  test('while others of a batch are prepared', async () => {
    const world = createWorld({ traits: { batchSize: 4 } })
    const { clock, provider } = world
    const begun = new Promise<void>((resolve) => {
      provider.prepare = async (request) => {
        if (request.body.prompt !== 'b') return { status: 'ready', request }
        resolve()
        await clock.sleep(5_000)
        return { status: 'ready', request }
      }
    })
    await expectNothingSent(world, ['a', 'b'], begun)
  })

  test('while a prepared request waits for its place', async () => {
    const world = createWorld({ limits: onePerMinute })
    const { provider } = world
    const begun = new Promise<void>((resolve) => {
      provider.prepare = async (request, context) => {
        await provider.balance?.(context)
        resolve()
        return { status: 'ready', request }
      }
    })
    const ledger = await expectNothingSent(world, ['a'], begun)
    expect((await ledger.find(figureRequest('a').specDigest))?.sendings).toBe(0)
  })

  test('between two requests of a figure', async () => {
    const world = createWorld({ limits: onePerMinute })
    const { provider } = world
    const { submit } = provider
    const begun = new Promise<void>((resolve) => {
      provider.submit = async (requests, context) => {
        await provider.balance?.(context)
        resolve()
        return submit(requests, context)
      }
    })
    await expectNothingSent(world, ['a'], begun)
  })
})

test.each([
  ['', []],
  [' of some formats', [{ kind: 'bytes', bytes: new Uint8Array(8), mediaType: 'image/png' }]],
] as const)(
  'a fetch%s that the stop cuts off needs nobody: the next run fetches',
  async (_, more) => {
    let isStopping = false
    const { clock, events, provider, service, startRun } = createWorld({
      faultOf: (where) => (where === 'picture' && isStopping ? 'reset-after' : undefined),
    })
    const { poll } = provider
    provider.poll = async (...asked) =>
      (await poll?.(...asked))?.map((state) =>
        state.status === 'done' ? { ...state, locations: [...state.locations, ...more] } : state,
      ) ?? []
    let stopped = Promise.resolve()
    const { engine, make } = await startRun('run', {
      passPoint(point) {
        if (point !== 'before-collect' || isStopping) return
        isStopping = true
        stopped = engine.stop()
      },
    })
    const interrupted = {
      code: 'interrupted',
      message: expect.stringContaining('has made it as `job-1`, and the run was interrupted'),
    }
    await expect(clock.run(make('a'))).rejects.toMatchObject(interrupted)
    await clock.run(stopped)
    await clock.run(engine.close())
    expect(events.map(({ type }) => type)).not.toContain('figure-parked')
    isStopping = false
    const next = await startRun('next')
    expect(await outcomesOf(clock, [next.make('a')])).toEqual(['made'])
    expect(service.charges()).toHaveLength(1)
    await clock.run(next.engine.close())
  },
)
