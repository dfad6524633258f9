import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../emulators/src/direct-send.js'
import { createFlokanEmulator, flokanKey } from '../../../../emulators/src/flokan.js'
import type { FigureContent } from '../../../src/figure.js'
import { flokan } from '../../../src/providers/services/flokan.js'
import { providerContract, requestOf } from '../provider-contract.js'
import { createProvider, figureOf, key, origin, someId } from './flokan/setup.js'

providerContract('flokan', {
  create: createProvider,
  context() {
    const clock = createVirtualClock()
    const emulator = createFlokanEmulator({
      clock,
      origin,
      durationMs: () => 0,
      styles: [someId],
      byok: { fal: 'enabled' },
    })
    return { clock, send: createDirectSend(emulator.handle), key }
  },
  figures: {
    plain: figureOf(),
    cheaper: figureOf({ model_tier: 'standard' }),
    styled: figureOf({ style_id: someId }),
    edited: figureOf({ image_url: 'https://example.com/a.png' }),
    'with a key of its own': figureOf({ byok: 'fal' }),
  },
  refused: {
    'an aspect': { figure: figureOf({ aspect: '16:9' }), field: 'aspect' },
    'no prompt': { figure: figureOf({}, { prompt: '' }), field: 'prompt' },
  },
  typo: { figure: figureOf({ model_tir: 'pro' }), seen: 'model_tir', meant: 'model_tier' },
})

const provider = createProvider()
const bodyOf = (attributes: Record<string, string> = {}, content: FigureContent = {}) =>
  requestOf(provider, figureOf(attributes, content)).body

describe('`POST /api/v1/image-editor/process`: a figure becomes a body', () => {
  // covers POST /api/v1/image-editor/process: prompt | model_tier | provider | model_tier pro
  // covers POST /api/v1/image-editor/process: provider default platform
  test('all that has a default is said: `provider` is `platform`, and `model_tier` is `pro`', () => {
    expect(bodyOf()).toEqual({ prompt: 'a lighthouse', model_tier: 'pro', provider: 'platform' })
  })

  test('`style_id`, `character_id`, `image_id` and `image_url` are sent as they are written', () => {
    expect(bodyOf({ style_id: someId, character_id: someId, image_id: someId })).toEqual({
      ...bodyOf(),
      style_id: someId,
      character_id: someId,
      image_id: someId,
    })
    expect(bodyOf({ image_url: 'https://example.com/a.png?size=2' })).toEqual({
      ...bodyOf(),
      image_url: 'https://example.com/a.png?size=2',
    })
  })

  test('`model` is another word for `model_tier`', () => {
    expect(bodyOf({ model: 'creative' })).toEqual(bodyOf({ model_tier: 'creative' }))
  })

  test('a file stands in it as what it holds, wherever it lies', () => {
    const image = { path: '/a.png', digest: 'd' as never, sizeBytes: 3, mediaType: 'image/png' }
    expect(bodyOf({}, { images: [image] }).image_id).toEqual({
      sha256: 'd',
      bytes: 3,
      mediaType: 'image/png',
    })
    expect(bodyOf({}, { images: [{ ...image, path: '/b.png' }] })).toEqual(
      bodyOf({}, { images: [image] }),
    )
  })

  // covers POST /api/v1/image-editor/process: model_tier standard | model_tier creative
  // covers POST /api/v1/image-editor/process: provider openai | provider google | provider fal
  // covers POST /api/v1/image-editor/process: provider kie
  test.each([
    ['provider openai: pro, standard', 'openai', ['pro', 'standard']],
    ['provider google: pro', 'google', ['pro']],
    ['provider fal: pro, standard, creative', 'fal', ['pro', 'standard', 'creative']],
    ['provider kie: pro, standard, creative', 'kie', ['pro', 'standard', 'creative']],
    ['provider default platform', 'platform', ['pro', 'standard', 'creative']],
  ])('`%s`: `byok=%s` allows %s and no other', (_, byok, allowed) => {
    for (const model_tier of ['pro', 'standard', 'creative']) {
      const { problems, request } = provider.resolve(figureOf({ byok, model_tier }))
      if (allowed.includes(model_tier)) {
        expect(request?.body).toMatchObject({ provider: byok, model_tier })
      } else expect(problems).toMatchObject([{ field: 'model_tier' }])
    }
  })

  test('`byok` warns that another bill comes, and nothing else does', () => {
    expect(provider.resolve(figureOf({ byok: 'kie' })).warnings).toMatchObject([{ field: 'byok' }])
    expect(provider.resolve(figureOf()).warnings).toEqual([])
  })
})

