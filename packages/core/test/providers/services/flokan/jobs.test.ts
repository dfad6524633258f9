import { describe, expect, test } from 'vitest'
import { flokanKey } from '../../../../../emulators/src/flokan.js'
import type { JobHandle } from '../../../../src/providers/provider.js'
import { requestOf } from '../../provider-contract.js'
import { atFirstSubmit } from '../scripted-service.js'
import {
  answering,
  base,
  createProvider,
  figureOf,
  inputOf,
  key,
  open,
  origin,
  someId,
} from './setup.js'

const handle: JobHandle = { provider: 'flokan', id: someId, origin, keyFingerprint: key }
const row = { job_id: someId, status: 'processing', created_at: '2026-01-01T00:00:00.000Z' }

describe('`GET /api/v1/image-editor/jobs/:jobId`', () => {
  async function look(data: object, status = 200) {
    const { calls, context } = answering(status, { success: true, data })
    const [state] = (await createProvider().poll?.([handle], context)) ?? []
    return { calls, state }
  }

  test('asks for one job: `path jobId`', async () => {
    const { calls } = await look(row)
    expect(calls).toMatchObject([{ method: 'GET', url: `${base}/jobs/${someId}` }])
    expect(calls[0]?.body).toBeUndefined()
  })

  test.each(['pending', 'processing', 'queued', 'COMPLETED', ''])(
    'status %s: it still runs',
    async (status) => {
      expect((await look({ ...row, status })).state).toMatchObject({ status: 'pending' })
    },
  )

  test('`response data.result_url` of one that is completed is where the picture is', async () => {
    const result_url = 'https://images.flokan.com/a.png'
    const { state } = await look({ ...row, status: 'completed', result_url, credits_consumed: 45 })
    expect(state).toEqual({
      status: 'done',
      locations: [{ kind: 'url', url: result_url, authenticated: false }],
      costCredits: 45,
    })
  })

  test.each([null, '', 'https://', 7])(
    'completed with %s for an address is not done',
    async (result_url) => {
      const { state } = await look({ ...row, status: 'completed', result_url })
      expect(state?.status).toBe('pending')
    },
  )

  // covers GET /api/v1/image-editor/jobs/:jobId: response full row | response data.error
  test('`response data.error` says why it failed, and its row what was deducted', async () => {
    const error = `no image; ${flokanKey}`
    const { state } = await look({ ...row, status: 'failed', error, credits_consumed: 0 })
    expect(state).toMatchObject({ status: 'failed', costCredits: 0 })
    if (state?.status !== 'failed') throw new Error('it did not fail')
    expect(state.error.message).toMatch(/^no image; \*+$/)
    expect((await look({ ...row, status: 'failed' })).state).not.toHaveProperty('costCredits')
  })

  test('`limit 300 seconds`: one that has run for a quarter of an hour is over, and lost', async () => {
    const { context } = answering(200, { success: true, data: row })
    await context.clock.run(context.clock.sleep(16 * 60_000))
    const [state] = (await createProvider().poll?.([handle], context)) ?? []
    expect(state?.status).toBe('lost')
  })

  test('`error 404` in its own words is a job that is gone; a page of a gateway is not', async () => {
    const provider = createProvider()
    const gone = answering(404, { success: false, error: 'jobId not found' })
    expect(await provider.poll?.([handle], gone.context)).toMatchObject([{ status: 'lost' }])
    const page = answering(404, '<html>')
    await expect(provider.poll?.([handle], page.context)).rejects.toThrow('404')
  })

  test.each([
    ['a page', 200, '<html>'],
    ['another job', 200, { data: { ...row, job_id: 'other' } }],
    ['no row', 200, { success: true }],
    ['an error', 500, { success: false, error: 'x' }],
    ['`error 403`', 403, { success: false, error: 'Missing image_editor scope' }],
    ['`error 429`', 429, { success: false, error: 'x' }],
  ])('%s says nothing about a job', async (_, status, body) => {
    const { context } = answering(status, body)
    await expect(createProvider().poll?.([handle], context)).rejects.toThrow('flokan')
  })

  test('a job of another address is not asked for here, where it would seem lost', async () => {
    const { calls, context } = answering(404, { success: false, error: 'x' })
    const other = { ...handle, origin: 'https://other.example' }
    await expect(createProvider().poll?.([other], context)).rejects.toThrow('other.example')
    expect(calls).toEqual([])
  })
})

