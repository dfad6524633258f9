import { describe, expect, test } from 'vitest'
import { digestContent, digestRequest } from '../../../../src/digest.js'
import type { Figure, FigureContent } from '../../../../src/figure.js'
import type { JsonValue } from '../../../../src/json.js'
import { resolveOptimizePrompt } from '../../../../src/providers/services/paperbanana/optimize-prompt.js'
import { requestOf } from '../../provider-contract.js'
import { createPaperbanana, createWorld, figureOf, inputOf } from './setup.js'

const provider = createPaperbanana()

const bodyOf = (attributes: Record<string, string>, content: FigureContent) =>
  requestOf(provider, figureOf(attributes, content)).body

/** The fields that are wrong, with all that is said of each. */
function problemsOf(figure: Figure, by = provider): Record<string, string> {
  return Object.fromEntries(
    by
      .resolve(figure)
      .problems.map(({ field, hint = '', message }) => [field, `${message} ${hint}`]),
  )
}

const inputDigest = digestContent('file')

const words = { prompt: 'An encoder' }
const table = { prompt: 'Bars', data: [{ model: 'A', accuracy: 1 }] }

describe('what a figure becomes', () => {
  test('data without a `task` is a plot; a PDF, a context or a prompt is a diagram', () => {
    const operationOf = (content: FigureContent) =>
      requestOf(provider, figureOf({}, content)).operation
    expect(operationOf(table)).toBe('plot')
    expect(operationOf({ ...words, pdf: inputOf('%PDF-') })).toBe('generate-from-pdf')
    expect(operationOf({ ...words, context: 'Our model' })).toBe('generate')
    expect(operationOf(words)).toBe('generate')
  })

  test('a `context` is the `source_context`, and the prompt its `caption`', () => {
    const resolved = resolve({}, { ...words, context: 'Our model' })
    expect(resolved.request?.body).toMatchObject({
      source_context: 'Our model',
      caption: 'An encoder',
    })
    expect(resolved).not.toHaveProperty('conclusions')
  })

  test('without a `context` the prompt is both, and that is said', () => {
    const resolved = resolve({}, words)
    expect(resolved).toMatchObject({
      request: { body: { source_context: 'An encoder', caption: 'An encoder' } },
      conclusions: [expect.stringContaining('there is no `context`')],
    })
  })

  test('without a `context`, `caption` is the title of what the prompt describes', () => {
    expect(bodyOf({ caption: 'Figure 1' }, words)).toMatchObject({
      source_context: 'An encoder',
      caption: 'Figure 1',
    })
  })

  test('`caption` is sent as all texts are: composed, with one kind of line ends', () => {
    const { caption } = bodyOf({ caption: 'Me\u0301thode\r\nNotre' }, words)
    expect(caption).toBe('M\u00e9thode\nNotre')
  })

  test('with a `context` or a `pdf`, `caption` may stand for the prompt, and not beside it', () => {
    const context = { context: 'Our model' }
    expect(bodyOf({ caption: 'Figure 1' }, context)).toMatchObject({
      source_context: 'Our model',
      caption: 'Figure 1',
    })
    for (const content of [context, { pdf: inputOf('%PDF-') }]) {
      const figure = figureOf({ caption: 'Figure 1' }, { ...content, ...words })
      expect(problemsOf(figure)).toMatchObject({ caption: expect.stringContaining('Leave one') })
    }
  })

  // covers POST /api/generate: default iterations 3 | output_formats png
  // covers POST /api/plot: default iterations 3
  test('`iterations` 3 and `output_formats` png are sent though nobody asked; what the document names no default of is not', () => {
    expect(bodyOf({}, words)).toEqual({
      source_context: 'An encoder',
      caption: 'An encoder',
      iterations: 3,
      output_formats: ['png'],
    })
    expect(bodyOf({}, table)).toEqual({
      data_json: '[{"accuracy":1,"model":"A"}]',
      intent: 'Bars',
      iterations: 3,
      output_formats: ['png'],
    })
  })

  test('the key of a plot does not depend on the order of `data_json` nor on how its numbers are written', () => {
    const keyOf = (text: string) => {
      const data: JsonValue = JSON.parse(text)
      return digestRequest(requestOf(provider, figureOf({}, { prompt: 'Bars', data })))
    }
    expect(keyOf('{"b": 1.50, "a": 1e2}')).toBe(keyOf('{"a": 100, "b": 1.5}'))
    expect(keyOf('{"b": 1.5, "a": 100}')).not.toBe(keyOf('{"b": "1.5", "a": 100}'))
  })

  test('the primary of several `output_formats` is the first', () => {
    expect(bodyOf({ format: 'svg,png' }, table)).toMatchObject({ output_formats: ['svg', 'png'] })
  })

  test('a PDF stands in the request as what it holds', () => {
    const pdf = inputOf('%PDF-1.7 a paper')
    const { request, warnings } = resolve({ pages: '1,5-3' }, { ...words, pdf })
    expect(request?.body).toMatchObject({
      pdf_base64: { sha256: pdf.digest, bytes: 16, mediaType: 'application/pdf' },
      pages: '1,5-3',
    })
    expect(warnings).toMatchObject([{ field: 'pdf', severity: 'warning' }])
  })

  // covers POST /api/generate-from-pdf: pages reversed
  test.each(['1', '1,3-5', '5-3'])('`pages` may be %s', (pages) => {
    expect(bodyOf({ pages }, { ...words, pdf: inputOf('%PDF-') })).toMatchObject({ pages })
  })

  test.each(['auto', '1:1', '5:4', '2:3', '3:2', '3:4', '4:5', '4:3', '9:16', '16:9', '21:9'])(
    '`aspect_ratio` may be %s, for diagrams and plots',
    (aspect) => {
      expect(bodyOf({ aspect }, words)).toMatchObject({ aspect_ratio: aspect })
      expect(bodyOf({ aspect }, table)).toMatchObject({ aspect_ratio: aspect })
    },
  )

  test.each(['gemini', 'openrouter', 'kie', 'apimart'])('`vlm_provider` may be %s', (name) => {
    expect(bodyOf({ vlm_provider: name }, words)).toMatchObject({ vlm_provider: name })
    expect(bodyOf({ vlm_provider: name }, table)).toMatchObject({ vlm_provider: name })
  })

  test('a theme is a warning: the service has none', () => {
    expect(resolve({ theme: 'dark' }, words).warnings).toMatchObject([
      { field: 'theme', severity: 'warning', message: expect.stringContaining('`dark`') },
    ])
    expect(resolve({ theme: 'light' }, words).warnings).toEqual([])
  })

  test('a take is part of the key, and not of the body', () => {
    expect(requestOf(provider, figureOf({ take: '2' }, words))).toMatchObject({ take: 2 })
    expect(bodyOf({ take: '2' }, words)).toEqual(bodyOf({}, words))
  })

  function resolve(attributes: Record<string, string>, content: FigureContent) {
    return provider.resolve(figureOf(attributes, content))
  }
})

