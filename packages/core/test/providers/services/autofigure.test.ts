import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAutofigureEmulator } from '../../../../emulators/src/autofigure.js'
import { type Served, serve } from '../../../../emulators/src/serve.js'
import { systemClock } from '../../../src/clock.js'
import { createSend } from '../../../src/http/send-once.js'
import { autofigure } from '../../../src/providers/services/autofigure.js'
import { providerContract, requestOf } from '../provider-contract.js'
import { createAutofigure, createPair, figureOf, fileOf, secret } from './autofigure/setup.js'
import { handleOf } from './outcomes.js'

const inPipeline = { context: 'Gradient descent.' }

providerContract('autofigure', {
  create: () => createAutofigure(),
  context: () => createPair().context,
  figures: {
    'text to image': figureOf({}),
    'image to image': figureOf({ image_input: 'https://example.com/a.png' }),
    'a published file': figureOf({}, { images: [fileOf('/project/public/a.png')] }),
    'a search': figureOf({ model: 'nano-banana-2', google_search: 'true' }),
    'the pipeline': figureOf({}, inPipeline),
    'the pipeline on a picture': figureOf({ image_input: 'https://example.com/a.png' }, inPipeline),
    'a plot': figureOf({ task: 'plot' }, { data: [{ x: 1, y: 2 }] }),
  },
  refused: {
    'no prompt': { figure: figureOf({}, { prompt: '' }), field: 'prompt' },
    'a file nobody can fetch': {
      figure: figureOf({}, { images: [fileOf('/project/a.png')] }),
      field: 'images',
    },
  },
  typo: {
    figure: figureOf({ google_serch: 'true' }),
    seen: 'google_serch',
    meant: 'google_search',
  },
})

describe('`Credit Costs`', () => {
  const estimate = (attributes: Record<string, string>, content = {}, settings = {}) => {
    const provider = createAutofigure(settings)
    return provider.estimate(requestOf(provider, figureOf(attributes, content)))
  }

  // covers prices: nano-banana-pro 10, 20, 40 | nano-banana-2 5, 10, 20
  // covers prices: no discounts by resolution
  test('standard mode costs what its table says', () => {
    const table = { 'nano-banana-pro': [10, 20, 40], 'nano-banana-2': [5, 10, 20] }
    for (const [model, row] of Object.entries(table)) {
      const prices = ['1K', '2K', '4K'].map((resolution) => estimate({ model, resolution }))
      expect(prices).toEqual(row.map((credits) => ({ credits, bound: 'exact' })))
    }
  })

  // covers prices: pipeline from 6, x1, x2, x4
  test('pipeline mode starts at 6, 12 and 24, and four times as much is reserved', () => {
    const prices = ['1K', '2K', '4K'].map((resolution) => estimate({ resolution }, inPipeline))
    expect(prices).toEqual(
      [6, 12, 24].map((credits) => ({ credits, bound: 'lower', mostCredits: credits * 4 })),
    )
  })

  test('a clone has prices and models of its own, beside those of the document', () => {
    const price = { '1K': 1, '2K': 2, '4K': 3 }
    const settings = { prices: { standard: { turbo: price }, pipeline: price }, pipelineFactor: 2 }
    expect(estimate({ model: 'turbo' }, {}, settings).credits).toBe(1)
    expect(estimate({}, {}, settings).credits).toBe(10)
    expect(estimate({ resolution: '4K' }, inPipeline, settings)).toEqual({
      credits: 3,
      bound: 'lower',
      mostCredits: 6,
    })
  })

  // covers prices: deducted only upon success
  test('credits are taken for success only', () => {
    expect(createAutofigure().capabilities.charges).toBe('on-success')
  })
})

