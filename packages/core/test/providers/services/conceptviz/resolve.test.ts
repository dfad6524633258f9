import { describe, expect, test } from 'vitest'
import { digestContent } from '../../../../src/digest.js'
import type { FigureContent, InputFile } from '../../../../src/figure.js'
import { requestOf } from '../../provider-contract.js'
import { createConceptviz, figureOf } from './setup.js'

const provider = createConceptviz()

const bodyOf = (attributes: Record<string, string>, content: FigureContent = { prompt: 'a' }) =>
  requestOf(provider, figureOf(attributes, content)).body

function fieldsOf(
  attributes: Record<string, string>,
  content: FigureContent = { prompt: 'a' },
  own = provider,
): string[] {
  return own.resolve(figureOf(attributes, content)).problems.map(({ field }) => field)
}

const file = (path: string, facts: Partial<InputFile> = {}): InputFile => ({
  path: `/site/${path}`,
  digest: digestContent(path),
  sizeBytes: 1_000,
  mediaType: 'image/png',
  ...facts,
})

describe('what conceptviz is asked', () => {
  // covers POST /api/v1/generate: model default cv-2 | quality default 2k
  test('`model` and `quality` are always sent: `cv-2` and `2k` when the author said nothing', () => {
    expect(bodyOf({})).toEqual({ prompt: 'a', model: 'cv-2', quality: '2k' })
    expect(bodyOf({ model: 'cv-1' })).toEqual({ prompt: 'a', model: 'cv-1', quality: '2k' })
  })

  test('`CV-1 supports "2k" (default) or "4k"`, by `quality` or by `resolution`', () => {
    const large = { prompt: 'a', model: 'cv-1', quality: '4k' }
    expect(bodyOf({ model: 'cv-1', quality: '4k' })).toEqual(large)
    expect(bodyOf({ model: 'cv-1', resolution: '4K' })).toEqual(large)
    expect(bodyOf({ model: 'cv-1', resolution: '4K', quality: '4k' })).toEqual(large)
  })

  // covers POST /api/v1/generate: quality 2k with cv-2
  test('`CV-2 uses "2k" automatically`: 4k of it is refused here', () => {
    expect(fieldsOf({ quality: '4k' })).toEqual(['quality'])
    expect(fieldsOf({ model: 'cv-2', resolution: '4K' })).toEqual(['resolution'])
    expect(bodyOf({ model: 'cv-2', resolution: '2K' }).quality).toBe('2k')
  })

  test('what is no quality or model of the document is refused: `1K`, `8k`, `cv-3`', () => {
    expect(fieldsOf({ resolution: '1K' })).toEqual(['resolution'])
    expect(fieldsOf({ quality: '8k' })).toEqual(['quality'])
    expect(fieldsOf({ model: 'cv-1', quality: '2k', resolution: '4K' })).toEqual(['quality'])
    const [problem] = provider.resolve(figureOf({ model: 'cv-3' }, { prompt: 'a' })).problems
    expect(problem).toMatchObject({ field: 'model', hint: 'Did you mean `cv-2`?' })
  })

  // covers POST /api/v1/generate: aspectRatio | aspectRatio a4-portrait
  test.each(['16:9', '1:1', '4:3', '9:16', 'a4-portrait'])(
    '`aspectRatio` of a generation may be `%s`',
    (aspect) => expect(bodyOf({ aspect }).aspectRatio).toBe(aspect),
  )

  // covers POST /api/v1/edit: aspectRatio
  test.each(['16:9', '1:1', '4:3', '9:16'])('`aspectRatio` of an edit may be `%s`', (aspect) => {
    const content = { prompt: 'a', images: [file('a.png')] }
    expect(bodyOf({ aspect }, content).aspectRatio).toBe(aspect)
  })

  test('`aspectRatio` is left out when the author said nothing, or `auto`: no default is named', () => {
    expect(bodyOf({})).not.toHaveProperty('aspectRatio')
    expect(bodyOf({ aspect: 'auto' })).not.toHaveProperty('aspectRatio')
  })

  test('`a4-portrait` is named for generations only; other ratios are for those who know of them', () => {
    const edit = { prompt: 'a', images: [file('a.png')] }
    expect(fieldsOf({ aspect: 'a4-portrait' }, edit)).toEqual(['aspect'])
    expect(fieldsOf({ aspect: '3:2' })).toEqual(['aspect'])
    const own = createConceptviz({ aspects: { generate: ['3:2'] } })
    expect(fieldsOf({ aspect: '3:2' }, undefined, own)).toEqual([])
  })

  test('files become inputs by what they hold, and addresses of `image_urls` follow them', () => {
    const image_urls = 'https://example.com/a.png, https://example.com/b.png'
    const content = { prompt: 'a', images: [file('one.png'), file('two.png')] }
    const request = requestOf(provider, figureOf({ image_urls }, content))
    expect(request.operation).toBe('edit')
    const input = (path: string) => ({
      sha256: digestContent(path),
      bytes: 1_000,
      mediaType: 'image/png',
    })
    expect(request.body.images).toEqual([
      input('one.png'),
      input('two.png'),
      'https://example.com/a.png',
      'https://example.com/b.png',
    ])
  })

  // covers POST /api/v1/edit: limit 4 images
  test('`max 4` images', () => {
    const images = ['a', 'b', 'c', 'd', 'e'].map((name) => file(`${name}.png`))
    expect(fieldsOf({}, { prompt: 'a', images: images.slice(0, 4) })).toEqual([])
    expect(fieldsOf({}, { prompt: 'a', images })).toEqual(['images'])
    const image_urls = images.map((_, index) => `https://example.com/${index}.png`).join(' ')
    expect(fieldsOf({ image_urls })).toEqual(['image_urls'])
    const mixed = { prompt: 'a', images: images.slice(0, 4) }
    expect(fieldsOf({ image_urls: 'https://example.com/a.png' }, mixed)).toEqual(['images'])
  })

  // covers POST /api/v1/edit: limit image 20MB
  test('`Uploaded images can be up to 20MB each`, and are images', () => {
    const sized = (sizeBytes: number) => ({ prompt: 'a', images: [file('a.png', { sizeBytes })] })
    expect(fieldsOf({}, sized(20_000_000))).toEqual([])
    expect(fieldsOf({}, sized(20_000_001))).toEqual(['images'])
    const own = createConceptviz({ maxImageBytes: 30_000_000 })
    expect(fieldsOf({}, sized(20_000_001), own)).toEqual([])
    const pdf = file('a.pdf', { mediaType: 'application/pdf' })
    expect(fieldsOf({}, { prompt: 'a', images: [pdf] })).toEqual(['images'])
  })

  test.each([
    'http://example.com/a.png',
    'https://localhost/a.png',
    'https://127.0.0.1/a.png',
    'https://2130706433/a.png',
    'https://[::1]/a.png',
    'https://[::ffff:10.0.0.1]/a.png',
    'https://169.254.169.254/latest',
    'https://user:hunter22@example.com/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'sketch.png',
  ])('`%s` is no address that the service can open', (image_urls) => {
    const { problems } = provider.resolve(figureOf({ image_urls }, { prompt: 'a' }))
    expect(new Set(problems.map(({ field }) => field))).toEqual(new Set(['image_urls']))
    expect(JSON.stringify(problems)).not.toContain('hunter22')
  })

  test('a signature in an address is not shown', () => {
    const image_urls = 'http://example.com/a.png?X-Signature=5555555555'
    const { problems } = provider.resolve(figureOf({ image_urls }, { prompt: 'a' }))
    expect(JSON.stringify(problems)).not.toContain('555')
  })

  test('what it has no field for is refused: plots, data, context, PDF, sources, other formats', () => {
    expect(fieldsOf({ task: 'plot' }, { prompt: 'a', data: { x: [1] } })).toEqual(['task', 'data'])
    expect(fieldsOf({}, { prompt: 'a', context: 'b' })).toEqual(['context'])
    expect(fieldsOf({}, { prompt: 'a', pdf: file('a.pdf') })).toEqual(['pdf'])
    const source = { language: 'dot', text: 'digraph {}' } as const
    expect(fieldsOf({}, { prompt: 'a', source })).toEqual(['source'])
    expect(fieldsOf({ format: 'svg' })).toEqual(['format'])
    expect(fieldsOf({ format: 'png,pdf' })).toEqual(['format'])
    expect(fieldsOf({ format: 'png', task: 'image' })).toEqual([])
  })

  test('a blank `prompt` is refused, for edits too', () => {
    expect(fieldsOf({}, { prompt: ' \n' })).toEqual(['prompt'])
    expect(fieldsOf({}, { images: [file('a.png')] })).toEqual(['prompt'])
  })

  test('everything wrong with a figure is told at once, and what to do', () => {
    const attributes = {
      aspect: '5:4',
      format: 'svg',
      image_urls: 'http://example.com/a.png',
      model: 'cv-9',
      resolution: '1K',
      speed: 'fast',
      task: 'plot',
    }
    const content = { context: 'b', data: [1], pdf: file('a.pdf') }
    const { problems } = provider.resolve(figureOf(attributes, content))
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'aspect',
      'context',
      'data',
      'format',
      'image_urls',
      'model',
      'pdf',
      'prompt',
      'resolution',
      'speed',
      'task',
    ])
    for (const { message } of problems) expect(message).toMatch(/`|there is no prompt/)
  })

  test('a theme is a warning: it has none', () => {
    const { request, warnings } = provider.resolve(figureOf({ theme: 'dark' }, { prompt: 'a' }))
    expect(request?.body).not.toHaveProperty('theme')
    expect(warnings).toMatchObject([{ field: 'theme', severity: 'warning' }])
    expect(provider.resolve(figureOf({ theme: 'light' }, { prompt: 'a' })).warnings).toEqual([])
  })
})