describe('`GET /api/v1/image-editor/jobs`: a request whose answer was lost', () => {
  const lostFirst = atFirstSubmit('reset-after')
  type World = ReturnType<typeof open>
  type Lost = Awaited<ReturnType<World['attempt']>>['lost']

  async function recover(
    { clock, context, provider }: World,
    attempts: readonly Lost[],
    known: readonly string[] = [],
  ) {
    const sending = { ...context, known: new Set(known) }
    return (await clock.run(provider.recover?.(attempts, sending) ?? Promise.reject()))[0]
  }

  test.each(['reset-after', 'hang', '500-after', '503-after', 'html'] as const)(
    'is found, and its picture with it (%s)',
    async (fault) => {
      const world = open(atFirstSubmit(fault))
      const { lost, outcome } = await world.attempt(figureOf())
      expect(outcome.status).toBe('unknown')
      const found = await recover(world, [lost])
      if (found?.status !== 'accepted') throw new Error(JSON.stringify(found))
      const { clock, context, provider } = world
      await clock.run(clock.sleep(60_000))
      expect(await provider.poll?.([found.handle], context)).toMatchObject([
        { status: 'done', costCredits: 50 },
      ])
      expect(world.emulator.charges()).toMatchObject([{ task: found.handle.id, credits: 50 }])
    },
  )

  // covers GET /api/v1/image-editor/jobs: query page | query page default 1 | query per_page
  // covers GET /api/v1/image-editor/jobs: query per_page default 50 | limit per_page 100
  test('is found in either shape of the list, by `query page` and `query per_page`', async () => {
    const world = open({ ...lostFirst, listShape: 'jobs' })
    const { lost } = await world.attempt(figureOf())
    expect(await recover(world, [lost])).toMatchObject({ status: 'accepted' })
    expect(world.calls.at(-1)?.url).toBe(`${base}/jobs?page=1&per_page=100`)
  })

  // covers GET /api/v1/image-editor/jobs: response most recent first
  test('is found on a further page', async () => {
    const world = open({ ...lostFirst, durationMs: () => 0 })
    const { lost } = await world.attempt(figureOf())
    for (let index = 0; index < 120; index++) await world.submit(figureOf({ model: 'creative' }))
    expect(await recover(world, [lost])).toMatchObject({ status: 'accepted' })
  })

  test('is found for an edit whose picture was uploaded', async () => {
    const world = open(lostFirst)
    const { lost } = await world.attempt(figureOf({}, { images: [inputOf()] }))
    expect(await recover(world, [lost])).toMatchObject({ status: 'accepted' })
  })

  test('is found where the row does not show the prompt, by its time and tier', async () => {
    const world = open({ ...lostFirst, showsPrompt: false })
    const { lost } = await world.attempt(figureOf())
    await world.submit(figureOf({ model: 'standard' }))
    expect(await recover(world, [lost])).toMatchObject({ status: 'accepted' })
  })

  test('is not found when it never arrived', async () => {
    const world = open(atFirstSubmit('500-before'))
    const { lost } = await world.attempt(figureOf())
    expect(await recover(world, [lost])).toMatchObject({ status: 'not-found' })
  })

  test.each([
    ['another prompt', figureOf({}, { prompt: 'a mill' })],
    ['another tier', figureOf({ model_tier: 'standard' })],
    ['another payer', figureOf({ byok: 'fal' })],
    ['a style', figureOf({ style_id: someId })],
    ['a character', figureOf({ character_id: someId })],
  ])('is not what came of %s', async (_, other) => {
    const world = open({
      ...atFirstSubmit('500-before'),
      byok: { fal: 'enabled' },
      styles: [someId],
      characters: [someId],
    })
    const { lost } = await world.attempt(figureOf())
    expect(await world.submit(other)).toMatchObject({ status: 'accepted' })
    expect(await recover(world, [lost])).toMatchObject({ status: 'not-found' })
  })

  test('is not a job of an earlier or a later hour', async () => {
    const world = open({
      faultOf: (kind, index) => (kind === 'submit' && index === 1 ? '500-before' : undefined),
    })
    const { clock } = world
    await world.submit(figureOf())
    await clock.run(clock.sleep(60 * 60_000))
    const { lost } = await world.attempt(figureOf())
    await clock.run(clock.sleep(60 * 60_000))
    await world.submit(figureOf())
    expect(await recover(world, [lost])).toMatchObject({ status: 'not-found' })
  })

  test('is not a job that belongs to somebody', async () => {
    const world = open(atFirstSubmit('500-before'))
    const { lost } = await world.attempt(figureOf())
    const other = await world.submit(figureOf())
    if (other.status !== 'accepted') throw new Error(other.status)
    expect(await recover(world, [lost])).toMatchObject({ status: 'accepted' })
    expect(await recover(world, [lost], [other.handle.id])).toMatchObject({ status: 'not-found' })
  })

  test('is neither of two that fit', async () => {
    const world = open(lostFirst)
    const { lost } = await world.attempt(figureOf())
    await world.submit(figureOf())
    expect(await recover(world, [lost])).toMatchObject({
      status: 'not-found',
      reason: '2 of its jobs fit',
    })
  })

  test('shares its job with no other that was lost', async () => {
    const world = open(lostFirst)
    const { lost } = await world.attempt(figureOf())
    const mill = { ...lost, request: requestOf(world.provider, figureOf({}, { prompt: 'b' })) }
    expect(await recover(world, [lost, { ...lost }])).toMatchObject({ status: 'not-found' })
    expect(await recover(world, [lost, mill])).toMatchObject({ status: 'accepted' })
  })

  test.each([
    ['a page', 200, '<html>'],
    ['no list', 200, { success: true, data: {} }],
    ['`error 500`', 500, { success: false, error: 'x' }],
  ])('%s is no list, and says so', async (_, status, body) => {
    const { context } = answering(status, body)
    const lost = {
      request: requestOf(createProvider(), figureOf()),
      requestId: 'r',
      sentAtMs: context.clock.now(),
    }
    const recovering = createProvider().recover?.([lost], { ...context, known: new Set() })
    await expect(recovering).rejects.toThrow('flokan')
  })
})

