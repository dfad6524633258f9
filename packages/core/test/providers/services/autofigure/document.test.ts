import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { answering, createAutofigure, createPair, figureOf, origin, secret } from './setup.js'
import { handle, id, look, taskOf } from './tasks.js'

/** A task as the document's list shows it. */
const images = [{ url: 'https://storage.autofigureedit.com/uploads/...', type: 'image/png' }]
const task = taskOf({ status: 'success', cost_credits: 10, output: { images } })
const pagination = { total: 42, page: 1, limit: 20, total_pages: 3 }

const listOf = (one: object, success = true) => ({ success, data: { tasks: [one], pagination } })

test('all requests go to the `base URL /api/v1` by `HTTPS is mandatory`, with the `header Authorization: Bearer`', async () => {
  const { context, provider } = createPair()
  const { calls, send } = answering(200, {})
  const sending = { ...context, send }
  await provider.submit([requestOf(provider, figureOf({}))], sending)
  await provider.poll?.([handle], sending)
  await provider.poll?.([handle], { ...sending, page: 0 }).catch(() => undefined)
  await provider.balance?.(sending).catch(() => undefined)
  expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://open.autofigureedit.com/api/v1/generate',
    `GET https://open.autofigureedit.com/api/v1/task/${id}`,
    'GET https://open.autofigureedit.com/api/v1/tasks?page=1&limit=100',
    'GET https://open.autofigureedit.com/api/v1/credits',
  ])
  for (const { headers } of calls) expect(headers?.authorization).toBe(`Bearer ${secret}`)
})

describe('what is as large as it may be is taken, and one more is a problem', () => {
  const fieldsOf = (attributes: Record<string, string>, content = {}) =>
    createAutofigure()
      .resolve(figureOf(attributes, content))
      .problems.map(({ field }) => field)
  const urls = (count: number) =>
    Array.from({ length: count }, (_, index) => `https://example.com/${index}.png`).join(' ')

  test('`limit prompt 10,000 characters`', () => {
    expect(fieldsOf({}, { prompt: 'x'.repeat(10_000) })).toEqual([])
    expect(fieldsOf({}, { prompt: 'x'.repeat(10_001) })).toEqual(['prompt'])
  })

  test('`limit options.content 100,000 characters`', () => {
    expect(fieldsOf({}, { context: 'x'.repeat(100_000) })).toEqual([])
    expect(fieldsOf({}, { context: 'x'.repeat(100_001) })).toEqual(['context'])
  })

  test('`limit options.image_input 10 items`', () => {
    expect(fieldsOf({ image_input: urls(10) })).toEqual([])
    expect(fieldsOf({ image_input: urls(11) })).toEqual(['image_input'])
  })

  test('`limit body 1 MB`', () => {
    const long = (length: number) => `https://example.com/?${'x'.repeat(length)}`
    expect(fieldsOf({ image_input: long(990_000) })).toEqual([])
    expect(fieldsOf({ image_input: long(1_000_000) })).toEqual(['prompt'])
  })
})

describe('`GET /api/v1/tasks`', () => {
  test("the document's list gives `response data.tasks[].status`, `response data.tasks[].output.images` and `response data.tasks[].output.images[].url`", async () => {
    const state = await look(listOf(task), 0)
    expect(state).toEqual({
      status: 'done',
      locations: [{ kind: 'url', url: images[0]?.url, authenticated: false }],
      costCredits: 10,
      model: 'nano-banana-pro',
    })
  })

  test('`response data.tasks[].error` says why', async () => {
    const state = await look(listOf({ ...task, status: 'failed', error: 'task failed' }), 0)
    expect(state).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('task failed') },
    })
  })

  test('without `response success` it is no list', async () => {
    await expect(look(listOf(task, false), 0)).rejects.toMatchObject({
      code: 'service-unavailable',
    })
  })
})

describe('`GET /api/v1/task/:taskId`', () => {
  test('`taskId` stays in its place in the path', async () => {
    const { context, provider } = createPair()
    const { calls, send } = answering(200, { success: true, data: task })
    await provider.poll?.([{ ...handle, id: '../credits?x=' }], { ...context, send })
    expect(calls[0]?.url).toBe(`${origin}/api/v1/task/..%2Fcredits%3Fx%3D`)
  })

  test('without `response success` it is no news', async () => {
    const state = await look({ success: true, data: task })
    expect(state?.status).toBe('done')
    const other = await look({ success: false, data: task })
    expect(other).toEqual({ status: 'pending' })
  })
})
