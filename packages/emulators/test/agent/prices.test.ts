import { describe, expect, test } from 'vitest'
import { createClient, type Json, textWithPicture } from './client.ts'

describe('prices', () => {
  // covers prices: sora-2 10 at 720p | sora-2-pro 330 | veo3_fast 50
  // covers prices: doubao-seedance-1.0-pro-fast 40 | fal-ai/ltx-2/image-to-video 50
  // covers prices: xai/grok-imagine-video/text-to-video 10 | V5 35 | V4_5PLUS 30 | V4_5 25 | V4 20
  test.each([
    ['google/nano-banana', 8],
    ['nano-banana-pro', 20],
    ['gpt4o_image', 10],
    ['qwen/text-to-image', 15],
    ['qwen/image-to-image', 15],
    ['xai/grok-imagine-image', 20],
    ['xai/grok-imagine-image/edit', 20],
    ['z-image', 20],
    ['sora-2', 10],
    ['sora-2-pro', 330],
    ['veo3_fast', 50],
    ['veo3', 280],
    ['doubao-seedance-1.0-pro-fast', 40],
    ['wan-2.6', 20],
    ['fal-ai/ltx-2/image-to-video', 50],
    ['xai/grok-imagine-video/text-to-video', 10],
    ['V5', 35],
    ['V4_5PLUS', 30],
    ['V4_5', 25],
    ['V4', 20],
  ])('of %s: %i credits, estimated and charged', async (model, credits) => {
    const { emulator, estimate, generate } = createClient()
    const fields = /image-to|edit/.test(model) ? textWithPicture(model) : { model }
    expect(await estimate(fields)).toMatchObject({ estimated_credits: credits })
    await generate(fields)
    expect(emulator.charges()).toMatchObject([{ credits }])
  })

  // covers POST /v1/credits/estimate: exact price of 1080p
  // covers prices: veo3 280, 1080p 350 | wan-2.6 20, 1080p 300 | 1080p about 1.8x on some models
  test.each([
    ['nano-banana-pro', { resolution: '4K' }, 40],
    ['nano-banana-pro', { resolution: '2K' }, 20],
    ['nano-banana-pro', { resolution: '4K', count: 8 }, 320],
    ['google/nano-banana', { count: 2 }, 16],
    ['google/nano-banana', { count: 4 }, 32],
    ['veo3', { resolution: '1080p' }, 350],
    ['wan-2.6', { resolution: '1080p' }, 300],
    ['sora-2', { resolution: '720p' }, 10],
    ['sora-2', { resolution: '1080p' }, 18],
  ])('of %s with %j: %i', async (model, units, credits) => {
    const { estimate, generate, spent } = createClient()
    expect(await estimate({ model, units })).toMatchObject({ estimated_credits: credits })
    await generate({ model, units })
    expect(spent()).toBe(credits)
  })

  // covers POST /v1/generate: input_image_urls for image-to-video
  // covers prices: image-to-video 1.5x on some models
  test('of a video that starts from a picture can be half as much again', async () => {
    const { estimate, generate, spent } = createClient()
    expect(await estimate(textWithPicture('sora-2'))).toEqual({
      estimated_credits: 15,
      price_version: '2026-02-02-v1',
      breakdown: { unit_credits: 10, count: 1, multiplier: 1.5 },
    })
    await generate(textWithPicture('sora-2'))
    expect(spent()).toBe(15)
  })

  test('are listed with the version that they are of', async () => {
    const { ask } = createClient()
    const { models, price_version } = (await ask('GET', '/v1/models/list')) as {
      models: Json[]
      price_version: string
    }
    expect(price_version).toBe('2026-02-02-v1')
    expect(models).toHaveLength(20)
    expect(models).toContainEqual({
      id: 'nano-banana-pro',
      product: 'image',
      credits: 20,
      notes: '4K = 40',
    })
  })

  test('of another version are refused, and nothing is charged', async () => {
    const { emulator, estimate, generate } = createClient({ priceVersion: '2026-05-01-v2' })
    const stale = { price_version: '2026-02-02-v1' }
    const refusal = { error: 'price_version_mismatch', price_version: '2026-05-01-v2' }
    expect(await generate(stale)).toMatchObject(refusal)
    expect(await estimate({ model: 'veo3', ...stale })).toMatchObject(refusal)
    expect(emulator.charges()).toEqual([])
    expect(await generate({ price_version: '2026-05-01-v2' })).toHaveProperty('task_id')
  })

  test('are estimated from the documented example, and without a charge', async () => {
    const { emulator, estimate } = createClient()
    const example = {
      product: 'image',
      model: 'nano-banana-pro',
      units: { count: 1, resolution: '1K' },
      price_version: '2026-02-02-v1',
    }
    expect(await estimate(example)).toMatchObject({ estimated_credits: 20 })
    expect(await estimate({ ...example, options: {} })).toMatchObject({ error: 'invalid_request' })
    expect(emulator.charges()).toEqual([])
  })

  test('are estimated by a number of units elsewhere, like the live service', async () => {
    const estimatePath = '/api/credits/estimate'
    const { ask, handle } = createClient({ estimatePath, estimateUnits: 'number' })
    const body = { model: 'nano-banana-pro', units: 2, options: { resolution: '4K' } }
    expect(await ask('POST', estimatePath, body)).toMatchObject({ estimated_credits: 80 })
    expect(await ask('POST', estimatePath, { ...body, units: { count: 2 } })).toMatchObject({
      error: 'invalid_request',
    })
    expect(await handle('POST', '/v1/credits/estimate', body)).toMatchObject({ status: 404 })
  })
})