describe('what the service would refuse is refused before', () => {
  const image = unreadInput('image/png')
  const pdf = unreadInput('application/pdf')

  // covers POST /api/generate: limit iterations 1 to 10
  // covers POST /api/plot: limit iterations 1 to 10
  test.each<[string, Record<string, string>, FigureContent, RegExp]>([
    ['prompt', {}, {}, /nothing to draw/],
    ['prompt', {}, { prompt: ' \n' }, /nothing to draw/],
    ['prompt', { caption: 'Figure 1' }, {}, /nothing to draw/],
    ['prompt', {}, { context: 'Our model' }, /what the diagram is to show/],
    ['prompt', {}, { pdf }, /what the diagram is to show/],
    ['prompt', { task: 'plot' }, { data: [1] }, /what the plot is to show/],
    ['data', { task: 'plot' }, words, /no data to plot/],
    ['data', { task: 'plot' }, { ...words, data: ['\ud800'] }, /surrogate/],
    ['data', { task: 'diagram' }, table, /takes no data .*`task=plot`/],
    ['task', { task: 'image' }, words, /diagrams and plots/],
    ['images', {}, { ...words, images: [image] }, /no images/],
    ['context', {}, { ...table, context: 'Our model' }, /takes no `context`/],
    ['pdf', { task: 'plot' }, { ...table, pdf }, /takes no `pdf`/],
    ['context', {}, { ...words, pdf, context: 'Our model' }, /there are both/],
    ['pdf', {}, { ...words, pdf: image }, /image\/png, expected a PDF/],
    ['source', {}, { ...words, source: { language: 'dot', text: '' } }, /`provider=local`/],
    ['iterations', { iterations: '0' }, words, /`0`: expected a whole number from 1 to 10/],
    ['iterations', { iterations: '11' }, words, /from 1 to 10/],
    ['iterations', { iterations: '3.5' }, words, /from 1 to 10/],
    ['aspect', { aspect: '7:3' }, words, /`aspect` is `7:3`, expected `auto`, `1:1`/],
    ['aspect', { aspect: 'a4-portrait' }, words, /expected `auto`/],
    ['aspect_ratio', { aspect_ratio: '7:3' }, words, /`aspect_ratio` is `7:3`/],
    ['aspect_ratio', { aspect: '1:1', aspect_ratio: '1:1' }, words, /Keep one/],
    ['output_formats', { format: 'png', output_formats: 'png' }, words, /Keep one/],
    ['format', { format: 'svg' }, words, /diagrams of `paperbanana` are `png`/],
    ['output_formats', { output_formats: 'png,pdf' }, words, /are `png`/],
    ['format', { format: 'webp' }, table, /`webp`, expected `png`, `svg`, `pdf`/],
    ['output_formats', { output_formats: 'svg,svg' }, table, /each format once/],
    ['vlm_provider', { vlm_provider: 'openai' }, words, /expected `gemini`/],
    ['vlm_model', { vlm_model: '' }, words, /expected a text/],
    ['caption', { caption: ' ' }, words, /expected a text/],
    ['model', { model: 'nano-banana-3' }, words, /Did you mean `nano-banana-2`/],
    ['pages', { pages: '0' }, { ...words, pdf }, /such as `1`, `1,3-5` or `5-3`/],
    ['pages', { pages: '1, 2' }, { ...words, pdf }, /such as/],
    ['pages', { pages: '1-2-3' }, { ...words, pdf }, /such as/],
    ['pages', { pages: 'all' }, { ...words, pdf }, /such as/],
    ['pages', { pages: '1' }, words, /for `generate-from-pdf`.* this is `generate`/],
    ['model', { model: 'nano-banana-pro' }, table, /this is `plot`/],
    ['resolution', { resolution: '4K' }, table, /this is `plot`/],
    ['caption', { caption: 'Figure 1' }, table, /this is `plot`/],
    ['webhook_url', { webhook_url: 'https://a.example' }, words, /no option `webhook_url`/],
  ])('`%s` with %j', (field, attributes, content, said) => {
    expect(problemsOf(figureOf(attributes, content))[field]).toMatch(said)
  })

  test('an option that other figures of it have is unknown here, so that a default may be meant for them', () => {
    const { problems } = provider.resolve(figureOf({ image_model: 'nano-banana-2' }, table))
    expect(problems).toMatchObject([{ field: 'image_model', code: 'attribute-unknown' }])
  })

  test('everything at once', () => {
    const figure = figureOf(
      { aspect: '7:3', iterations: '99', pages: '1', iteration: '3', theme: 'dark' },
      { images: [image] },
    )
    const { problems, warnings } = provider.resolve(figure)
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'aspect',
      'images',
      'iteration',
      'iterations',
      'pages',
      'prompt',
    ])
    expect(warnings).toMatchObject([{ field: 'theme' }])
  })

  test('common attributes are among what a typo may mean', () => {
    expect(problemsOf(figureOf({ resolutoin: '2K' }, words)).resolutoin).toMatch(/`resolution`/)
  })
})

