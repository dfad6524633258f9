import { describe, expect, test } from 'vitest'
import type { Figure, FigureContent } from '../../../../src/figure.js'
import type { JsonObject } from '../../../../src/json.js'
import { createAutofigure, createPair, figureOf, fileOf } from './setup.js'

const paper = 'This paper presents a novel transformer architecture with multi-head attention...'
const context = 'This paper presents a novel transformer architecture...'

/** The examples of the document, and the figure that asks for each. */
const examples: Record<string, { figure: Figure; body: JsonObject & { options: JsonObject } }> = {
  'Standard text-to-image': {
    figure: figureOf(
      { model: 'nano-banana-pro', resolution: '2K', format: 'png' },
      { prompt: 'A futuristic city skyline at sunset' },
    ),
    body: {
      type: 'standard',
      scene: 'text-to-image',
      prompt: 'A futuristic city skyline at sunset',
      model: 'nano-banana-pro',
      options: { resolution: '2K', output_format: 'png' },
    },
  },
  'Standard image-to-image': {
    figure: figureOf(
      {
        model: 'nano-banana-2',
        image_input: 'https://example.com/source.png',
        resolution: '1K',
      },
      { prompt: 'Make this more professional' },
    ),
    body: {
      type: 'standard',
      scene: 'image-to-image',
      prompt: 'Make this more professional',
      model: 'nano-banana-2',
      options: { image_input: ['https://example.com/source.png'], resolution: '1K' },
    },
  },
  'Pipeline text-to-image': {
    figure: figureOf(
      { type: 'pipeline', task: 'diagram', resolution: '2K' },
      { prompt: 'Architecture diagram for transformer model', context: paper },
    ),
    body: {
      type: 'pipeline',
      scene: 'text-to-image',
      prompt: 'Architecture diagram for transformer model',
      options: { content: paper, task_name: 'diagram', resolution: '2K' },
    },
  },
  'Pipeline image-to-image': {
    figure: figureOf(
      {
        type: 'pipeline',
        image_input: 'https://example.com/my-diagram.png',
        resolution: '2K',
      },
      { prompt: '', context },
    ),
    body: {
      type: 'pipeline',
      scene: 'image-to-image',
      options: {
        content: context,
        image_input: ['https://example.com/my-diagram.png'],
        resolution: '2K',
      },
    },
  },
  'Quick Start': {
    figure: figureOf({ model: 'nano-banana-pro' }, { prompt: 'A red apple on a white background' }),
    body: {
      type: 'standard',
      scene: 'text-to-image',
      prompt: 'A red apple on a white background',
      model: 'nano-banana-pro',
      options: {},
    },
  },
}

const defaults: Record<string, JsonObject> = {
  standard: { resolution: '1K', aspect_ratio: 'auto', output_format: 'png' },
  pipeline: { task_name: 'diagram', resolution: '1K', output_format: 'png' },
}

async function bodyOf(figure: Figure): Promise<JsonObject & { options: JsonObject }> {
  const { emulator, submit } = createPair()
  const { outcome } = await submit(figure)
  expect(outcome.status).toBe('accepted')
  return emulator.submissions()[0]?.body as JsonObject & { options: JsonObject }
}

