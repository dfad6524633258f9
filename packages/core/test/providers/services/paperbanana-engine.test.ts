import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMemoryCache } from '../../../../../test/fake-service/memory-cache.js'
import type { PaperBananaOptions } from '../../../../emulators/src/paperbanana.js'
import { createEngine } from '../../../src/engine/engine.js'
import { createMemorySendLog } from '../../../src/engine/send-log.js'
import { openSqliteLedger } from '../../../src/engine/sqlite-ledger.js'
import { createFigureRequest } from '../../../src/figure-request.js'
import { createServiceKeys } from '../../../src/providers/services/service-keys.js'
import { outcomesOf } from '../../engine/engine-setup.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { requestOf } from '../provider-contract.js'
import { createWorld, figureOf, key } from './paperbanana-setup.js'

/** Engines, one after the other, with the adapter and its emulator, in virtual time. */
function createBuilds(options: Partial<PaperBananaOptions> = {}) {
  const { clock, emulator, provider, send } = createWorld(options, createServiceKeys([key]))
  const path = join(memoryFolder(), 'ledger.sqlite')
  const cache = createMemoryCache()
  const openLedger = (run: string) =>
    openSqliteLedger({ path, clock, run, owner: `process of ${run}`, isOver: () => true })

  /** How each figure ended, in one build. */
  async function build(run: string, prompts: readonly string[]): Promise<string[]> {
    const engine = createEngine({
      ledger: await openLedger(run),
      cache,
      sendLog: createMemorySendLog(),
      clock,
      random: () => 0.5,
      send,
      collect: async ([location]) => {
        if (location?.kind !== 'bytes') throw new Error('it is no preview')
        return { bytes: location.bytes, mediaType: 'image/png', width: 16, height: 9 }
      },
      caps: [],
      concurrency: 4,
    })
    const made = prompts.map((prompt) => {
      const figure = figureOf({}, { prompt })
      const place = { file: 'paper.md', line: 1, column: 1 }
      const request = requestOf(provider, figure)
      return engine.make(
        provider,
        createFigureRequest(`paper.md#${prompt}`, place, figure, request),
      )
    })
    const outcomes = await outcomesOf(clock, made)
    await clock.run(engine.close())
    return outcomes
  }

  const spent = async () =>
    (await openLedger('after'))
      .list(['done', 'failed', 'lost'])
      .map(({ spent, state }) => `${state} ${spent}`)

  /** What an admin does to the quota of the key. */
  const setQuota = (quota_remaining: number) =>
    emulator.handle({
      method: 'PATCH',
      path: `/api/admin/keys/${key}`,
      headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ quota_remaining })),
      address: '192.0.2.1',
    })

  return { build, charged: () => emulator.charges().length, clock, emulator, setQuota, spent }
}

describe('what is bought from paperbanana', () => {
  test('each figure is a unit, and a later build buys nothing', async () => {
    const { build, charged, spent } = createBuilds()
    expect(await build('first', ['a', 'b', 'c'])).toEqual(['made', 'made', 'made'])
    expect(await build('second', ['a', 'b', 'c'])).toEqual(['made', 'made', 'made'])
    expect(charged()).toBe(3)
    expect(await spent()).toEqual(['done 1', 'done 1', 'done 1'])
  })

  test('a key whose last unit is gone may not look: the job is parked, and had when it may again', async () => {
    const { build, charged, setQuota, spent } = createBuilds({ credits: 1, readsNeedQuota: true })
    expect(await build('first', ['a'])).toEqual(['figure-parked'])
    await setQuota(1)
    expect(await build('second', ['a'])).toEqual(['made'])
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['done 1'])
  })

  test('a job that the service forgot is lost, spent, and not bought again', async () => {
    const { build, charged, spent } = createBuilds({
      faultOf: (kind) => (kind === 'submit' ? 'lost-task' : undefined),
    })
    const [first] = await build('first', ['a'])
    expect(await build('second', ['a'])).toEqual([first])
    expect(first).not.toBe('made')
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['lost 1'])
  })

  test('a job that failed is spent, and not bought again', async () => {
    const { build, charged, spent } = createBuilds({
      faultOf: (kind) => (kind === 'submit' ? 'failed-task' : undefined),
    })
    expect(await build('first', ['a'])).toEqual(['service-failed'])
    expect(await build('second', ['a'])).toEqual(['service-failed'])
    expect(charged()).toBe(1)
    expect(await spent()).toEqual(['failed 1'])
  })

  test('an answer that got lost is never sent for again', async () => {
    const { build, charged, emulator } = createBuilds({
      faultOf: (kind) => (kind === 'submit' ? '500-after' : undefined),
    })
    expect(await build('first', ['a'])).toEqual(['figure-parked'])
    expect(await build('second', ['a'])).toEqual(['figure-parked'])
    expect(charged()).toBe(1)
    expect(emulator.requests.submits).toBe(1)
  })

  test('quota that is used up refuses the others, and costs them nothing', async () => {
    const { build, charged, setQuota } = createBuilds({ credits: 1 })
    const first = await build('first', ['a', 'b'])
    expect(first.toSorted()).toEqual(['made', 'service-refused'])
    await setQuota(5)
    expect(await build('second', ['a', 'b'])).toEqual(['made', 'made'])
    expect(charged()).toBe(2)
  })
})
