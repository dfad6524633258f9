import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMemoryCache } from '../../../../../test/fake-service/memory-cache.js'
import type { AgentOptions } from '../../../../emulators/src/agent.js'
import { createEngine } from '../../../src/engine/engine.js'
import { createMemorySendLog } from '../../../src/engine/send-log.js'
import { openSqliteLedger } from '../../../src/engine/sqlite-ledger.js'
import type { Figure } from '../../../src/figure.js'
import { createFigureRequest } from '../../../src/figure-request.js'
import { outcomesOf } from '../../engine/engine-setup.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { requestOf } from '../provider-contract.js'
import { type AgentSetup, atSubmit, figureOf, startAgent } from './agent-setup.js'

/** The engine with the adapter and its emulator, in virtual time. */
async function startRun(options: Partial<AgentOptions> = {}, setup: AgentSetup = {}) {
  const world = startAgent(options, setup)
  const { clock, provider, send } = world
  const ledger = await openSqliteLedger({
    path: join(memoryFolder(), 'ledger.sqlite'),
    clock,
    run: 'run',
    owner: 'this process',
    isOver: () => false,
  })
  const engine = createEngine({
    ledger,
    cache: createMemoryCache(),
    sendLog: createMemorySendLog(),
    clock,
    random: () => 0.5,
    send,
    collect: async ([location]) => {
      const url = location?.kind === 'url' ? location.url : ''
      const sent = await send({ method: 'GET', url })
      if (sent.status !== 'answered' || sent.answer.status !== 200) throw new Error('no picture')
      return { bytes: sent.answer.body, mediaType: 'image/png', width: 16, height: 9 }
    },
    caps: [],
    concurrency: 4,
  })
  const make = (figure: Figure, index: number) =>
    engine.make(
      provider,
      createFigureRequest(
        `paper.md#${index}`,
        { file: 'paper.md', line: 1, column: 1 },
        figure,
        requestOf(provider, figure),
      ),
    )
  return {
    ...world,
    ledger,
    outcomes: (...figures: Figure[]) => outcomesOf(clock, figures.map(make)),
    close: () => clock.run(engine.close()),
  }
}

const figures = (...prompts: string[]) => prompts.map((prompt) => figureOf({}, { prompt }))

describe('what is bought from agent', () => {
  test.each(['/v1/generate/{requestId}', null])(
    'figures are paid once each, with the status path `%s`',
    async (statusPath) => {
      const { charged, close, ledger, outcomes } = await startRun({ statusPath })
      expect(await outcomes(...figures('a', 'b', 'c'))).toEqual(['made', 'made', 'made'])
      expect(charged()).toBe(60)
      expect(ledger.list(['done']).map(({ spent }) => spent)).toEqual([20, 20, 20])
      await close()
    },
  )

  test.each([
    'reset-before',
    'reset-after',
    'hang',
    '500-before',
    '500-after',
    'invalid-json',
    'html',
    '429',
    'refuse',
  ] as const)('after `%s` a figure is made, and paid once', async (fault) => {
    const { charged, close, outcomes } = await startRun(atSubmit(fault))
    expect(await outcomes(...figures('a', 'b'))).toEqual(['made', 'made'])
    expect(charged()).toBe(40)
    await close()
  })

  test('`insufficient_credits`: what can be paid is made, and the rest refused', async () => {
    const { charged, close, outcomes } = await startRun({ credits: 50 })
    const made = await outcomes(...figures('a', 'b', 'c'))
    expect(made.toSorted()).toEqual(['made', 'made', 'service-refused'])
    expect(charged()).toBe(40)
    await close()
  })

  test('a task that fails stays paid, there and here', async () => {
    const { charged, close, ledger, outcomes } = await startRun(atSubmit('failed-task'))
    expect(await outcomes(...figures('a'))).toEqual(['service-failed'])
    expect(charged()).toBe(20)
    expect(ledger.list(['failed']).map(({ spent }) => spent)).toEqual([20])
    await close()
  })

  test('a task that the service lost is parked, and never bought again', async () => {
    const { charged, close, outcomes } = await startRun(atSubmit('lost-task'))
    expect(await outcomes(...figures('a'))).toEqual(['figure-parked'])
    expect(charged()).toBe(20)
    await close()
  })

  test('a run that is longer than a token of Moltbook goes on', async () => {
    const { charged, close, outcomes } = await startRun(
      { durationMs: () => 20 * 60_000 },
      { keys: ['moltbook-identity'], settings: { moltbook: {} } },
    )
    expect(await outcomes(...figures('a', 'b'))).toEqual(['made', 'made'])
    expect(charged()).toBe(40)
    await close()
  })
})