describe('`POST /api/v1/generate`', () => {
  for (const [name, { body, figure }] of Object.entries(examples)) {
    // covers POST /api/v1/generate: type | scene | prompt | model | options | standard: model
    // covers POST /api/v1/generate: standard: prompt | pipeline: prompt for text-to-image
    // covers POST /api/v1/generate: pipeline: options.resolution
    // covers POST /api/v1/generate: pipeline: options.image_input for image-to-image
    test(`sends the example \`${name}\`, with every default of the document said`, async () => {
      const options = { ...defaults[String(body.type)], ...body.options }
      expect(await bodyOf(figure)).toEqual({ ...body, options })
    })
  }

  // covers POST /api/v1/generate: standard: options.resolution
  test('sends `options.resolution` `1K`, `2K` and `4K`', async () => {
    for (const resolution of ['1K', '2K', '4K']) {
      expect((await bodyOf(figureOf({ resolution }))).options.resolution).toBe(resolution)
    }
  })

  // covers POST /api/v1/generate: standard: options.output_format | pipeline: options.output_format
  test('sends `options.output_format` `png`, `jpeg` and `webp`, also in a pipeline', async () => {
    for (const type of ['standard', 'pipeline']) {
      for (const format of ['png', 'jpeg', 'webp']) {
        const figure = figureOf({ type, format }, type === 'pipeline' ? { context } : {})
        expect((await bodyOf(figure)).options.output_format).toBe(format)
      }
    }
  })

  // covers POST /api/v1/generate: standard: options.aspect_ratio
  test('sends `options.aspect_ratio`', async () => {
    expect((await bodyOf(figureOf({ aspect: '16:9' }))).options.aspect_ratio).toBe('16:9')
  })

  // covers POST /api/v1/generate: standard: options.google_search, nano-banana-2 only
  test('sends `options.google_search` when the author said it', async () => {
    for (const search of ['true', 'false']) {
      const figure = figureOf({ model: 'nano-banana-2', google_search: search })
      expect((await bodyOf(figure)).options.google_search).toBe(search === 'true')
    }
    expect((await bodyOf(figureOf({ model: 'nano-banana-2' }))).options).not.toHaveProperty(
      'google_search',
    )
  })

  // covers POST /api/v1/generate: pipeline: options.content | pipeline: options.task_name
  test('sends `options.task_name` `plot`, with the data in `options.content`', async () => {
    const data = { model: ['ResNet-50'], accuracy: [76.1] }
    const { options, type } = await bodyOf(figureOf({ task: 'plot' }, { data }))
    expect({ type, ...options }).toMatchObject({
      type: 'pipeline',
      task_name: 'plot',
      content: '{"model":["ResNet-50"],"accuracy":[76.1]}',
    })
    const both = await bodyOf(figureOf({ task: 'plot' }, { context: 'Table 1.', data }))
    expect(both.options.content).toBe(`Table 1.\n\n${JSON.stringify(data)}`)
  })

  // covers POST /api/v1/generate: standard: options.image_input for image-to-image
  test('sends files of the project as the `options.image_input` addresses they are published at', async () => {
    const images = [fileOf('/project/public/figures/a b.png')]
    const figure = figureOf({ image_input: 'https://example.org/c.png' }, { images })
    expect((await bodyOf(figure)).options.image_input).toEqual([
      'https://example.com/figures/a%20b.png',
      'https://example.org/c.png',
    ])
  })

  test('a file is in the key by what it holds, not by its address', () => {
    const { request } = createAutofigure().resolve(
      figureOf({}, { images: [fileOf('/project/public/a.png')] }),
    )
    const { digest, mediaType, sizeBytes } = fileOf('')
    expect(request?.body.options).toMatchObject({
      image_input: [{ sha256: digest, bytes: sizeBytes, mediaType }],
    })
  })
})

describe('what the author leaves open', () => {
  const conclude = (attributes: Record<string, string>, content: FigureContent = {}) => {
    const resolved = createAutofigure().resolve(figureOf(attributes, content))
    if (resolved.request === undefined) throw new Error('it has problems')
    const { conclusions, request } = resolved
    return { conclusions, body: request.body as JsonObject & { options: JsonObject } }
  }

  test('`type` is `pipeline` with a text or data to start from, else `standard`, and it says so', () => {
    expect(conclude({}).body.type).toBe('standard')
    expect(conclude({}, { context }).body.type).toBe('pipeline')
    expect(conclude({}, { data: [{ x: 1 }] }).body.type).toBe('pipeline')
    expect(conclude({}, { context }).conclusions?.join()).toContain('`type` is `pipeline`')
    expect(conclude({ type: 'standard' }).conclusions).toEqual([])
  })

  test('`options.task_name` follows the data', () => {
    expect(conclude({}, { data: [{ x: 1 }] }).body.options.task_name).toBe('plot')
    expect(conclude({}, { data: { edges: [['A', 'B']] } }).body.options.task_name).toBe('diagram')
    expect(conclude({}, { context }).body.options.task_name).toBe('diagram')
  })
})

