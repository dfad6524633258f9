import { describe, expect, test } from 'vitest'
import { createClient, formOf, imagesOf } from './client.ts'

describe('a generation', () => {
  test('is answered as in the document, with the documented defaults', async () => {
    const { generate } = createClient({ credits: 81 })
    const { json, status } = await generate({ prompt: 'water cycle' })
    expect(status).toBe(200)
    expect(json).toEqual({
      taskId: expect.stringMatching(/^[\w-]{21}$/),
      status: 'pending',
      model: 'cv-2',
      quality: '2k',
      aspect_ratio: '16:9',
      credits_used: 2,
      credits_remaining: 79,
      poll_url: `/api/v1/task/${json.taskId}`,
    })
  })

  test.each([
    [{ prompt: 'a' }, 2],
    [{ prompt: 'a', model: 'cv-2', quality: '4k' }, 2],
    [{ prompt: 'a', model: 'cv-1' }, 1],
    [{ prompt: 'a', model: 'cv-1', quality: '4k' }, 2],
    [{ prompts: ['a', 'b', 'c'], model: 'cv-2' }, 6],
    [{ prompts: ['a', 'b'], model: 'cv-1' }, 2],
  ])('of %o costs %i when it is submitted', async (body, price) => {
    const { credits, emulator, generate } = createClient()
    const { json } = await generate(body)
    expect(json.credits_used).toBe(price)
    expect(credits()).toEqual([price])
    expect(emulator.charges()).toEqual([{ task: json.taskId, credits: price, request: body }])
  })

  test('uses 2k with CV-2, whatever was asked for', async () => {
    const { generate } = createClient({ qualities: ['2k'] })
    const { json } = await generate({ prompt: 'a', quality: '4k' })
    expect(json).toMatchObject({ model: 'cv-2', quality: '2k' })
  })

  test('takes prompts before prompt', async () => {
    const { generate, poll, wait } = createClient()
    const { json } = await generate({ prompt: 'single', prompts: ['one', 'two'] })
    await wait(90_000)
    const made = imagesOf(await poll(json.taskId))
    expect(made.map(({ prompt }) => prompt)).toEqual(['one', 'two'])
  })

  test.each([
    ['{', 'INVALID_BODY'],
    ['[]', 'INVALID_BODY'],
    [{}, 'PROMPT_REQUIRED'],
    [{ prompt: ' ' }, 'PROMPT_REQUIRED'],
    [{ prompts: [] }, 'PROMPT_REQUIRED'],
    [{ prompts: ['a', ''] }, 'PROMPT_REQUIRED'],
    [{ prompts: ['a', 'b', 'c', 'd', 'e'] }, 'TOO_MANY_PROMPTS'],
    [{ prompt: 'a', model: 'cv-3' }, 'UNSUPPORTED_MODEL'],
    [{ prompt: 'a', quality: '8k' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspectRatio: 'wide' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspectRatio: '0:1' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspect_ratio: '1:1' }, 'INVALID_BODY'],
    [formOf({ prompt: 'a' }), 'INVALID_BODY'],
  ])('of %j is %s, and free', async (body, code) => {
    const { credits, generate } = createClient()
    expect(await generate(body)).toMatchObject({
      status: 400,
      json: { code, error: expect.any(String) },
    })
    expect(credits()).toEqual([])
  })

  test('is limited by the plan', async () => {
    const { credits, generate } = createClient({ maxBatch: 2, qualities: ['2k'] })
    expect(await generate({ prompts: ['a', 'b', 'c'] })).toMatchObject({
      status: 403,
      json: { code: 'PLAN_LIMIT_EXCEEDED' },
    })
    expect(await generate({ prompt: 'a', model: 'cv-1', quality: '4k' })).toMatchObject({
      status: 403,
      json: { code: 'QUALITY_NOT_ALLOWED' },
    })
    expect((await generate({ prompts: ['a', 'b'] })).status).toBe(200)
    expect(credits()).toEqual([4])
  })

  test('with too few credits says how many there are, and takes none', async () => {
    const { credits, generate } = createClient({ credits: 3 })
    const { json, status } = await generate({ prompts: ['a', 'b'] })
    expect(status).toBe(402)
    expect(json).toEqual({
      error: expect.any(String),
      code: 'INSUFFICIENT_CREDITS',
      credits_remaining: 3,
    })
    expect(credits()).toEqual([])
  })

  test('with a blocked word blocks its batch, and is free', async () => {
    const { credits, generate } = createClient({ blockedWords: ['Weapon'] })
    expect(await generate({ prompts: ['a tree', 'old weapons'] })).toMatchObject({
      status: 400,
      json: { code: 'INPUT_MODERATION_BLOCKED' },
    })
    expect(credits()).toEqual([])
  })

  test('too soon after others is MODERATION_RATE_LIMITED, without a hint when to come back', async () => {
    const { emulator, generate, wait } = createClient({
      moderationLimits: [{ scope: 'account', requests: 2, windowMs: 60_000, kind: 'sliding' }],
    })
    await generate({ prompt: 'a' })
    await generate({ prompt: 'b' })
    const refused = await generate({ prompt: 'c' })
    expect(refused).toMatchObject({ status: 429, json: { code: 'MODERATION_RATE_LIMITED' } })
    expect(Object.keys(refused.headers)).toEqual(['content-type'])
    expect(emulator.requests).toEqual({ submits: 3, reads: 0, pictures: 0, refused: 1 })
    await wait(60_000)
    expect((await generate({ prompt: 'c' })).status).toBe(200)
  })

  test('whose credits cannot be consumed is free', async () => {
    const { credits, generate } = createClient({ failureOf: () => 'CREDIT_CONSUMPTION_FAILED' })
    expect(await generate({ prompt: 'a' })).toMatchObject({
      status: 500,
      json: { code: 'CREDIT_CONSUMPTION_FAILED' },
    })
    expect(credits()).toEqual([])
  })

  test('that fails at once is refunded at once', async () => {
    const { credits, generate } = createClient({
      credits: 10,
      failureOf: (index) => (index === 0 ? 'GENERATION_FAILED' : undefined),
    })
    expect(await generate({ prompt: 'a' })).toMatchObject({
      status: 500,
      json: { code: 'GENERATION_FAILED' },
    })
    expect(credits()).toEqual([2, -2])
    expect((await generate({ prompt: 'a' })).json.credits_remaining).toBe(8)
  })
})
