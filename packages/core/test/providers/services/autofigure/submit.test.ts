import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { show } from '../outcomes.js'
import { atEverySubmit, submissionFaults, submitPrepared } from '../scripted-service.js'
import { createPair, errorBody, figureOf, fileBytes, fileOf, pipeline, submitTo } from './setup.js'
import { id } from './tasks.js'

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
    expect((await submit(pipeline)).outcome).toMatchObject({ costCredits: 24 })
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
      expect(show(outcome)).toContain('no such luck')
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

  test.each(submissionFaults)('`%s` is %s, and is not sent again', async (fault, status) => {
    const { emulator, submit } = createPair(atEverySubmit(fault))
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
    const outcome = await submitPrepared(provider, request, { ...context, inputs, download })
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
    expect(emulator.submissions()).toEqual([])
  })

  test('what is looked at is what is sent', async () => {
    const { context, emulator, provider } = createPair()
    const seen: string[] = []
    await submitPrepared(provider, requestOf(provider, figure), {
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
