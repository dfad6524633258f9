import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../../../emulators/src/faults.js'
import type { JobHandle, JobState, Recovered } from '../../../../src/providers/provider.js'
import { requestOf } from '../../provider-contract.js'
import {
  answering,
  createAutofigure,
  createPair,
  errorBody,
  figureOf,
  fileBytes,
  fileOf,
  secret,
} from './setup.js'

const id = '7655ed66-3a83-4a5a-9cb1-3b7c449ec4a9'
const pipeline = () => figureOf({}, { context: 'Gradient descent.' })

/** Submits to a service that answers everything alike. */
async function submitTo(status: number, body: unknown, headers?: Record<string, string>) {
  const { context, provider } = createPair()
  const { calls, send } = answering(status, body, headers)
  const [outcome] = await provider.submit([requestOf(provider, figureOf({}))], { ...context, send })
  return { calls, outcome }
}

describe('what `POST /api/v1/generate` answers', () => {
  // covers POST /api/v1/generate: response data.task_id | response data.cost_credits
  test('`data.task_id` is the handle, pinned to key and origin, and `data.cost_credits` is reserved', async () => {
    const { provider, submit } = createPair()
    const { outcome } = await submit(figureOf({ resolution: '4K' }))
    expect(outcome).toEqual({
      status: 'accepted',
      costCredits: 40,
      handle: {
        provider: 'autofigure',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        origin: 'https://open.autofigureedit.com',
        keyFingerprint: provider.service?.keys[0],
      },
    })
  })

  test('a pipeline keeps all reserved that it may cost at its end', async () => {
    const { submit } = createPair()
    expect((await submit(pipeline())).outcome).toMatchObject({ costCredits: 24 })
  })

  test('a price above ours is believed', async () => {
    const body = { success: true, data: { task_id: id, status: 'pending', cost_credits: 20 } }
    expect((await submitTo(200, body)).outcome).toMatchObject({ costCredits: 20 })
  })

  for (const status of [400, 401, 402, 403, 404, 411, 413]) {
    // covers errors: error.message
    test(`\`error ${status}\` proves that nothing was taken, and gives its reason`, async () => {
      const { outcome } = await submitTo(status, errorBody('no such luck'))
      expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
      expect(outcome).not.toHaveProperty('again')
      expect(JSON.stringify(messagesOf(outcome))).toContain('no such luck')
    })
  }

  // covers rate limits: error 429 | header Retry-After
  // covers errors: error 429
  test('`error 429` may be sent again after `Retry-After`', async () => {
    const { outcome } = await submitTo(429, errorBody('slow down'), { 'retry-after': '7' })
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later', retryAfterMs: 7_000 })
  })

  for (const status of [500, 503, 502, 302, 408]) {
    test(`\`error ${status}\` proves nothing`, async () => {
      expect((await submitTo(status, errorBody('oops'))).outcome?.status).toBe('unknown')
    })
  }

  for (const [name, body] of Object.entries({
    'no JSON': '<html>busy</html>',
    'no task': { success: true, data: {} },
    'an error inside 200': errorBody('busy'),
    'an id with slashes': { success: true, data: { task_id: '../credits' } },
    'an id that is a number': { success: true, data: { task_id: 7 } },
  })) {
    test(`2xx with ${name} proves nothing`, async () => {
      expect((await submitTo(200, body)).outcome?.status).toBe('unknown')
    })
  }

  test.each<[Fault, string]>([
    ['refuse', 'rejected'],
    ['429', 'rejected'],
    ['reset-before', 'unknown'],
    ['reset-after', 'unknown'],
    ['hang', 'unknown'],
    ['500-before', 'unknown'],
    ['503-after', 'unknown'],
    ['invalid-json', 'unknown'],
    ['html', 'unknown'],
    ['huge-answer', 'unknown'],
  ])('`%s` is %s, and is not sent again', async (fault, status) => {
    const { emulator, submit } = createPair({
      faultOf: (kind) => (kind === 'submit' ? fault : undefined),
    })
    expect((await submit(figureOf({}))).outcome.status).toBe(status)
    expect(emulator.requests.submits).toBe(1)
  })
})