describe('`Team Plans` and `Rate Limiting`', () => {
  const limits = (settings: Record<string, unknown>) =>
    createAutofigure(settings).service?.limits.map(({ requests, scope, windowMs }) => [
      scope,
      requests,
      windowMs,
    ])

  // covers team plans: one pool of credits for the team
  // covers rate limits: limit 120 requests/min per client IP, before auth
  // covers rate limits: limit 60 requests/min per key | limit 120 requests/min per team, Basic
  // covers rate limits: limit 300 requests/min per team, Pro
  test('120 requests/min per address, 60 per key, 120 or 300 per team', () => {
    const [address, key] = [
      ['address', 120, 60_000],
      ['key', 60, 60_000],
    ]
    expect(limits({})).toEqual([address, key, ['account', 120, 60_000]])
    expect(limits({ plan: 'pro' })).toEqual([address, key, ['account', 300, 60_000]])
  })

  test('a clone has limits of its own', () => {
    expect(limits({ limits: { key: 600, account: 1200 } })).toEqual([
      ['address', 120, 60_000],
      ['key', 600, 60_000],
      ['account', 1200, 60_000],
    ])
  })

  // covers team plans: Team Basic: 12,000 credits, up to 3 keys, 120 RPM
  // covers team plans: Team Pro: 24,000 credits, up to 10 keys, 300 RPM
  test('up to 3 keys in Team Basic and 10 in Team Pro: with more nothing is sent', async () => {
    const tried = async (count: number, settings: Record<string, unknown>) => {
      const keys = Array.from({ length: count }, (_, index) => `${secret}-${index}`)
      const provider = createAutofigure(settings, keys)
      const { context, emulator } = createPair({ keys: keys.slice(0, 3) })
      const request = requestOf(provider, figureOf({}))
      const key = provider.service?.keys[0]
      const [outcome] = await provider.submit([request], { ...context, key })
      return [outcome?.status, emulator.submissions().length]
    }
    expect(await tried(3, {})).toEqual(['accepted', 1])
    expect(await tried(4, {})).toEqual(['rejected', 0])
    expect(await tried(10, { plan: 'pro' })).toEqual(['accepted', 1])
    expect(await tried(11, { plan: 'pro' })).toEqual(['rejected', 0])
    expect(await tried(11, { mostKeys: 20 })).toEqual(['accepted', 1])
  })

  // covers authentication: prefix sk-team- | personal sk- keys are rejected
  test('a key that begins with `sk-` and not with `sk-team-` is never sent', async () => {
    const { context, emulator } = createPair()
    const provider = createAutofigure({}, ['sk-personal-0123456789'])
    const key = provider.service?.keys[0]
    const request = requestOf(provider, figureOf({}))
    const [outcome] = await provider.submit([request], { ...context, key })
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'config-invalid' } })
    expect(JSON.stringify(outcome)).not.toContain('personal')
    expect(emulator.submissions()).toEqual([])
    expect(autofigure.key.pattern.test('sk-personal-0123456789')).toBe(false)
    expect(autofigure.key.pattern.test(secret)).toBe(true)
  })

  test('a clone has an address and keys of its own', async () => {
    const clone = { baseUrl: 'https://paperbanana.run/api/v1/', keyPrefix: 'sk-' }
    const provider = createAutofigure(clone, ['sk-0123456789'])
    expect(provider.service?.origin).toBe('https://paperbanana.run')
    const urls: string[] = []
    const [outcome] = await provider.submit([requestOf(provider, figureOf({}))], {
      clock: systemClock,
      key: provider.service?.keys[0],
      send: async ({ url }) => {
        urls.push(url)
        return { status: 'not-sent', reason: 'offline' }
      },
    })
    expect(outcome?.status).toBe('rejected')
    expect(urls).toEqual(['https://paperbanana.run/api/v1/generate'])
  })

  test('settings that nobody can mean are refused', () => {
    for (const settings of [
      { baseUrl: 'open.autofigureedit.com' },
      { plan: 'hobby' },
      { pipelineFactor: 0 },
      { prices: { pipeline: { '1K': 6 } } },
      { basUrl: 'https://example.com' },
    ]) {
      expect(autofigure.settings.safeParse(settings).success, JSON.stringify(settings)).toBe(false)
    }
  })
})

describe('over a real connection', () => {
  let emulator: ReturnType<typeof createAutofigureEmulator>
  let served: Served
  beforeAll(async () => {
    served = await serve((origin) => {
      const durationMs = () => 0
      emulator = createAutofigureEmulator({
        clock: systemClock,
        origin,
        keys: [secret],
        durationMs,
      })
      return emulator.handle
    })
  })
  afterAll(() => served.close())

  // covers request limits: header Content-Length on POST
  test('`Content-Length` is sent, a task is made, looked at, and its picture is there', async () => {
    const provider = createAutofigure({ baseUrl: `${served.origin}/api/v1` })
    const send = await createSend()
    const context = { clock: systemClock, send, key: provider.service?.keys[0] }
    const [outcome] = await provider.submit([requestOf(provider, figureOf({}))], context)
    expect(outcome).toMatchObject({ costCredits: 10 })
    const [state] = (await provider.poll?.([handleOf(outcome)], { ...context, page: 0 })) ?? []
    if (state?.status !== 'done') throw new Error(JSON.stringify(state))
    const [location] = state.locations
    if (location?.kind !== 'url') throw new Error('no address')
    expect(await send({ method: 'GET', url: location.url })).toMatchObject({
      status: 'answered',
      answer: { status: 200, headers: { 'content-type': 'image/png' } },
    })
    expect(emulator.charges()).toMatchObject([{ credits: 10 }])
  })
})