describe('the models and what they take', () => {
  const gpt = 'gpt-image-2-text-to-image'
  const models = ['nano-banana-pro', 'google/nano-banana', 'nano-banana-2', gpt, undefined]
  const aspects = ['auto', '1:1', '16:9', undefined]
  const resolutions = ['1K', '2K', '4K', undefined]
  const rows = models.flatMap((model) =>
    aspects.flatMap((aspect) => resolutions.map((resolution) => ({ model, aspect, resolution }))),
  )

  /** As the document says. */
  function isPossible({ aspect, model, resolution }: (typeof rows)[number]): boolean {
    if (model === 'google/nano-banana') return resolution === undefined
    if (model !== gpt || resolution === undefined) return true
    return aspect === 'auto' ? resolution === '1K' : aspect !== '1:1' || resolution !== '4K'
  }

  // covers POST /api/generate: rule google/nano-banana takes no image_resolution
  // covers POST /api/generate: rule gpt-image-2-text-to-image with auto only 1K
  // covers POST /api/generate: rule gpt-image-2-text-to-image with 1:1 no 4K
  test.each(rows)(
    '`image_model` $model with `aspect_ratio` $aspect and `image_resolution` $resolution',
    async (row) => {
      const chosen = Object.entries(row).flatMap(([name, value]) => (value ? [[name, value]] : []))
      const figure = figureOf(Object.fromEntries(chosen), words)
      if (!isPossible(row)) {
        expect(Object.keys(problemsOf(figure))).toEqual(['resolution'])
        return
      }
      const sent = await createWorld().sent(figure)
      expect(sent.status).toBe(202)
      const implied = row.model === gpt && row.aspect === 'auto' ? '1K' : undefined
      const { image_model, image_resolution, aspect_ratio } = sent.body
      expect({ image_model, image_resolution, aspect_ratio }).toEqual({
        image_model: row.model,
        image_resolution: row.resolution ?? implied,
        aspect_ratio: row.aspect,
      })
    },
  )

  test('a problem names the field as the author wrote it', () => {
    const figure = figureOf({ image_model: 'google/nano-banana', image_resolution: '1K' }, words)
    expect(Object.keys(problemsOf(figure))).toEqual(['image_resolution'])
  })

  // covers POST /api/generate: rule image_model needs kie_imagen
  test('`image_model` and `image_resolution` need the image provider kie_imagen', () => {
    const other = createPaperbanana({ imageProvider: 'gemini' })
    const figure = figureOf({ model: 'nano-banana-2', image_resolution: '2K' }, words)
    expect(problemsOf(figure, other)).toMatchObject({
      model: expect.stringContaining('`kie_imagen`'),
      image_resolution: expect.stringContaining('services.paperbanana.imageProvider'),
    })
    expect(problemsOf(figureOf({}, words), other)).toEqual({})
  })
})

