import { describe, expect, test } from 'vitest'
import type { JobHandle } from '../../../../src/providers/provider.js'
import { handleOf, show } from '../outcomes.js'
import { answering, createPair, errorBody, figureOf, pipeline, secret, submitTo } from './setup.js'
import { handle, listOf, look, taskAnswer, taskOf } from './tasks.js'

describe('`GET /api/v1/tasks`', () => {
  // covers authentication: base URL /api/v1
  // covers GET /api/v1/tasks: page, default 1 | limit, default 20 | limit, max 100 | status
  test('`page` and `limit` 100 are sent and no `status`: one look tells of a hundred tasks', async () => {
    const { context, provider } = createPair()
    const { calls, send } = answering(200, listOf([]))
    await provider.poll?.([handle], { ...context, send, page: 2 })
    expect(calls).toMatchObject([
      { method: 'GET', url: 'https://open.autofigureedit.com/api/v1/tasks?page=3&limit=100' },
    ])
    expect(provider.capabilities.listSize).toBe(100)
  })

  test('every task of a page has its state, and one further down is only unseen', async () => {
    const { context, emulator, provider, submit, wait } = createPair({
      durationMs: (index) => (index < 30 ? 1_000 : 100_000),
    })
    const handles: JobHandle[] = []
    for (let index = 0; index < 130; index++) {
      if (index % 60 === 0) await wait(60_000)
      handles.push(handleOf((await submit(figureOf({}))).outcome))
    }
    await wait(60_000)
    const reads = emulator.requests.reads
    const newest = await provider.poll?.(handles, { ...context, page: 0 })
    expect(emulator.requests.reads).toBe(reads + 1)
    expect(newest?.slice(0, 30)).toEqual(
      Array.from({ length: 30 }, () => ({ status: 'pending', isUnseen: true })),
    )
    expect(newest?.slice(30).some((state) => 'isUnseen' in state)).toBe(false)
    const older = await provider.poll?.(handles, { ...context, page: 1 })
    expect(older?.slice(0, 30).map(({ status }) => status)).toEqual(Array(30).fill('done'))
  })

  test('a list that is none is no news of anybody', async () => {
    const { context, provider } = createPair()
    for (const body of ['<html>', { success: true, data: {} }, errorBody('busy')]) {
      const { send } = answering(200, body)
      const looked = provider.poll?.([handle], { ...context, send, page: 0 })
      await expect(looked).rejects.toMatchObject({ code: 'service-unavailable' })
    }
  })

  test('an entry that cannot be read hides no other', async () => {
    const list = listOf([7, { task_id: '../x', status: 'success' }, taskOf({ status: 'failed' })])
    expect(await look(list, 0)).toMatchObject({ status: 'failed' })
  })
})

