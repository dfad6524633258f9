import { expect, test } from 'vitest'
import type { Figure } from '../../../../src/figure.js'
import type { LostAttempt } from '../../../../src/providers/provider.js'
import { requestOf } from '../../provider-contract.js'
import { atEverySubmit } from '../scripted-service.js'
import { answering, createPair, figureOf, pipeline } from './setup.js'

/** A service whose answers to the submissions of these numbers, from 0, get lost. */
function createLossy(...lost: number[]) {
  const pair = createPair({
    faultOf: (kind, index) =>
      kind === 'submit' && lost.includes(index) ? 'reset-after' : undefined,
  })
  const { context, emulator, provider } = pair
  return {
    ...pair,
    /** Submits a figure, and gives it up for lost. */
    async lose(figure: Figure): Promise<LostAttempt> {
      const { request, sentAtMs } = await pair.submit(figure)
      return { request, requestId: '', sentAtMs }
    },
    async recover(attempts: readonly LostAttempt[], known: readonly string[] = []) {
      const found = await provider.recover?.(attempts, { ...context, known: new Set(known) })
      return found?.map((one) => (one.status === 'accepted' ? one.handle.id : one.status))
    },
    /** Ids of all tasks, oldest first. */
    async ids(): Promise<string[]> {
      const sent = await context.send?.({
        method: 'GET',
        url: 'https://open.autofigureedit.com/api/v1/tasks?limit=100',
        headers: { authorization: `Bearer ${emulator.submissions()[0]?.key}` },
      })
      if (sent?.status !== 'answered') throw new Error('no answer')
      const { data } = JSON.parse(new TextDecoder().decode(sent.answer.body))
      return data.tasks.map(({ task_id: id }: { task_id: string }) => id).reverse()
    },
  }
}

// covers GET /api/v1/tasks: response data.tasks[].task_id | response data.tasks[].type
// covers GET /api/v1/tasks: response data.tasks[].model | response data.tasks[].scene
test('a lost task is found when it is the only one that fits, among others that do not', async () => {
  const { ids, lose, recover, submit, wait } = createLossy(4)
  await submit(figureOf({}))
  await wait(5 * 60_000)
  await submit(pipeline)
  // It costs as much as the one that gets lost.
  await submit(figureOf({ model: 'nano-banana-2', resolution: '2K' }))
  await submit(figureOf({ image_input: 'https://example.com/a.png' }))
  const attempt = await lose(figureOf({}))
  await submit(figureOf({ resolution: '2K' }))
  await wait(5_000)
  expect(await recover([attempt])).toEqual([(await ids())[4]])
})

test('a pipeline is found too, at any price within what it may cost', async () => {
  const { ids, lose, recover } = createLossy(0)
  const attempt = await lose(pipeline)
  expect(await recover([attempt])).toEqual(await ids())
})

// covers GET /api/v1/tasks: response data.tasks[].cost_credits
test('a cheaper or dearer task is not it', async () => {
  const { lose, provider, recover } = createLossy(0)
  const attempt = await lose(figureOf({ resolution: '2K' }))
  for (const resolution of ['1K', '4K']) {
    const request = requestOf(provider, figureOf({ resolution }))
    expect(await recover([{ ...attempt, request }])).toEqual(['not-found'])
  }
  expect(await recover([attempt])).not.toEqual(['not-found'])
})

test('a task that failed meanwhile is found', async () => {
  const { context, emulator, provider, wait } = createPair(atEverySubmit('failed-task'))
  const request = requestOf(provider, figureOf({}))
  const sentAtMs = context.clock.now()
  await provider.submit([request], context)
  await wait(60_000)
  const attempts = [{ request, requestId: '', sentAtMs }]
  const [found] = (await provider.recover?.(attempts, { ...context, known: new Set() })) ?? []
  expect(found?.status).toBe('accepted')
  expect(emulator.requests.submits).toBe(1)
})

test('a task that belongs to somebody is not', async () => {
  const { ids, lose, recover } = createLossy(0)
  const attempt = await lose(figureOf({}))
  expect(await recover([attempt], await ids())).toEqual(['not-found'])
})

test('of two tasks that fit none is taken, but when one belongs to somebody the other is', async () => {
  const { ids, lose, recover, submit } = createLossy(1)
  await submit(figureOf({}))
  const attempt = await lose(figureOf({}, { prompt: 'A green apple' }))
  expect(await recover([attempt])).toEqual(['not-found'])
  const [first = '', second] = await ids()
  expect(await recover([attempt], [first])).toEqual([second])
})

test('a task that fits two lost requests goes to neither', async () => {
  const { lose, recover } = createLossy(0)
  const attempt = await lose(figureOf({}))
  const other = { ...attempt, sentAtMs: attempt.sentAtMs + 1_000 }
  expect(await recover([attempt, other])).toEqual(['not-found', 'not-found'])
})

test('two lost requests that differ are both found', async () => {
  const { ids, lose, recover } = createLossy(0, 1)
  const attempts = [await lose(figureOf({})), await lose(pipeline)]
  expect(await recover(attempts)).toEqual(await ids())
})

// covers GET /api/v1/tasks: response data.tasks[].created_at
test('what was made before it was sent, or long after, is not it', async () => {
  const { lose, recover } = createLossy(0)
  const attempt = await lose(figureOf({}))
  for (const shift of [-5 * 60_000, 5 * 60_000]) {
    const moved = { ...attempt, sentAtMs: attempt.sentAtMs + shift }
    expect(await recover([moved])).toEqual(['not-found'])
  }
})

// covers GET /api/v1/tasks: response data.pagination.total_pages
test('it is found behind a hundred tasks, and pages before it are not read', async () => {
  const { emulator, ids, lose, recover, submit, wait } = createLossy(60)
  for (let index = 0; index < 60; index++) await submit(pipeline)
  await wait(5 * 60_000)
  const attempt = await lose(figureOf({}))
  const [, ...rest] = await ids()
  const lost = rest.at(-1)
  for (let index = 0; index < 150; index++) {
    if (index % 50 === 0) await wait(5 * 60_000)
    await submit(pipeline)
  }
  await wait(5 * 60_000)
  const reads = emulator.requests.reads
  expect(await recover([attempt])).toEqual([lost])
  expect(emulator.requests.reads - reads).toBe(2)
})

test('of a list in another order nothing is concluded before its end', async () => {
  const { context, lose, provider } = createLossy(0)
  const attempt = await lose(figureOf({}))
  const task = (index: number) => ({
    task_id: `task-${index}`,
    type: 'standard',
    model: 'nano-banana-pro',
    scene: 'text-to-image',
    status: 'pending',
    cost_credits: 10,
    created_at: new Date(attempt.sentAtMs - index * 1e6).toISOString(),
  })
  const { calls, send } = answering(200, {
    success: true,
    data: { tasks: [2, 0, 4].map(task), pagination: { total_pages: 1_000 } },
  })
  const found = await provider.recover?.([attempt], { ...context, send, known: new Set() })
  expect(found?.[0]?.status).toBe('not-found')
  expect(calls).toHaveLength(20)
})

test('nothing lost, nothing asked', async () => {
  const { emulator, recover } = createLossy()
  expect(await recover([])).toEqual([])
  expect(emulator.requests.reads).toBe(0)
})
