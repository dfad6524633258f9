import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMemoryCache } from '../../../../../test/fake-service/memory-cache.js'
import type { FlokanOptions } from '../../../../emulators/src/flokan.js'
import { createEngine } from '../../../src/engine/engine.js'
import type { FailPoint } from '../../../src/engine/fail-points.js'
import type { Collect } from '../../../src/engine/keep-picture.js'
import { createMemorySendLog } from '../../../src/engine/send-log.js'
import { openSqliteLedger } from '../../../src/engine/sqlite-ledger.js'
import { createFigureRequest } from '../../../src/figure-request.js'
import { outcomesOf } from '../../engine/engine-setup.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { createMortal } from '../../engine/mortal.js'
import { requestOf } from '../provider-contract.js'
import { figureOf, first, open } from './flokan-setup.js'

/** Flokan and all that a run needs to use it, in virtual time. */
function createWorld(options: Partial<FlokanOptions> = {}) {
  const { clock, context, emulator, provider } = open(options)
  const { send } = context
  const cache = createMemoryCache()
  const ledgerPath = join(memoryFolder(), 'ledger.sqlite')

  const collect: Collect = async ([location]) => {
    if (location?.kind !== 'url') throw new Error('it is somewhere else')
    const sent = await send({ method: 'GET', url: location.url })
    if (sent.status !== 'answered' || sent.answer.status !== 200) throw new Error('it is not there')
    return { bytes: sent.answer.body, mediaType: 'image/png', width: 1024, height: 1024 }
  }

  async function startRun(run: string, killAt?: FailPoint) {
    const life = createMortal()
    const isOver = () => false
    const ledger = await openSqliteLedger({ path: ledgerPath, clock, run, owner: run, isOver })
    const engine = createEngine({
      ledger: life.wrap(ledger, ['find', 'list', 'receipts', 'totals', 'capState', 'recall']),
      cache: life.wrap(cache, ['peek', 'blobPath']),
      sendLog: createMemorySendLog(),
      clock: life.wrap(clock, ['now']),
      random: () => 0.5,
      send: life.wrapCall(send),
      collect: life.wrapCall(collect),
      caps: [],
      concurrency: 16,
      passPoint: (point) => point === killAt && life.kill(),
    })
    const place = { file: 'paper.md', line: 1, column: 1 }
    const make = (prompt: string) => {
      const figure = figureOf({}, { prompt })
      const request = createFigureRequest(
        `paper.md#${prompt}`,
        place,
        figure,
        requestOf(provider, figure),
      )
      return engine.make(provider, request)
    }
    return { engine, kill: life.kill, ledger, make }
  }

  return { cache, clock, emulator, startRun }
}

describe('a figure that Flokan draws', () => {
  // covers prices: deducted after the call
  test('is bought with one request, and its record says what it cost and which job it was', async () => {
    const { clock, emulator, startRun } = createWorld()
    const { engine, ledger, make } = await startRun('first')
    const record = await clock.run(make('a lighthouse'))
    const [charge] = emulator.charges()
    expect(record).toMatchObject({ costCredits: 50, taskId: charge?.task, model: 'pro' })
    // What it read was an estimate, for the headers of its answer.
    expect(emulator.requests).toMatchObject({ submits: 1, reads: 1, pictures: 1 })
    expect(ledger.totals('run')).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
    await clock.run(engine.close())
  })

  test.each([
    'after-submit',
    'before-receipt',
    'after-receipt',
    'before-collect',
    'after-collect',
    'before-store',
    'after-store',
    'before-settle',
  ] as const)('is not bought again after a run that died %s', async (point) => {
    const { clock, emulator, startRun } = createWorld()
    const dying = await startRun('first', point)
    void dying.make('a lighthouse')
    await clock.run(clock.sleep(10 * 60_000))
    const { engine, ledger, make } = await startRun('second')
    expect(await outcomesOf(clock, [make('a lighthouse')])).toEqual(['made'])
    expect(emulator.charges()).toHaveLength(1)
    expect(emulator.requests.submits).toBe(1)
    expect(ledger.totals('day')).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
    await clock.run(engine.close())
  })

  test('is waited for by the next run when the first died while it was drawn', async () => {
    const { clock, emulator, startRun } = createWorld({ durationMs: () => 240_000 })
    const dying = await startRun('first')
    void dying.make('a lighthouse')
    await clock.run(clock.sleep(100_000))
    dying.kill()
    const { engine, make } = await startRun('second')
    expect(await outcomesOf(clock, [make('a lighthouse')])).toEqual(['made'])
    expect(emulator.requests.submits).toBe(1)
    await clock.run(engine.close())
  })

  test.each(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'] as const)(
    'is found when its answer is lost (%s)',
    async (fault) => {
      const { clock, emulator, startRun } = createWorld({ faultOf: first('submit', fault) })
      const { engine, make } = await startRun('first')
      expect(await outcomesOf(clock, [make('a lighthouse')])).toEqual(['made'])
      expect(emulator.charges()).toHaveLength(1)
      expect(emulator.requests.submits).toBe(1)
      await clock.run(engine.close())
    },
  )

  test.each([
    ['reset-before', 'figure-parked', 50],
    ['500-before', 'figure-parked', 50],
    ['lost-task', 'figure-parked', 50],
    ['failed-task', 'service-failed', 0],
  ] as const)('is not bought again by itself after %s: %s', async (fault, code, reserved) => {
    const { clock, emulator, startRun } = createWorld({ faultOf: first('submit', fault) })
    const { engine, ledger, make } = await startRun('first')
    expect(await outcomesOf(clock, [make('a lighthouse')])).toEqual([code])
    expect(emulator.requests.submits).toBe(1)
    const [total] = ledger.totals('run')
    expect(total?.reserved).toBe(reserved)
    await clock.run(engine.close())
  })

  test('that never ends is given up, and what it may have cost is spent', async () => {
    const { clock, emulator, startRun } = createWorld({ durationMs: () => 301_000 })
    const { engine, ledger, make } = await startRun('first')
    expect(await outcomesOf(clock, [make('a lighthouse')])).toEqual(['service-failed'])
    expect(emulator.requests.submits).toBe(1)
    expect(ledger.totals('run')).toEqual([{ provider: 'flokan', spent: 50, reserved: 0 }])
    await clock.run(engine.close())
  })

  test('waits for its turn: `header X-RateLimit-Limit` tells what `limit requests per minute by plan` is', async () => {
    const { clock, emulator, startRun } = createWorld({
      requestsPerMinute: 20,
      durationMs: () => 10_000,
    })
    const { engine, make } = await startRun('first')
    const startedAt = clock.now()
    const prompts = Array.from({ length: 100 }, (_, index) => `figure ${index}`)
    const outcomes = await outcomesOf(clock, prompts.map(make))
    expect(new Set(outcomes)).toEqual(new Set(['made']))
    expect(emulator.requests.refused).toBe(0)
    expect(clock.now() - startedAt).toBeLessThan(1.1 * 5 * 60_000)
    await clock.run(engine.close())
  })
})
