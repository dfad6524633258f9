import { describe, expect, test } from 'vitest'
import { createConceptvizEmulator } from '../../../../emulators/src/conceptviz.js'
import { serve } from '../../../../emulators/src/serve.js'
import { systemClock } from '../../../src/clock.js'
import { createSend } from '../../../src/http/send-once.js'
import { conceptviz } from '../../../src/providers/services/conceptviz.js'
import { providerContract, requestOf } from '../provider-contract.js'
import {
  alwaysSends,
  createConceptviz,
  figureOf,
  fingerprint,
  handlesOf,
  inputOf,
  key,
  startConceptviz,
} from './conceptviz/setup.js'
import { show } from './outcomes.js'
import { answered } from './scripted-service.js'

providerContract('conceptviz', {
  create: createConceptviz,
  context: () => startConceptviz().context,
  figures: {
    plain: figureOf({}, { prompt: 'water cycle diagram' }),
    other: figureOf({ task: 'diagram' }, { prompt: 'photosynthesis process diagram' }),
    third: figureOf({ model: 'cv-2' }, { prompt: 'cell division mitosis diagram' }),
    fourth: figureOf({ resolution: '2K' }, { prompt: 'DNA double helix structure' }),
    large: figureOf({ model: 'cv-1', quality: '4k' }, { prompt: 'water cycle diagram' }),
    wide: figureOf({ aspect: '16:9' }, { prompt: 'water cycle diagram' }),
    page: figureOf({ aspect: 'a4-portrait' }, { prompt: 'water cycle diagram' }),
    edit: figureOf({ image_urls: 'https://example.com/a.png' }, { prompt: 'water cycle diagram' }),
  },
  refused: {
    'a 4k picture of cv-2': {
      figure: figureOf({ quality: '4k' }, { prompt: 'water cycle diagram' }),
      field: 'quality',
    },
    'no prompt': { figure: figureOf({}), field: 'prompt' },
    'a plot': { figure: figureOf({ task: 'plot' }, { prompt: 'bars' }), field: 'task' },
  },
  typo: {
    figure: figureOf({ qualty: '2k' }, { prompt: 'water cycle diagram' }),
    seen: 'qualty',
    meant: 'quality',
  },
})