describe('files of the project', () => {
  const figure = figureOf({}, { images: [fileOf('/project/public/a.png')] })
  const download = async (bytes: Uint8Array) => ({
    status: 'fetched' as const,
    bytes,
    mediaType: 'image/png',
  })

  test.each([
    ['another file is published', () => download(new Uint8Array(3))],
    [
      'nothing is published',
      async () => ({ status: 'failed', reason: '404', again: false }) as const,
    ],
    ['the network is down', () => Promise.reject(new Error('aborted'))],
  ])('when %s nothing is sent', async (_, download) => {
    const { context, emulator, provider } = createPair()
    const inputs = figure.images
    const request = requestOf(provider, figure)
    const [outcome] = await provider.submit([request], { ...context, inputs, download })
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
    expect(emulator.submissions()).toEqual([])
  })

  test('what is looked at is what is sent', async () => {
    const { context, emulator, provider } = createPair()
    const seen: string[] = []
    await provider.submit([requestOf(provider, figure)], {
      ...context,
      inputs: figure.images,
      download: async (address) => {
        seen.push(address)
        return download(fileBytes)
      },
    })
    expect(seen).toEqual(['https://example.com/a.png'])
    expect(emulator.submissions()[0]?.body).toMatchObject({ options: { image_input: seen } })
  })
})

describe('`GET /api/v1/tasks`', () => {
  // covers authentication: base URL /api/v1
  // covers GET /api/v1/tasks: page, default 1 | limit, default 20 | limit, max 100 | status
  test('`page` and `limit` 100 are sent and no `status`: one look tells of a hundred tasks', async () => {
    const { context, provider } = createPair()
    const { calls, send } = answering(200, listOf([]))
    await provider.poll?.([handle()], { ...context, send, page: 2 })
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
      const looked = provider.poll?.([handle()], { ...context, send, page: 0 })
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
    const handles = [handleOf((await submit(pipeline())).outcome)]
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

  test('`status` `success` without a picture is a failure that was paid', async () => {
    for (const images of [[], [{}], [{ url: '' }], null]) {
      const answer = taskAnswer({ status: 'success', output: { images } })
      expect(await look(answer)).toMatchObject({
        status: 'failed',
        costCredits: 14,
        error: { code: 'service-failed' },
      })
    }
  })

  // covers GET /api/v1/task/:taskId: status failed | status canceled | response data.error
  // covers prices: failed: cost_credits 0
  test('`status` `failed` and `canceled` cost nothing, and say why', async () => {
    const failed = await look(
      taskAnswer({ status: 'failed', error: 'task failed', cost_credits: 0 }),
    )
    expect(failed).toMatchObject({ status: 'failed', costCredits: 0 })
    expect(JSON.stringify(messagesOf(failed))).toContain('task failed')
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
    const elsewhere = { ...handle(), origin: 'https://paperbanana.run' }
    const [state] = (await provider.poll?.([elsewhere], { ...context, send })) ?? []
    expect(state).toMatchObject({
      status: 'pending',
      stage: expect.stringContaining('paperbanana'),
    })
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
    const text = JSON.stringify(told.map(messagesOf))
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

/** Looks at a task of a service that answers everything alike. */
async function look(body: unknown, page?: number, status = 200): Promise<JobState | undefined> {
  const { context, provider } = createPair()
  const { send } = answering(status, body)
  return (await provider.poll?.([handle()], { ...context, send, page }))?.[0]
}

function handle(): JobHandle {
  return { provider: 'autofigure', id, origin: createAutofigure().service?.origin ?? '' }
}

function handleOf(outcome: { status: string; handle?: JobHandle } | Recovered): JobHandle {
  if (!('handle' in outcome) || outcome.handle === undefined) {
    throw new Error(JSON.stringify(outcome))
  }
  return outcome.handle
}

/** As the document shows a task. */
const taskOf = (facts: Record<string, unknown>) => ({
  task_id: id,
  type: 'standard',
  model: 'nano-banana-pro',
  scene: 'text-to-image',
  status: 'processing',
  cost_credits: 14,
  created_at: '2026-03-12T06:57:48.067Z',
  output: { images: [] },
  error: null,
  ...facts,
})

const taskAnswer = (facts: Record<string, unknown>) => ({ success: true, data: taskOf(facts) })

const listOf = (tasks: unknown[]) => ({
  success: true,
  data: { tasks, pagination: { total: tasks.length, page: 1, limit: 100, total_pages: 1 } },
})

/** All texts of a value, those of errors included. */
function messagesOf(value: unknown): unknown {
  if (value instanceof Error) {
    return [value.message, value.stack, 'hint' in value && value.hint, messagesOf(value.cause)]
  }
  if (Array.isArray(value)) return value.map(messagesOf)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value).map(([name, member]) => [name, messagesOf(member)])
}