describe('`GET /api/v1/task/:taskId`', () => {
  // covers GET /api/v1/task/:taskId: response data.status | status pending | status processing
  test('`status` `pending`, `processing` and any that nobody has heard of is pending', async () => {
    for (const status of ['pending', 'processing', 'queued', 'SUCCESS', 'constructor']) {
      expect(await look(taskAnswer({ status }))).toEqual({ status: 'pending' })
    }
  })

  // covers GET /api/v1/task/:taskId: response data.output.current_stage
  test('`output.current_stage` is the stage, whatever it says', async () => {
    const stageOf = (current_stage: unknown) =>
      look(taskAnswer({ status: 'processing', output: { images: [], current_stage } }))
    expect(await stageOf('critic_round_0')).toEqual({ status: 'pending', stage: 'critic_round_0' })
    expect(await stageOf('reviewer\u001b[2J')).toEqual({ status: 'pending', stage: 'reviewer [2J' })
    expect(await stageOf(7)).toEqual({ status: 'pending' })
  })

  test('a pipeline tells its stages on the way', async () => {
    const { context, provider, submit, wait } = createPair()
    const handles = [handleOf((await submit(pipeline)).outcome)]
    const stages: unknown[] = []
    for (let at = 0; at < 60; at += 6) {
      const [state] = (await provider.poll?.(handles, context)) ?? []
      stages.push(state?.status === 'pending' && state.stage)
      await wait(6_000)
    }
    expect(new Set(stages)).toEqual(
      new Set([undefined, 'retriever', 'planner', 'stylist', 'visualizer', 'critic_round_0']),
    )
    expect(await provider.poll?.(handles, context)).toMatchObject([{ status: 'done' }])
  })

  // covers GET /api/v1/task/:taskId: status success | response data.output.images
  // covers GET /api/v1/task/:taskId: response data.output.images[].url | response data.cost_credits
  // covers GET /api/v1/task/:taskId: response data.model
  test('`status` `success` gives `output.images[].url`, `cost_credits` and `model`', async () => {
    const url = 'https://storage.autofigureedit.com/uploads/a.png?signature=1'
    const answer = taskAnswer({
      status: 'success',
      output: { images: [{ url, type: 'image/png' }] },
    })
    expect(await look(answer)).toEqual({
      status: 'done',
      locations: [{ kind: 'url', url, authenticated: false }],
      costCredits: 14,
      model: 'nano-banana-pro',
    })
  })

  test('an image without an address hides no other', async () => {
    const url = 'https://storage.autofigureedit.com/uploads/a.png'
    for (const broken of [null, 7, {}, { url: null }, { url: '' }]) {
      const answer = taskAnswer({ status: 'success', output: { images: [broken, { url }] } })
      expect(await look(answer)).toMatchObject({ status: 'done', locations: [{ url }] })
    }
  })

  test('`status` `success` without a picture is no end: it was paid, and may come', async () => {
    for (const images of [[], [{}], [{ url: '' }], [{ url: null }], null]) {
      const answer = taskAnswer({ status: 'success', output: { images } })
      expect(await look(answer)).toEqual({ status: 'pending', stage: 'success, without a picture' })
    }
  })

  // covers GET /api/v1/task/:taskId: status failed | status canceled | response data.error
  // covers prices: failed: cost_credits 0
  test('`status` `failed` and `canceled` cost nothing, and say why', async () => {
    const failed = await look(
      taskAnswer({ status: 'failed', error: 'task failed', cost_credits: 0 }),
    )
    expect(failed).toMatchObject({ status: 'failed', costCredits: 0 })
    expect(show(failed)).toContain('task failed')
    for (const status of ['failed', 'canceled']) {
      const state = await look(taskAnswer({ status, cost_credits: undefined }))
      expect(state).toMatchObject({ status: 'failed', costCredits: 0 })
    }
  })

  // covers errors: success false
  test('`error 404` in its own words is a lost task; a page of something before it is not', async () => {
    expect(await look(errorBody('not found'), undefined, 404)).toMatchObject({ status: 'lost' })
    await expect(look('<html>404</html>', undefined, 404)).rejects.toMatchObject({
      code: 'service-refused',
    })
  })

  test('`error 401`, `error 429`, `error 500` and `error 503` say nothing of the task', async () => {
    for (const status of [401, 429, 500, 503]) {
      await expect(look(errorBody('no'), undefined, status)).rejects.toBeInstanceOf(Error)
    }
  })

  // covers GET /api/v1/task/:taskId: response data.task_id
  test('what cannot be read, or is of another task, is pending', async () => {
    const other = { ...taskAnswer({ status: 'failed' }).data, task_id: 'other' }
    expect(await look({ success: true, data: other })).toEqual({ status: 'pending' })
    expect(await look({ success: true, data: [] })).toEqual({ status: 'pending' })
  })

  test('a task of another address is not looked for here', async () => {
    const { context, provider } = createPair()
    const { calls, send } = answering(404, errorBody('not found'))
    const elsewhere = { ...handle, origin: 'https://paperbanana.run' }
    const looked = provider.poll?.([elsewhere], { ...context, send })
    await expect(looked).rejects.toThrow('was made at `https://paperbanana.run`')
    expect(calls).toEqual([])
  })
})

describe('`GET /api/v1/credits`', () => {
  test('`data.remaining_credits` is the balance', async () => {
    const { context, provider } = createPair({ credits: 450 })
    expect(await provider.balance?.(context)).toBe(450)
  })

  test('an answer without it is an error', async () => {
    const { context, provider } = createPair()
    const { send } = answering(200, { success: true, data: {} })
    await expect(provider.balance?.({ ...context, send })).rejects.toMatchObject({
      code: 'service-unavailable',
    })
  })
})

describe('no secret is in anything that it returns or throws', () => {
  const leak = `bad ${secret} Bearer ${secret} https://a.example/b?X-Signature=${'A'.repeat(200)}`

  test('of answers that quote it', async () => {
    const told: unknown[] = []
    for (const status of [200, 400, 401, 403, 404, 429, 500]) {
      told.push((await submitTo(status, errorBody(leak))).outcome)
      told.push(await look(errorBody(leak), undefined, status).catch((error: unknown) => error))
      told.push(await look(errorBody(leak), 0, status).catch((error: unknown) => error))
    }
    told.push(await look(taskAnswer({ status: 'failed', error: leak })))
    told.push(await look(taskAnswer({ status: 'processing', output: { current_stage: leak } })))
    told.push(await look(taskAnswer({ model: leak, status: 'success', output: { images: [] } })))
    const text = show(told)
    expect(text).not.toContain(secret)
    expect(text).not.toContain('X-Signature')
    expect(told).toHaveLength(24)
  })

  test('of the adapter, its requests and its handles', async () => {
    const { provider, submit } = createPair()
    const made = await submit(figureOf({}))
    expect(JSON.stringify([made, provider, provider.service])).not.toContain(secret)
  })
})
