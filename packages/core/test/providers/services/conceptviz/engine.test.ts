import { describe, expect, test } from 'vitest'
import type { ConceptvizOptions } from '../../../../../emulators/src/conceptviz.js'
import { outcomesOf } from '../../../engine/engine-setup.js'
import { createBuilds } from '../builds.js'
import { atEverySubmit } from '../scripted-service.js'
import { key, startConceptviz } from './setup.js'

function startBuilds(options: Partial<ConceptvizOptions> = {}) {
  const world = startConceptviz(options)
  return { ...world, ...createBuilds(world) }
}

const promptsOf = (body: unknown) => {
  const { prompt, prompts = [prompt] } = body as { prompt?: string; prompts?: string[] }
  return prompts.length
}

describe('what is bought from conceptviz', () => {
  test('eight figures are two requests of four, each paid once', async () => {
    const { build, charged, emulator, spent } = startBuilds()
    const outcomes = await build('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    expect(outcomes).toEqual(Array.from({ length: 8 }, () => 'made'))
    expect(emulator.submissions().map(({ body }) => promptsOf(body))).toEqual([4, 4])
    expect(charged()).toBe(16)
    expect(await spent()).toEqual(Array.from({ length: 8 }, () => 'done 2'))
  })

  test('one prompt of four that is blocked costs the others nothing but time', async () => {
    const { build, charged } = startBuilds({ blockedWords: ['bomb'] })
    const outcomes = await build('a', 'a bomb', 'c', 'd')
    expect(outcomes).toEqual(['made', 'service-refused', 'made', 'made'])
    expect(charged()).toBe(6)
  })

  test('`PLAN_LIMIT_EXCEEDED`: a batch is halved until the plan takes it', async () => {
    const { build, charged, emulator } = startBuilds({ maxBatch: 1 })
    expect(await build('a', 'b', 'c', 'd')).toEqual(['made', 'made', 'made', 'made'])
    const taken = emulator.submissions().filter(({ status }) => status === 200)
    expect(taken.map(({ body }) => promptsOf(body))).toEqual([1, 1, 1, 1])
    expect(charged()).toBe(8)
  })

  test.each([
    ['error 401 INVALID_API_KEY', { disabledKeys: [key] }],
    ['error 403 PLAN_REQUIRED', { plan: 'free' }],
    ['error 403 QUALITY_NOT_ALLOWED', { qualities: ['4k'] }],
    ['error 402 INSUFFICIENT_CREDITS', { credits: 1 }],
  ] as const)('`%s` of four at once is not asked again of two', async (_, options) => {
    const { build, emulator } = startBuilds(options)
    const outcomes = await build('a', 'b', 'c', 'd')
    expect(outcomes).toEqual(Array.from({ length: 4 }, () => 'service-refused'))
    expect(emulator.submissions()).toHaveLength(1)
  })

  test('`INSUFFICIENT_CREDITS` for four buys as many as there are credits for', async () => {
    const { build, charged } = startBuilds({ credits: 5 })
    const outcomes = await build('a', 'b', 'c', 'd')
    expect(outcomes.toSorted()).toEqual(['made', 'made', 'service-refused', 'service-refused'])
    expect(charged()).toBe(4)
  })

  test('equal prompts of different takes are two pictures', async () => {
    const { charged, clock, emulator, startRun } = startBuilds()
    const { engine, make } = await startRun()
    expect(await outcomesOf(clock, [make('a'), make('a', 2)])).toEqual(['made', 'made'])
    expect(emulator.requests.pictures).toBe(2)
    expect(charged()).toBe(4)
    await clock.run(engine.close())
  })

  test('a task that fails gives its credits back, and the books agree', async () => {
    const { build, charged, spent } = startBuilds(atEverySubmit('failed-task'))
    expect(await build('a', 'b')).toEqual(['service-failed', 'service-failed'])
    expect(charged()).toBe(0)
    expect(await spent()).toEqual(['failed 0', 'failed 0'])
  })

  test('a failed task without a refund stays paid in our books', async () => {
    const world = startConceptviz(atEverySubmit('failed-task'))
    const { build, spent } = createBuilds({
      ...world,
      async send(call) {
        const sent = await world.send(call)
        if (sent.status !== 'answered' || !call.url.includes('/task/')) return sent
        const text = Buffer.from(sent.answer.body).toString()
        const body = Buffer.from(
          text.replace('"credits_refunded":true', '"credits_refunded":false'),
        )
        return { ...sent, answer: { ...sent.answer, body } }
      },
    })
    expect(await build('a', 'b')).toEqual(['service-failed', 'service-failed'])
    expect(await spent()).toEqual(['failed 2', 'failed 2'])
  })

  test('an answer that got lost is never sent for again: all of its batch are parked', async () => {
    const { build, charged, emulator } = startBuilds(atEverySubmit('reset-after'))
    expect(await build('a', 'b')).toEqual(['figure-parked', 'figure-parked'])
    expect(emulator.requests.submits).toBe(1)
    expect(charged()).toBe(4)
  })

  test('429 `MODERATION_RATE_LIMITED` is waited out, and nothing is paid twice', async () => {
    const { build, charged } = startBuilds({
      faultOf: (kind, index) => (kind === 'submit' && index < 2 ? '429' : undefined),
    })
    expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
    expect(charged()).toBe(6)
  })
})