describe('`POST /api/v1/image-editor/estimate-credits`', () => {
  const ask = async (attributes: Record<string, string>, options = {}) => {
    const { calls, clock, context, provider } = open(options)
    const request = requestOf(provider, figureOf(attributes))
    const estimate = await clock.run(provider.quote?.(request, context) ?? Promise.reject())
    return { calls, estimate }
  }

  // covers POST /api/v1/image-editor/estimate-credits: model_tier | provider
  // covers POST /api/v1/image-editor/estimate-credits: provider default platform
  test('`estimate is an upper bound`: sends `model_tier` and `provider`, and reads `response data.estimated_credits`', async () => {
    const { calls, estimate } = await ask({ model_tier: 'creative' })
    expect(estimate).toEqual({ credits: 30, bound: 'upper' })
    expect(calls).toHaveLength(1)
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      model_tier: 'creative',
      provider: 'platform',
    })
  })

  test('`response data.byok_skips_credits`: a key of its own costs none', async () => {
    const { estimate } = await ask({ byok: 'fal' }, { byok: { fal: 'enabled' } })
    expect(estimate).toEqual({ credits: 0, bound: 'exact' })
  })

  test('`response data.is_exact`', async () => {
    const data = { estimated_credits: 7, is_exact: true, available_credits: 9 }
    const { context } = answering(200, { success: true, data })
    const provider = createProvider()
    const request = requestOf(provider, figureOf())
    expect(await provider.quote?.(request, context)).toEqual({ credits: 7, bound: 'exact' })
  })

  test('`error 422`: a payer that is not set up is known before anything is bought', async () => {
    await expect(ask({ byok: 'fal' })).rejects.toMatchObject({ code: 'service-refused' })
  })

  test('`response data.available_credits` is the balance', async () => {
    const { clock, context, provider, submit } = open({ credits: 120 })
    await submit(figureOf())
    expect(await clock.run(provider.balance?.(context) ?? Promise.reject())).toBe(70)
  })

  test('what is no estimate is an error', async () => {
    const { context } = answering(200, { success: true, data: { estimated_credits: '50' } })
    await expect(createProvider().balance?.(context)).rejects.toThrow('no estimate')
  })
})