describe('`POST /api/optimize-prompt`', () => {
  const requestFor = (...asked: Parameters<typeof resolveOptimizePrompt>) =>
    resolveOptimizePrompt(...asked).request

  // covers POST /api/optimize-prompt: default diagram_type methodology
  test('`diagram_type` follows the figure unless it is given', () => {
    const typeOf = (...asked: Parameters<typeof resolveOptimizePrompt>) =>
      requestFor(...asked)?.body.diagram_type
    expect(typeOf(words)).toBe('methodology')
    expect(typeOf(table)).toBe('statistical_plot')
    expect(typeOf({ ...words, task: 'plot' })).toBe('statistical_plot')
    expect(typeOf(words, { diagram_type: 'statistical_plot' })).toBe('statistical_plot')
  })

  test('`guidelines`, `vlm_provider` and `vlm_model` are sent when given, `source_context` and `caption` too', () => {
    const options = { guidelines: 'No gradients', vlm_provider: 'kie', vlm_model: 'gemini' }
    expect(requestFor(words, options)).toEqual({
      provider: 'paperbanana',
      operation: 'optimize-prompt',
      body: { description: 'An encoder', diagram_type: 'methodology', ...options },
    })
    expect(requestFor({ ...words, context: 'Our model' }, { caption: 'Figure 1' })?.body).toEqual({
      description: 'An encoder',
      diagram_type: 'methodology',
      source_context: 'Our model',
      caption: 'Figure 1',
    })
  })

  test('everything that is wrong is told at once', () => {
    const { problems } = resolveOptimizePrompt({}, { diagram_type: 'art', guideline: 'x' })
    expect(problems.map(({ field }) => field)).toEqual(['prompt', 'guideline', 'diagram_type'])
  })
})

/** An input that nobody reads. */
function unreadInput(mediaType: string) {
  return { path: '/paper/file', digest: inputDigest, sizeBytes: 4, mediaType }
}
