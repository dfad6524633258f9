import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FigureContent } from '../../../../src/figure.js'
import { requestOf } from '../../provider-contract.js'
import { createAgent, figureOf, inputOf } from './setup.js'

const provider = createAgent()
const problemsOf = (attributes: Record<string, string>, content?: FigureContent) =>
  provider.resolve(figureOf(attributes, content)).problems
const bodyOf = (attributes: Record<string, string> = {}, content?: FigureContent) =>
  requestOf(provider, figureOf(attributes, content)).body

describe('a figure for agent', () => {
  // covers POST /v1/generate: model is required | product auto-detected if omitted
  test('everything is said: `product: image`, `model` and `units`', () => {
    expect(bodyOf()).toEqual({
      product: 'image',
      model: 'nano-banana-pro',
      prompt: 'A lighthouse',
      units: { count: 1, resolution: '1K' },
    })
  })

  test('`units: { count, resolution, aspect_ratio }`', () => {
    expect(bodyOf({ count: '8', resolution: '2K', aspect: '16:9' }).units).toEqual({
      count: 8,
      resolution: '2K',
      aspect_ratio: '16:9',
    })
    expect(bodyOf({ aspect: 'auto' }).units).toEqual({ count: 1, resolution: '1K' })
  })

  test('`count` is 1, 2, 4 or 8, and several are paid for though one is kept', () => {
    for (const count of ['0', '3', '16', 'two']) {
      expect(problemsOf({ count })).toMatchObject([{ field: 'count' }])
    }
    const { warnings } = provider.resolve(figureOf({ count: '4' }))
    expect(warnings).toMatchObject([{ field: 'count', severity: 'warning' }])
    expect(warnings[0]?.message).toContain('4 images are paid for')
  })

  // covers POST /v1/generate: prompt | prompt is required for text-to-*
  test('`prompt` is `required for text-to-*` alone', () => {
    expect(problemsOf({}, {})).toMatchObject([{ field: 'prompt', code: 'prompt-missing' }])
    const body = bodyOf({ input_image_urls: 'https://example.com/a.png' }, {})
    expect(body).toMatchObject({ input_image_urls: ['https://example.com/a.png'] })
    expect(body).not.toHaveProperty('prompt')
  })

  // covers POST /v1/generate: product image/video/music
  test('`product: image/video/music`: images unless it says video, and music is no figure', () => {
    expect(problemsOf({ product: 'music' })[0]?.message).toContain('no figure')
    // What is about videos.
    expect(problemsOf({ duration: '5' })).toMatchObject([{ field: 'duration' }])
    expect(problemsOf({ resolution: '720p' })).toMatchObject([{ field: 'resolution' }])
    expect(bodyOf({ product: 'image' })).toEqual(bodyOf())
  })

  test.each([
    ['sora-2', 'videos'],
    ['sora-2-pro', 'videos'],
    ['veo3_fast', 'videos'],
    ['veo3', 'videos'],
    ['doubao-seedance-1.0-pro-fast', 'videos'],
    ['wan-2.6', 'videos'],
    ['fal-ai/ltx-2/image-to-video', 'videos'],
    ['xai/grok-imagine-video/text-to-video', 'videos'],
    ['V5', 'music'],
    ['V4_5PLUS', 'music'],
    ['V4_5', 'music'],
    ['V4', 'music'],
  ])('the model `%s` makes %s: it is not bought for an image', (model, made) => {
    const [problem] = problemsOf({ model })
    expect(problem).toMatchObject({ field: 'model' })
    expect(problem?.message).toContain(made)
  })

  test('a model with a letter wrong is a problem that names the nearest', () => {
    expect(problemsOf({ model: 'nano-banana-por' })[0]?.hint).toContain('`nano-banana-pro`')
    expect(problemsOf({ model: 'constructor' })).toMatchObject([{ field: 'model' }])
    const own = createAgent({ settings: { prices: { 'nano-banana-2': { '1K': 5 } } } })
    expect(own.resolve(figureOf({ model: 'nano-banana-2' })).problems).toEqual([])
  })

  // covers POST /v1/generate: input_image_urls for image-to-image
  test('models for `image-to-image` need images, those for text take none', () => {
    expect(problemsOf({ model: 'qwen/image-to-image' })).toMatchObject([{ field: 'images' }])
    expect(problemsOf({ model: 'xai/grok-imagine-image/edit' })).toMatchObject([
      { field: 'images' },
    ])
    const images = { model: 'qwen/text-to-image', input_image_urls: 'https://example.com/a.png' }
    expect(problemsOf(images)).toMatchObject([{ field: 'model' }])
  })

  test('`input_image_urls` are public https addresses', () => {
    const wrong = ['http://example.com/a.png', 'https://127.0.0.1/a.png', 'file:///etc/passwd']
    for (const address of [...wrong, 'https://localhost/a.png', 'https://a:b@example.com/']) {
      expect(problemsOf({ input_image_urls: address })).toMatchObject([
        { field: 'input_image_urls' },
      ])
    }
  })

  test('`input_image_urls` are published files first, told by what they hold', async () => {
    const image = await inputOf('a.png')
    const folder = dirname(image.path)
    const figure = figureOf(
      { input_image_urls: 'https://example.com/b.png' },
      { prompt: 'As a drawing', images: [image] },
    )
    expect(requestOf(createAgent({ folder }), figure).body.input_image_urls).toEqual([
      { sha256: image.digest, bytes: image.sizeBytes, mediaType: 'image/png' },
      'https://example.com/b.png',
    ])
    expect(provider.resolve(figure).problems).toMatchObject([
      { field: 'images', hint: expect.stringContaining('`assets`') },
    ])
  })

  test('what it cannot do is a problem, all at once', async () => {
    const pdf = { ...(await inputOf('a.pdf')), mediaType: 'application/pdf' }
    const content = { prompt: 'a', data: { a: [1] }, context: 'b', pdf, images: [pdf] }
    const attributes = { task: 'plot', format: 'svg', aspect: 'a4-portrait', model: 'V4' }
    expect(problemsOf(attributes, content).map(({ field }) => field)).toEqual([
      'task',
      'data',
      'context',
      'pdf',
      'format',
      'aspect',
      'model',
      'images',
    ])
  })

  test('a theme is a warning', () => {
    const { problems, warnings } = provider.resolve(figureOf({ theme: 'dark' }))
    expect(problems).toEqual([])
    expect(warnings).toMatchObject([{ field: 'theme', severity: 'warning' }])
  })
})
