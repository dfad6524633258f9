import { describe, expect, test } from 'vitest'
import { createAgentEmulator } from '../../../../emulators/src/agent.js'
import { serve } from '../../../../emulators/src/serve.js'
import { systemClock } from '../../../src/clock.js'
import { createSend } from '../../../src/http/send-once.js'
import { agent } from '../../../src/providers/services/agent.js'
import { providerContract, requestOf } from '../provider-contract.js'
import {
  answering,
  createAgent,
  data,
  figureOf,
  fingerprintOf,
  key,
  startAgent,
} from './agent/setup.js'
import { handleOf } from './outcomes.js'

providerContract('agent', {
  create: createAgent,
  context: () => startAgent().context,
  figures: {
    plain: figureOf(),
    diagram: figureOf({ task: 'diagram' }, { prompt: 'The water cycle' }),
    fast: figureOf({ model: 'google/nano-banana' }),
    large: figureOf({ resolution: '4K' }),
    wide: figureOf({ aspect: '16:9' }),
    several: figureOf({ count: '4' }),
    'a video': figureOf({ product: 'video', model: 'sora-2' }),
    'a long video': figureOf({ product: 'video', model: 'sora-2', duration: '8' }),
    'from an image': figureOf({ input_image_urls: 'https://example.com/a.png' }),
    'in the style of an image': figureOf(
      { input_image_urls: 'https://example.com/b.png', model: 'qwen/image-to-image' },
      {},
    ),
  },
  refused: {
    'no prompt': { figure: figureOf({}, {}), field: 'prompt' },
    'a plot': { figure: figureOf({ task: 'plot' }), field: 'task' },
    'a video by a model that nobody chose': {
      figure: figureOf({ product: 'video' }),
      field: 'model',
    },
  },
  typo: { figure: figureOf({ cuont: '2' }), seen: 'cuont', meant: 'count' },
})