describe('conceptviz', () => {
  test('keys start with `cvk_`, as in the document', () => {
    const { example, pattern } = conceptviz.key
    expect(pattern.test(example)).toBe(true)
    for (const other of ['sk-team-1234567890', 'cvk_', 'Bearer cvk_a', '']) {
      expect(pattern.test(other)).toBe(false)
    }
  })

  test('`https://conceptviz.app/api/v1` is the base, and `baseUrl` another', () => {
    expect(createConceptviz().service?.origin).toBe('https://conceptviz.app')
    const own = createConceptviz({ baseUrl: 'http://127.0.0.1:8090/api/v1/' })
    expect(own.service).toEqual({
      origin: 'http://127.0.0.1:8090',
      keys: [fingerprint],
      limits: [],
    })
    expect(conceptviz.settings.safeParse({ baseUrl: 'file:///etc' }).success).toBe(false)
    expect(conceptviz.settings.safeParse({ basUrl: 'https://a.example' }).success).toBe(false)
  })

  test('what plans allow is set: `batchSize`, `limits` and `prices`', () => {
    const limits = [{ scope: 'account', requests: 20, windowMs: 60_000 }]
    const own = createConceptviz({ batchSize: 2, limits, prices: { 'cv-1 4k': 3 } })
    expect(own.capabilities.batchSize).toBe(2)
    expect(own.service?.limits).toEqual(limits)
    const request = requestOf(own, figureOf({ model: 'cv-1', quality: '4k' }, { prompt: 'a' }))
    expect(own.estimate(request)).toEqual({ credits: 3, bound: 'exact' })
  })

  // covers prices: cv-2 2k 2 credits an image | cv-1 2k 1 credit an image
  // covers prices: cv-1 4k 2 credits an image
  test.each([
    ['cv-2', '2k', 2],
    ['cv-1', '2k', 1],
    ['cv-1', '4k', 2],
  ])('`%s` at `%s` costs %i credits per image', (model, quality, credits) => {
    const provider = createConceptviz()
    const request = requestOf(provider, figureOf({ model, quality }, { prompt: 'a' }))
    expect(provider.estimate(request)).toEqual({ credits, bound: 'exact' })
  })

  // covers authentication: header Authorization: Bearer cvk_...
  test('all requests are authenticated with `Authorization: Bearer`', async () => {
    const { calls, poll, submitFigures } = startConceptviz()
    await poll(handlesOf(await submitFigures(figureOf({}, { prompt: 'a' }))))
    expect(calls.map(({ headers }) => headers?.authorization)).toEqual([
      `Bearer ${key}`,
      `Bearer ${key}`,
    ])
  })

  test('an address that finds whatever is asked for is none of the service: its key is not checked', async () => {
    const { context } = alwaysSends(answered(200, { status: 'ok' }))
    await expect(createConceptviz().check?.(context)).rejects.toMatchObject({
      code: 'service-unavailable',
      message: expect.stringContaining('a task that nobody has'),
      hint: expect.stringContaining('services.conceptviz.baseUrl'),
    })
  })

  test('no key, no request', async () => {
    const { calls, context } = alwaysSends(answered(200, {}))
    const provider = createConceptviz()
    const request = requestOf(provider, figureOf({}, { prompt: 'a' }))
    const [outcome] = await provider.submit([request], { ...context, key: '00000000' })
    expect(outcome?.status).toBe('rejected')
    expect(calls).toEqual([])
  })

  test('a service that tells the key in its errors is not quoted', async () => {
    const provider = createConceptviz()
    const request = requestOf(provider, figureOf({}, { prompt: 'a' }))
    const handle = {
      provider: 'conceptviz',
      id: 'one',
      origin: 'https://conceptviz.app',
      details: { prompt: 'a', nth: 0, of: 1, model: 'cv-2' },
    }
    const signed = `https://r2.conceptviz.app/a.png?signature=${'5'.repeat(40)}`
    const said = `key ${key} of Bearer ${key} at ${signed}`
    const seen: string[] = []
    for (const status of [200, 400, 401, 402, 403, 404, 429, 500, 503]) {
      for (const body of [
        { error: said, code: said },
        { status: 'failed', error: said, code: 'GENERATION_FAILED' },
        { status: said },
        { taskId: 'one', error: said, poll_url: said },
        said,
      ]) {
        const { context } = alwaysSends(answered(status, body))
        seen.push(show(await provider.submit([request], context)))
        seen.push(show(await provider.poll?.([handle], context).catch((error) => error)))
      }
    }
    for (const reason of [said, `connect ECONNRESET ${key}`]) {
      const { context } = alwaysSends({ status: 'unknown', reason })
      seen.push(show(await provider.submit([request], context)))
      seen.push(show(await provider.poll?.([handle], context).catch((error) => error)))
    }
    expect(seen.length).toBeGreaterThan(70)
    for (const text of seen) {
      expect(text).not.toContain(key)
      expect(text).not.toContain('55555')
    }
  })

  test('over a real connection: `prompts`, a form, and their pictures', async () => {
    const { close, origin } = await serve((origin) => {
      const options = { clock: systemClock, origin, keys: [key], durationMs: () => 0 }
      return createConceptvizEmulator(options).handle
    })
    try {
      const provider = createConceptviz({ baseUrl: `${origin}/api/v1` })
      const context = { clock: systemClock, send: await createSend(), key: fingerprint }
      const sketch = await inputOf('sketch.png')
      const two = ['cell division', 'DNA double helix'].map((prompt) => figureOf({}, { prompt }))
      const edit = figureOf({}, { prompt: 'polish it', images: [sketch] })
      const requests = [...two, edit].map((figure) => requestOf(provider, figure))
      const outcomes = [
        ...(await provider.submit(requests.slice(0, 2), context)),
        ...(await provider.submit(requests.slice(2), { ...context, inputs: [sketch] })),
      ]
      const states = (await provider.poll?.(handlesOf(outcomes), context)) ?? []
      expect(states.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
      for (const state of states) {
        const [location] = state.status === 'done' ? state.locations : []
        const picture = await fetch(location?.kind === 'url' ? location.url : '')
        expect(picture.headers.get('content-type')).toBe('image/png')
      }
    } finally {
      await close()
    }
  })
})
