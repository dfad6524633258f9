import { describe, expect, test } from 'vitest'
import type { Figure } from '../../../../src/figure.js'
import { requestOf } from '../../provider-contract.js'
import { createAgent, figureOf, startAgent } from './setup.js'

const provider = createAgent()
const film = (attributes: Record<string, string> = {}, prompt = 'Rain'): Figure =>
  figureOf({ product: 'video', model: 'sora-2', ...attributes }, { prompt })
const problemsOf = (attributes: Record<string, string>) =>
  provider.resolve(film(attributes)).problems
const estimateOf = (attributes: Record<string, string>) =>
  provider.estimate(requestOf(provider, film(attributes)))
const image = { input_image_urls: 'https://example.com/a.png' }

describe('a video of agent', () => {
  // covers POST /v1/generate: product | units.duration | units.resolution
  test('everything is said: `product: video`, `units.resolution`, and `units.duration` when asked', () => {
    const { body, operation } = requestOf(provider, film())
    expect(operation).toBe('generate-video')
    expect(body).toEqual({
      product: 'video',
      model: 'sora-2',
      prompt: 'Rain',
      units: { resolution: '720p' },
    })
    const long = film({ duration: '8', resolution: '1080p', aspect: '9:16' })
    expect(requestOf(provider, long).body.units).toEqual({
      resolution: '1080p',
      duration: 8,
      aspect_ratio: '9:16',
    })
  })

  // covers POST /v1/generate: input_image_urls for image-to-video
  test('may start from images, where its model does, and from words where it does', () => {
    expect(requestOf(provider, film(image)).body).toMatchObject({
      input_image_urls: ['https://example.com/a.png'],
    })
    const fromWords = { model: 'xai/grok-imagine-video/text-to-video', ...image }
    expect(problemsOf(fromWords)).toMatchObject([{ field: 'model' }])
    const fromImages = { model: 'fal-ai/ltx-2/image-to-video' }
    expect(problemsOf(fromImages)).toMatchObject([{ field: 'images' }])
    expect(problemsOf({ ...fromImages, ...image })).toEqual([])
  })

  test('that is asked for without `product=video`, by its model, is told how', () => {
    const { problems } = provider.resolve(figureOf({ model: 'sora-2' }))
    expect(problems).toMatchObject([
      { field: 'model', hint: expect.stringContaining('product=video') },
    ])
  })

  test('leaves out what defaults say of images, and an image what they say of videos', () => {
    const unknown = (field: string) => [{ field, code: 'attribute-unknown' }]
    expect(problemsOf({ count: '2' })).toMatchObject(unknown('count'))
    expect(problemsOf({ format: 'svg' })).toMatchObject(unknown('format'))
    expect(provider.resolve(figureOf({ duration: '8' })).problems).toMatchObject(
      unknown('duration'),
    )
  })

  test.each([
    ['count', '2'],
    ['format', 'png'],
    ['resolution', '2K'],
    ['duration', '0'],
    ['model', 'nano-banana-pro'],
    ['model', 'V5'],
    ['model', 'sora'],
  ])('with %s=%s is a problem', (field, value) => {
    expect(problemsOf({ [field]: value })).toMatchObject([{ field }])
  })

  test('has no usual model: that of a typo, or of none, is not bought', () => {
    const { problems } = provider.resolve(figureOf({ product: 'video' }))
    expect(problems).toMatchObject([{ field: 'model', hint: expect.stringContaining('`veo3`') }])
  })

  // covers prices: sora-2 10 at 720p | sora-2-pro 330 | veo3_fast 50 | veo3 280, 1080p 350
  // covers prices: doubao-seedance-1.0-pro-fast 40 | wan-2.6 20, 1080p 300
  // covers prices: xai/grok-imagine-video/text-to-video 10
  test.each([
    ['sora-2', '720p', 10],
    ['sora-2-pro', '720p', 330],
    ['veo3_fast', '720p', 50],
    ['veo3', '720p', 280],
    ['veo3', '1080p', 350],
    ['doubao-seedance-1.0-pro-fast', '720p', 40],
    ['wan-2.6', '720p', 20],
    ['wan-2.6', '1080p', 300],
    ['xai/grok-imagine-video/text-to-video', '720p', 10],
  ])(
    'by `%s` in %s costs `%i` credits, and the service charges as much',
    async (model, resolution, credits) => {
      const { charged, submit } = startAgent()
      expect(estimateOf({ model, resolution })).toEqual({ credits, bound: 'exact' })
      await submit(film({ model, resolution }))
      expect(charged()).toBe(credits)
    },
  )

  // covers prices: 1080p about 1.8x on some models | image-to-video 1.5x on some models
  // covers prices: fal-ai/ltx-2/image-to-video 50
  test('may cost 1.8 times as much in 1080p, and 1.5 times as much from an image', async () => {
    const atMost = (credits: number, mostCredits: number) => ({
      credits,
      mostCredits,
      bound: 'lower',
    })
    expect(estimateOf({ resolution: '1080p' })).toEqual(atMost(10, 18))
    expect(estimateOf(image)).toEqual(atMost(10, 15))
    expect(estimateOf({ resolution: '1080p', ...image })).toEqual(atMost(10, 27))
    expect(estimateOf({ model: 'veo3', resolution: '1080p', ...image })).toEqual(atMost(350, 525))
    const model = 'fal-ai/ltx-2/image-to-video'
    expect(estimateOf({ model, ...image })).toEqual({ credits: 50, bound: 'exact' })
    // The document prices no seconds.
    expect(estimateOf({ duration: '60' })).toEqual({ credits: 10, bound: 'lower' })
    const { charged, submit } = startAgent()
    await submit(film({ resolution: '1080p', ...image }))
    expect(charged()).toBe(27)
  })

  // covers POST /v1/credits/estimate: exact price of 1080p
  test('costs what `POST /v1/credits/estimate` says, but for what that is not told', async () => {
    const { calls, context, provider: live } = startAgent()
    const quote = (figure: Figure) => live.quote(requestOf(live, figure), context)
    expect(await quote(film({ resolution: '1080p' }))).toEqual({ credits: 18, bound: 'exact' })
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      product: 'video',
      model: 'sora-2',
      units: { resolution: '1080p' },
    })
    expect(await quote(film(image))).toEqual({ credits: 10, mostCredits: 15, bound: 'lower' })
    expect(await quote(figureOf(image))).toEqual({ credits: 20, bound: 'exact' })
  })

  test('of some seconds has a price of the service when that was told of them', async () => {
    const { context, provider: live } = startAgent({ estimateUnits: 'number' })
    const quote = (figure: Figure) => live.quote(requestOf(live, figure), context)
    expect(await quote(film())).toEqual({ credits: 10, bound: 'exact' })
    expect(await quote(film({ duration: '60' }))).toEqual({ credits: 10, bound: 'lower' })
  })

  test('of a new model is priced in the settings', () => {
    const own = createAgent({ settings: { prices: { 'sora-3': { '720p': 70 } } } })
    const request = requestOf(own, film({ model: 'sora-3' }))
    expect(own.estimate(request)).toEqual({ credits: 70, bound: 'exact' })
    expect(own.resolve(figureOf({ model: 'sora-3' })).problems).toMatchObject([{ field: 'model' }])
    // Of settings that are gone.
    expect(provider.estimate(request)).toEqual({ credits: 350, bound: 'upper' })
  })
})
