import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMemoryCache } from '../../../../../test/fake-service/memory-cache.js'
import type { ConceptvizOptions } from '../../../../emulators/src/conceptviz.js'
import { createEngine } from '../../../src/engine/engine.js'
import { createMemorySendLog } from '../../../src/engine/send-log.js'
import { openSqliteLedger } from '../../../src/engine/sqlite-ledger.js'
import type { Figure } from '../../../src/figure.js'
import { createFigureRequest } from '../../../src/figure-request.js'
import type { Send } from '../../../src/http/send-once.js'
import { outcomesOf } from '../../engine/engine-setup.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { requestOf } from '../provider-contract.js'
import { figureOf, startConceptviz } from './conceptviz-setup.js'

/** The engine with the adapter and its emulator, in virtual time. */
async function startRun(
  options: Partial<ConceptvizOptions> = {},
  changeAnswers: (send: Send) => Send = (send) => send,
) {
  const world = startConceptviz(options)
  const { clock, provider } = world
  const send = changeAnswers(world.send)
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
const promptsOf = (body: unknown) => {
  const { prompt, prompts = [prompt] } = body as { prompt?: string; prompts?: string[] }
  return prompts.length
}

describe('what is bought from conceptviz', () => {
  test('eight figures are two requests of four, each paid once', async () => {
    const { charged, close, emulator, ledger, outcomes } = await startRun()
    const made = await outcomes(...figures('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'))
    expect(made).toEqual(Array.from({ length: 8 }, () => 'made'))
    expect(emulator.submissions().map(({ body }) => promptsOf(body))).toEqual([4, 4])
    expect(charged()).toBe(16)
    expect(ledger.list(['done']).map(({ spent }) => spent)).toEqual(
      Array.from({ length: 8 }, () => 2),
    )
    await close()
  })

  test('one prompt of four that is blocked costs the others nothing but time', async () => {
    const { charged, close, outcomes } = await startRun({ blockedWords: ['bomb'] })
    const made = await outcomes(...figures('a', 'a bomb', 'c', 'd'))
    expect(made).toEqual(['made', 'service-refused', 'made', 'made'])
    expect(charged()).toBe(6)
    await close()
  })

  test('`PLAN_LIMIT_EXCEEDED`: a batch is halved until the plan takes it', async () => {
    const { charged, close, emulator, outcomes } = await startRun({ maxBatch: 1 })
    expect(await outcomes(...figures('a', 'b', 'c', 'd'))).toEqual(['made', 'made', 'made', 'made'])
    const taken = emulator.submissions().filter(({ status }) => status === 200)
    expect(taken.map(({ body }) => promptsOf(body))).toEqual([1, 1, 1, 1])
    expect(charged()).toBe(8)
    await close()
  })

  test('equal prompts of different takes are two pictures', async () => {
    const { charged, close, emulator, outcomes } = await startRun()
    const take = figureOf({ take: '2' }, { prompt: 'a' })
    expect(await outcomes(...figures('a'), take)).toEqual(['made', 'made'])
    expect(emulator.requests.pictures).toBe(2)
    expect(charged()).toBe(4)
    await close()
  })

  test('a task that fails gives its credits back, and the books agree', async () => {
    const { charged, close, ledger, outcomes } = await startRun({
      faultOf: (kind) => (kind === 'submit' ? 'failed-task' : undefined),
    })
    expect(await outcomes(...figures('a', 'b'))).toEqual(['service-failed', 'service-failed'])
    expect(charged()).toBe(0)
    expect(ledger.list(['failed']).map(({ spent }) => spent)).toEqual([0, 0])
    await close()
  })

  test('a failed task without a refund stays paid in our books', async () => {
    const keepCredits =
      (send: Send): Send =>
      async (call) => {
        const sent = await send(call)
        if (sent.status !== 'answered' || !call.url.includes('/task/')) return sent
        const text = Buffer.from(sent.answer.body).toString()
        const body = Buffer.from(
          text.replace('"credits_refunded":true', '"credits_refunded":false'),
        )
        return { ...sent, answer: { ...sent.answer, body } }
      }
    const { close, ledger, outcomes } = await startRun(
      { faultOf: (kind) => (kind === 'submit' ? 'failed-task' : undefined) },
      keepCredits,
    )
    expect(await outcomes(...figures('a', 'b'))).toEqual(['service-failed', 'service-failed'])
    expect(ledger.list(['failed']).map(({ spent }) => spent)).toEqual([2, 2])
    await close()
  })

  test('an answer that got lost is never sent for again: all of its batch are parked', async () => {
    const { charged, close, emulator, outcomes } = await startRun({
      faultOf: (kind) => (kind === 'submit' ? 'reset-after' : undefined),
    })
    expect(await outcomes(...figures('a', 'b'))).toEqual(['figure-parked', 'figure-parked'])
    expect(emulator.requests.submits).toBe(1)
    expect(charged()).toBe(4)
    await close()
  })

  test('429 `MODERATION_RATE_LIMITED` is waited out, and nothing is paid twice', async () => {
    const { charged, close, outcomes } = await startRun({
      faultOf: (kind, index) => (kind === 'submit' && index < 2 ? '429' : undefined),
    })
    expect(await outcomes(...figures('a', 'b', 'c'))).toEqual(['made', 'made', 'made'])
    expect(charged()).toBe(6)
    await close()
  })
})