describe('what Flokan cannot do is told before anything is sent', () => {
  const image = { path: '/a.png', digest: 'd' as never, sizeBytes: 3, mediaType: 'image/png' }
  const long = `https://example.com/${'x'.repeat(1_981)}`

  test.each<[string, Record<string, string>, FigureContent, string]>([
    ['an aspect ratio', { aspect: '4:3' }, {}, 'aspect'],
    ['a size', { resolution: '2K' }, {}, 'resolution'],
    ['another format', { format: 'webp' }, {}, 'format'],
    ['a second format', { format: 'png,pdf' }, {}, 'format'],
    ['a plot', { task: 'plot' }, {}, 'task'],
    ['data', {}, { data: [1] }, 'data'],
    ['context', {}, { context: 'a paper' }, 'context'],
    ['a PDF', {}, { pdf: { ...image, mediaType: 'application/pdf' } }, 'pdf'],
    ['a source', {}, { source: { language: 'dot', text: 'digraph {}' } }, 'source'],
    ['a model of another service', { model: 'nano-banana-2' }, {}, 'model'],
    ['two tiers', { model: 'pro', model_tier: 'standard' }, {}, 'model_tier'],
    ['an unknown `model_tier`', { model_tier: 'turbo' }, {}, 'model_tier'],
    ['an unknown payer', { byok: 'replicate' }, {}, 'byok'],
    ['a prompt of blanks', {}, { prompt: ' \n' }, 'prompt'],
    ['`limit prompt 1-10000 characters`', {}, { prompt: 'x'.repeat(10_001) }, 'prompt'],
    ['a `style_id` that is no UUID', { style_id: 'flat' }, {}, 'style_id'],
    ['a `character_id` that is no UUID', { character_id: 'anna' }, {}, 'character_id'],
    ['an `image_id` that is no UUID', { image_id: '../x' }, {}, 'image_id'],
    ['`limit image_url 2000 characters`', { image_url: long }, {}, 'image_url'],
    ['`image_url HTTPS`', { image_url: 'http://example.com/a.png' }, {}, 'image_url'],
    ['a file address', { image_url: 'file:///etc/passwd' }, {}, 'image_url'],
    ['a private address', { image_url: 'https://169.254.169.254/a' }, {}, 'image_url'],
    ['a local host', { image_url: 'https://localhost/a.png' }, {}, 'image_url'],
    ['a password', { image_url: 'https://me:word@example.com/a' }, {}, 'image_url'],
    ['two files', {}, { images: [image, image] }, 'images'],
    ['a file that is no picture', {}, { images: [{ ...image, mediaType: 'x/y' }] }, 'images'],
    ['a file and an id', { image_id: someId }, { images: [image] }, 'image_id'],
    [
      '`image_id takes precedence over image_url`',
      { image_id: someId, image_url: 'https://example.com/a.png' },
      {},
      'image_id',
    ],
  ])('%s', (_, attributes, content, field) => {
    const { problems, request } = provider.resolve(figureOf(attributes, content))
    expect(request).toBeUndefined()
    expect(problems.map((problem) => problem.field)).toEqual([field])
  })

  test('the longest prompt and the longest `image_url` are let through', () => {
    expect(bodyOf({}, { prompt: 'x'.repeat(10_000) }).prompt).toHaveLength(10_000)
    const image_url = long.slice(0, 2_000)
    expect(bodyOf({ image_url }).image_url).toBe(image_url)
  })

  test('everything at once, and no signature of an address among it', () => {
    const { problems } = provider.resolve(
      figureOf(
        { aspect: '1:1', resolution: '1K', byok: 'google', model: 'standard', style_id: 'x' },
        { prompt: '', data: {} },
      ),
    )
    const fields = ['style_id', 'prompt', 'data', 'aspect', 'resolution', 'model']
    expect(problems.map(({ field }) => field)).toEqual(fields)
    const image_url = 'http://example.com/a?signature=abcdef'
    expect(JSON.stringify(provider.resolve(figureOf({ image_url })))).not.toContain('abcdef')
  })

  test('a theme is only warned of', () => {
    const { request, warnings } = provider.resolve(figureOf({ theme: 'dark' }))
    expect(request?.body).toEqual(bodyOf())
    expect(warnings).toMatchObject([{ field: 'theme', severity: 'warning' }])
  })
})

describe('`prices`', () => {
  const estimate = (attributes: Record<string, string>, settings = {}) =>
    createProvider(settings).estimate(requestOf(provider, figureOf(attributes)))

  test('`pro 50 credits`, at most', () => {
    expect(estimate({})).toEqual({ credits: 50, bound: 'upper' })
  })

  test('the others as they are configured, and no more than `pro` otherwise', () => {
    expect(estimate({ model_tier: 'standard' })).toEqual({ credits: 50, bound: 'upper' })
    const prices = { standard: 20 }
    expect(estimate({ model_tier: 'standard' }, { prices }).credits).toBe(20)
    expect(estimate({}, { prices }).credits).toBe(50)
  })

  test('`BYOK 0 credits`', () => {
    expect(estimate({ byok: 'openai' })).toEqual({ credits: 0, bound: 'exact' })
  })
})

test('`header Authorization: Bearer flk_`: keys have the shape of the document', () => {
  expect(flokanKey).toMatch(flokan.key.pattern)
  expect('sk-team-0123456789abcdef').not.toMatch(flokan.key.pattern)
})

test('`base URL /api/v1/image-editor` is used as it is, without a slash at its end', () => {
  expect(flokan.settings.parse({})).toMatchObject({
    baseUrl: 'https://app.flokan.com/api/v1/image-editor',
    limits: [],
  })
  expect(flokan.settings.parse({ baseUrl: 'https://a.example/x/' })).toMatchObject({
    baseUrl: 'https://a.example/x',
  })
})