describe('what it does not take is a problem before anything is sent', () => {
  const pipeline = { type: 'pipeline' }
  const image = 'https://example.com/a.png'
  const many = Array.from({ length: 11 }, (_, index) => `https://example.com/${index}.png`)
  const refused: Record<
    string,
    [field: string, attributes: Record<string, string>, content?: FigureContent]
  > = {
    '`type` that there is not': ['type', { type: 'fast' }],
    '`model` that there is not': ['model', { model: 'nano-banana-9' }],
    '`model` in a pipeline': ['model', { ...pipeline, model: 'nano-banana-2' }, { context }],
    '`prompt` missing in standard mode': ['prompt', {}, { prompt: '' }],
    '`prompt` missing in standard image-to-image': [
      'prompt',
      { image_input: image },
      { prompt: ' ' },
    ],
    '`prompt` missing in pipeline text-to-image': ['prompt', pipeline, { prompt: '', context }],
    '`prompt` over 10,000 characters': ['prompt', {}, { prompt: 'x'.repeat(10_001) }],
    '`options.content` missing': ['context', pipeline],
    '`options.content` empty': ['context', {}, { context: ' ' }],
    '`options.content` over 100,000 characters': ['context', {}, { context: 'x'.repeat(100_001) }],
    '`options.content` over 100,000 characters of data': [
      'data',
      {},
      { data: 'x'.repeat(100_000) },
    ],
    'a request body over 1 MB': ['prompt', { image_input: `${image}?${'x'.repeat(1_000_000)}` }],
    '`options.google_search` with nano-banana-pro': [
      'google_search',
      { model: 'nano-banana-pro', google_search: 'true' },
    ],
    '`options.google_search` in a pipeline': [
      'google_search',
      { ...pipeline, google_search: 'false' },
      { context },
    ],
    '`options.google_search` that is no boolean': ['google_search', { google_search: 'yes' }],
    '`options.aspect_ratio` in a pipeline': ['aspect', { aspect: '16:9' }, { context }],
    '`options.aspect_ratio` that is none': ['aspect', { aspect: 'a4-portrait' }],
    '`options.output_format` svg': ['format', { format: 'svg' }],
    'several `options.output_format`': ['format', { format: 'png,webp' }],
    '`options.task_name` image': ['task', { task: 'image' }, { context }],
    '`options.content` in standard mode': ['context', { type: 'standard' }, { context }],
    'data in standard mode': ['data', { type: 'standard' }, { data: [1] }],
    '`options.image_input` over 10 items': ['image_input', { image_input: many.join(' ') }],
    '`options.image_input` over 10 files': [
      'images',
      {},
      { images: many.map((_, index) => fileOf(`/project/public/${index}.png`)) },
    ],
    '`options.image_input` of no item': ['image_input', { image_input: '' }],
    '`options.image_input` of a file that is not published': [
      'images',
      {},
      { images: [fileOf('/project/private/a.png')] },
    ],
    '`options.image_input` of another figure': [
      'images',
      {},
      { images: [{ ...fileOf(''), figure: 'a.md#sketch' }] },
    ],
    '`options.image_input` of a PDF': [
      'images',
      {},
      { images: [fileOf('/project/public/a.pdf', 'application/pdf')] },
    ],
    'a PDF': ['pdf', {}, { pdf: fileOf('/project/public/a.pdf', 'application/pdf') }],
    'a source': ['source', {}, { source: { language: 'dot', text: 'digraph {}' } }],
  }
  for (const [name, [field, attributes, content]] of Object.entries(refused)) {
    test(name, () => {
      const { problems, request } = createAutofigure().resolve(figureOf(attributes, content))
      expect(request).toBeUndefined()
      expect(problems.map((problem) => problem.field)).toEqual([field])
    })
  }

  const addresses = {
    'HTTPS only': 'http://example.com/a.png',
    'no data URLs': 'data:image/png;base64,AAAA',
    'no files': 'file:///etc/passwd',
    'no address at all': 'https://',
    'no non-standard ports': 'https://example.com:8443/a.png',
    'no private IPs': 'https://192.168.1.7/a.png',
    'no private IPs in disguise': 'https://0x7f.1/a.png',
    'no private IPv6': 'https://[fd00::1]/a.png',
    'no metadata service': 'https://169.254.169.254/latest',
    'no machine of its own': 'https://localhost/a.png',
    'no internal names': 'https://store.internal./a.png',
    'no names of a network': 'https://fileserver/a.png',
    'no passwords': 'https://me:pass@example.com/a.png',
  }
  for (const [name, address] of Object.entries(addresses)) {
    // covers POST /api/v1/generate: image_input begins with https://
    // covers POST /api/v1/generate: image_input: private or internal addresses are blocked
    // covers POST /api/v1/generate: image_input: non-standard ports are blocked
    test(`\`options.image_input\`: ${name}`, () => {
      const { problems } = createAutofigure().resolve(figureOf({ image_input: address }))
      expect(new Set(problems.map(({ field }) => field))).toEqual(new Set(['image_input']))
    })
  }

  test('`options.image_input` with port 443, and public addresses by number, is taken', () => {
    const images = 'https://example.com:443/a.png, https://93.184.216.34/b.png'
    const { problems } = createAutofigure().resolve(figureOf({ image_input: images }))
    expect(problems).toEqual([])
  })

  test('an address is shown without what may be a signature', () => {
    const { problems } = createAutofigure().resolve(
      figureOf({ image_input: 'http://example.com/a.png?signature=s3cr3t' }),
    )
    expect(JSON.stringify(problems)).not.toContain('s3cr3t')
  })

  test('`options.aspect_ratio` `auto` is no choice, so a pipeline takes it, and sends none', async () => {
    const { options } = await bodyOf(figureOf({ aspect: 'auto' }, { context }))
    expect(options).not.toHaveProperty('aspect_ratio')
  })

  test('the largest of everything is taken', async () => {
    const figure = figureOf(
      { ...pipeline, image_input: many.slice(1).join(' ') },
      { prompt: 'ü'.repeat(10_000), context: '图'.repeat(100_000) },
    )
    const { outcome } = await createPair().submit(figure)
    expect(outcome.status).toBe('accepted')
  })

  test('everything wrong is told at once, with what to do', () => {
    const figure = figureOf(
      {
        type: 'standard',
        model: 'x',
        format: 'pdf',
        image_input: 'http://a.example/b',
        google_search: 'maybe',
        output_format: 'png',
        theme: 'dark',
      },
      { prompt: '', context },
    )
    const { problems, warnings } = createAutofigure().resolve(figure)
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'context',
      'format',
      'google_search',
      'image_input',
      'model',
      'output_format',
      'prompt',
    ])
    expect(problems.find(({ field }) => field === 'output_format')?.hint).toContain('`format`')
    expect(warnings.map(({ field, severity }) => [field, severity])).toEqual([['theme', 'warning']])
  })
})