describe('agent', () => {
  test('`Authorization: Bearer <api_key>`: keys and identity tokens have a shape', () => {
    const { example, pattern } = agent.key
    for (const good of [example, key, 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln', 'moltbook-identity']) {
      expect(pattern.test(good)).toBe(true)
    }
    for (const other of ['sk-team-1234567890', 'ryn_', `Bearer ${key}`, 'moltbook_sk_a1b2c3', '']) {
      expect(pattern.test(other)).toBe(false)
    }
  })

  test('the document names no host: `baseUrl` is set, or that of its public pages', () => {
    expect(createAgent().service?.origin).toBe('https://rynjer.com')
    const limits = [{ scope: 'key', requests: 10, windowMs: 1000 }]
    const own = createAgent({ settings: { baseUrl: 'http://127.0.0.1:8090/api/', limits } })
    expect(own.service).toEqual({
      origin: 'http://127.0.0.1:8090',
      keys: [fingerprintOf(key)],
      limits,
    })
    expect(agent.settings.safeParse({ baseUrl: 'file:///etc' }).success).toBe(false)
    expect(agent.settings.safeParse({ statusPath: '/v1/generate' }).success).toBe(false)
    expect(agent.settings.safeParse({ basUrl: 'https://a.example' }).success).toBe(false)
  })

  test('it says that a repeated `request_id` is charged once', () => {
    expect(createAgent().capabilities).toMatchObject({
      idempotency: 'request-id',
      recovery: 'request-id',
      charges: 'on-accept',
      mode: 'async',
    })
  })

  // covers prices: google/nano-banana 8 | gpt4o_image 10 | qwen/text-to-image 15
  // covers prices: xai/grok-imagine-image 20 | z-image 20
  test.each([
    ['google/nano-banana', 8],
    ['nano-banana-pro', 20],
    ['gpt4o_image', 10],
    ['qwen/text-to-image', 15],
    ['xai/grok-imagine-image', 20],
    ['z-image', 20],
  ])('`%s` costs `%i` credits, and the service charges as much', async (model, credits) => {
    const { charged, provider, submit } = startAgent()
    const figure = figureOf({ model })
    expect(provider.estimate(requestOf(provider, figure))).toEqual({ credits, bound: 'exact' })
    await submit(figure)
    expect(charged()).toBe(credits)
  })

  // covers prices: qwen/image-to-image 15 | xai/grok-imagine-image/edit 20
  test.each([
    ['qwen/image-to-image', 15],
    ['xai/grok-imagine-image/edit', 20],
  ])('`%s` starts from images and costs `%i`', async (model, credits) => {
    const { charged, provider, submit } = startAgent()
    const figure = figureOf({ model, input_image_urls: 'https://example.com/a.png' })
    expect(provider.estimate(requestOf(provider, figure)).credits).toBe(credits)
    await submit(figure)
    expect(charged()).toBe(credits)
  })

  // covers prices: count 1/2/4/8 multiplies images | nano-banana-pro 20, 4K 40
  test('`4K = 40`, and `count` multiplies: `1/2/4/8`', async () => {
    for (const count of [1, 2, 4, 8]) {
      const { charged, provider, submit } = startAgent()
      const figure = figureOf({ resolution: '4K', count: String(count) })
      const expected = { credits: 40 * count, bound: 'exact' }
      expect(provider.estimate(requestOf(provider, figure))).toEqual(expected)
      await submit(figure)
      expect(charged()).toBe(40 * count)
    }
  })

  test('a price that the document does not name is a lower bound, and more is reserved', () => {
    const estimate = (attributes: Record<string, string>, settings = {}) => {
      const provider = createAgent({ settings })
      return provider.estimate(requestOf(provider, figureOf(attributes)))
    }
    expect(estimate({ resolution: '2K', count: '2' })).toEqual({
      credits: 40,
      bound: 'lower',
      mostCredits: 80,
    })
    expect(estimate({ resolution: '4K', model: 'z-image' })).toEqual({
      credits: 20,
      bound: 'lower',
      mostCredits: 40,
    })
    const prices = { 'nano-banana-2': { '1K': 5, '2K': 7 } }
    expect(estimate({ resolution: '2K', model: 'nano-banana-2' }, { prices })).toEqual({
      credits: 7,
      bound: 'exact',
    })
  })

  test('`GET /v1/credits/balance` tells what is left', async () => {
    const { context, provider, submit } = startAgent({ credits: 100 })
    await submit(figureOf())
    expect(await provider.balance?.(context)).toBe(80)
    const documented = answering(data({ available: 10 }))
    expect(await documented.provider.balance?.(documented.context)).toBe(10)
    const strange = answering(data({ left: 'some' }))
    await expect(strange.provider.balance?.(strange.context)).rejects.toThrow('no balance')
  })

  test('a key without `credits:read` has no balance, and the table of prices', async () => {
    const { calls, context, provider } = startAgent({ scopes: ['image'] })
    await expect(provider.balance?.(context)).rejects.toMatchObject({
      code: 'service-refused',
      hint: expect.stringContaining('owner'),
    })
    const request = requestOf(provider, figureOf())
    expect(await provider.quote(request, context)).toEqual({ credits: 20, bound: 'exact' })
    expect(calls).toHaveLength(2)
  })

  test('`GET /v1/models/list` tells the models', async () => {
    const { context, provider } = startAgent()
    const models = await provider.models(context)
    expect(models).toContainEqual({ id: 'nano-banana-pro', product: 'image', credits: 20 })
    expect(models).toContainEqual({ id: 'V5', product: 'music', credits: 35 })
    for (const list of [['z-image', 7], { models: [{ model: 'z-image' }, null, {}] }]) {
      const { context, provider } = answering(data(list))
      expect((await provider.models(context)).map(({ id }) => id)).toEqual(['z-image'])
    }
  })

  // covers POST /v1/credits/estimate: product | model | units | units.count | units.resolution
  // covers POST /v1/credits/estimate: price_version
  test('`POST /v1/credits/estimate` is sent as in the document', async () => {
    const settings = { priceVersion: '2026-02-02-v1' }
    const { calls, context, provider } = startAgent({}, { settings })
    const request = requestOf(provider, figureOf())
    expect(await provider.quote(request, context)).toEqual({ credits: 20, bound: 'exact' })
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      product: 'image',
      model: 'nano-banana-pro',
      units: { count: 1, resolution: '1K' },
      price_version: '2026-02-02-v1',
    })
    await provider.quote(requestOf(provider, figureOf({ task: 'image' })), context)
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['/v1/credits/estimate', 'number'],
    ['/api/credits/estimate', 'object'],
    ['/api/credits/estimate', 'number'],
  ] as const)(
    'an estimate falls back to `%s` with units as a %s',
    async (estimatePath, estimateUnits) => {
      const { context, pathsOf, provider } = startAgent({ estimatePath, estimateUnits })
      const request = requestOf(provider, figureOf({ resolution: '2K', count: '2' }))
      expect(await provider.quote(request, context)).toEqual({ credits: 40, bound: 'exact' })
      expect(pathsOf()[0]).toBe('POST /v1/credits/estimate')
      expect(pathsOf().at(-1)).toBe(`POST ${estimatePath}`)
    },
  )

  test('over a real connection: a figure is bought, found done, and has a picture', async () => {
    const served = await serve(
      (origin) =>
        createAgentEmulator({
          clock: systemClock,
          origin,
          keys: [key],
          durationMs: () => 0,
        }).handle,
    )
    try {
      const provider = createAgent({ settings: { baseUrl: served.origin } })
      const send = await createSend()
      const context = { clock: systemClock, send, key: fingerprintOf(key), requestIds: ['a-1'] }
      const [outcome] = await provider.submit([requestOf(provider, figureOf())], context)
      const [state] = (await provider.poll?.([handleOf(outcome)], context)) ?? []
      if (state?.status !== 'done') throw new Error(`it is ${state?.status}`)
      const [location] = state.locations
      if (location?.kind !== 'url') throw new Error('it has no address')
      const picture = await send({ method: 'GET', url: location.url })
      expect(picture).toMatchObject({ status: 'answered', answer: { status: 200 } })
    } finally {
      await served.close()
    }
  })
})
