import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { readHealth } from '../../../src/providers/services/paperbanana/health.js'
import { resolveOptimizePrompt } from '../../../src/providers/services/paperbanana/optimize-prompt.js'
import { paperbanana } from '../../../src/providers/services/paperbanana.js'
import { createServiceKeys } from '../../../src/providers/services/service-keys.js'
import { providerContract, requestOf } from '../provider-contract.js'
import { compositeOf, jobOf } from './paperbanana/composites.js'
import {
  answering,
  createPaperbanana,
  createWorld,
  diagram,
  figureOf,
  inputOf,
  key,
  keyPrint,
  origin,
} from './paperbanana/setup.js'

const data = { models: ['ResNet-50', 'ViT-B/16', 'EfficientNet-B4'], accuracy: [76.1, 81.8, 82.9] }
const plot = figureOf({ task: 'plot' }, { data, prompt: 'Bar chart of accuracy' })

providerContract('paperbanana', {
  create: createPaperbanana,
  context: () => createWorld().context,
  figures: {
    diagram: diagram(),
    plot,
    prompt: figureOf({}, { prompt: 'An encoder and a decoder' }),
    wide: figureOf({ aspect: '21:9' }, { prompt: 'An encoder and a decoder' }),
    titled: figureOf({ caption: 'Figure 1' }, { prompt: 'An encoder and a decoder' }),
    formats: { ...plot, formats: ['svg', 'png'] },
  },
  refused: {
    aspect: { figure: figureOf({ aspect: '7:3' }, { prompt: 'An encoder' }), field: 'aspect' },
    nothing: { figure: figureOf({}), field: 'prompt' },
  },
  typo: {
    figure: figureOf({ iteration: '3' }, { prompt: 'An encoder' }),
    seen: 'iteration',
    meant: 'iterations',
  },
})

describe("the document's own examples reach the service", () => {
  test('`POST /api/generate` gets `source_context`, `caption`, `iterations`, `aspect_ratio`, `output_formats`, `vlm_provider`, `vlm_model`, `image_model` and `image_resolution`', async () => {
    const figure = figureOf(
      {
        task: 'diagram',
        model: 'nano-banana-pro',
        aspect: '16:9',
        resolution: '4K',
        format: 'png',
        iterations: '3',
        vlm_provider: 'kie',
        vlm_model: 'gemini-2.5-flash',
      },
      {
        context: 'Our model uses a 6-layer Transformer encoder with multi-head self-attention.',
        prompt: 'Figure 1: Transformer encoder architecture',
      },
    )
    expect(await createWorld().sent(figure)).toEqual({
      path: '/api/generate',
      key,
      status: 202,
      body: {
        source_context:
          'Our model uses a 6-layer Transformer encoder with multi-head self-attention.',
        caption: 'Figure 1: Transformer encoder architecture',
        iterations: 3,
        aspect_ratio: '16:9',
        output_formats: ['png'],
        vlm_provider: 'kie',
        vlm_model: 'gemini-2.5-flash',
        image_model: 'nano-banana-pro',
        image_resolution: '4K',
      },
    })
  })

  test('`POST /api/generate` gets the same when all fields have the names of the document', async () => {
    const { provider } = createWorld()
    const content = { context: 'Our model', prompt: 'Figure 1' }
    const common = {
      model: 'gpt-image-2-text-to-image',
      aspect: '16:9',
      resolution: '4K',
      format: 'png',
    }
    const own = {
      image_model: 'gpt-image-2-text-to-image',
      aspect_ratio: '16:9',
      image_resolution: '4K',
      output_formats: 'png',
    }
    expect(requestOf(provider, figureOf(own, content))).toEqual(
      requestOf(provider, figureOf(common, content)),
    )
  })

  test.each([
    { vlm_provider: 'kie', vlm_model: 'gemini-2.5-flash' },
    { vlm_provider: 'apimart', vlm_model: 'gemini-2.5-flash' },
  ])('`POST /api/generate` is routed through `vlm_provider` $vlm_provider', async (vlm) => {
    const sent = await createWorld().sent({ ...diagram(), options: vlm })
    expect(sent.body).toMatchObject(vlm)
  })

  // covers POST /api/generate-from-pdf: caption | iterations | aspect_ratio | output_formats png
  test('`POST /api/generate-from-pdf` gets the file as `pdf_base64`, and `pages`', async () => {
    const file = '%PDF-1.7 a paper'
    const figure = figureOf(
      { pages: '2-4', iterations: '3', aspect: '16:9', format: 'png' },
      { pdf: inputOf(file), prompt: 'Figure 1: Overall methodology pipeline' },
    )
    expect(await createWorld().sent(figure)).toMatchObject({
      path: '/api/generate-from-pdf',
      status: 202,
      body: {
        pdf_base64: Buffer.from(file).toString('base64'),
        caption: 'Figure 1: Overall methodology pipeline',
        pages: '2-4',
        iterations: 3,
        aspect_ratio: '16:9',
        output_formats: ['png'],
      },
    })
  })

  // covers POST /api/plot: rule data_json is a JSON string | iterations | aspect_ratio
  // covers POST /api/plot: output_formats png, svg, pdf | vlm_provider | vlm_model
  test('`POST /api/plot` gets `data_json` as a string of JSON, `intent` and all `output_formats`', async () => {
    const figure = figureOf(
      {
        task: 'plot',
        iterations: '3',
        aspect: '4:3',
        format: 'png,svg,pdf',
        vlm_provider: 'apimart',
        vlm_model: 'gemini-2.5-flash',
      },
      { data, prompt: 'Bar chart comparing model accuracy with value labels' },
    )
    const sent = await createWorld().sent(figure)
    const { data_json, ...rest } = sent.body
    expect(sent).toMatchObject({ path: '/api/plot', status: 202 })
    expect(JSON.parse(String(data_json))).toEqual(data)
    expect(rest).toEqual({
      intent: 'Bar chart comparing model accuracy with value labels',
      iterations: 3,
      aspect_ratio: '4:3',
      output_formats: ['png', 'svg', 'pdf'],
      vlm_provider: 'apimart',
      vlm_model: 'gemini-2.5-flash',
    })
  })

  test('`POST /api/optimize-prompt` gets `description`, `source_context`, `caption` and `diagram_type`', async () => {
    const world = createWorld()
    const { request } = resolveOptimizePrompt(
      {
        prompt:
          'Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, and a classifier head.',
        context: 'Our model uses a 6-layer Transformer encoder with multi-head self-attention.',
      },
      { caption: 'Figure 1: Transformer encoder architecture' },
    )
    if (request === undefined) throw new Error('it does not resolve')
    await world.accepted(request)
    expect(world.emulator.submissions()).toMatchObject([
      {
        path: '/api/optimize-prompt',
        status: 202,
        body: {
          description:
            'Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, and a classifier head.',
          source_context:
            'Our model uses a 6-layer Transformer encoder with multi-head self-attention.',
          caption: 'Figure 1: Transformer encoder architecture',
          diagram_type: 'methodology',
        },
      },
    ])
  })

  test('`POST /api/composite` gets `source_task_ids`, `layout`, `labels`, `spacing`, `label_position` and `label_font_size`', async () => {
    const attributes = {
      layout: '1x3',
      labels: '(a),(b),(c)',
      spacing: '20',
      label_position: 'bottom',
      label_font_size: '32',
    }
    const jobs = ['task_a', 'task_b', 'task_c'].map((id) => jobOf(id))
    const { inputs, request } = compositeOf(jobs, attributes)
    const { calls, submit } = createWorld()
    await submit(request, { inputs })
    expect(calls.map(({ body, url }) => [url, JSON.parse(String(body))])).toEqual([
      [
        `${origin}/api/composite`,
        {
          source_task_ids: ['task_a', 'task_b', 'task_c'],
          layout: '1x3',
          labels: ['(a)', '(b)', '(c)'],
          spacing: 20,
          label_position: 'bottom',
          label_font_size: 32,
        },
      ],
    ])
  })

  // covers GET /api/health: status 200 | response status | no authentication
  test('`GET /api/health` tells its `version`, and is asked without `Authorization`', async () => {
    const { calls, context } = createWorld()
    expect(await readHealth(origin, context)).toEqual({ version: '0.1.2' })
    expect(calls[0]?.headers).toEqual({ accept: 'application/json' })
  })
})

test('`GET /api/health` that is not `ok`, or no JSON, is unavailable', async () => {
  for (const body of [{ status: 'degraded' }, {}, '<html>']) {
    const { context } = answering(200, body)
    await expect(readHealth(origin, context)).rejects.toMatchObject({ code: 'service-unavailable' })
  }
  await expect(readHealth(origin, { clock: createVirtualClock() })).rejects.toMatchObject({
    code: 'service-unavailable',
  })
})

test('`services.paperbanana` needs nothing, and its `baseUrl` loses its slash', () => {
  const { settings } = paperbanana
  expect(settings.parse({})).toEqual({
    baseUrl: origin,
    imageProvider: 'kie_imagen',
    limits: [],
    quotaReserve: 1,
  })
  expect(settings.parse({ baseUrl: 'http://127.0.0.1:8090/' })).toMatchObject({
    baseUrl: 'http://127.0.0.1:8090',
  })
  expect(settings.safeParse({ baseUrl: 'file:///etc/passwd' }).success).toBe(false)
  expect(settings.safeParse({ baseUrI: origin }).success).toBe(false)
})

test('keys begin with `pb_`', () => {
  const { example, pattern } = paperbanana.key
  for (const good of [example, key, 'pb_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6']) {
    expect(good).toMatch(pattern)
  }
  for (const bad of ['sk-team-abcdefabcdefabcdef', 'YOUR_ADMIN_KEY', 'pb_']) {
    expect(bad).not.toMatch(pattern)
  }
})

test('`credentials` are for the own origin, with the key that made the picture', () => {
  const provider = createPaperbanana({ baseUrl: 'https://mirror.example/banana' })
  expect(provider.credentials?.(keyPrint)).toEqual({
    origin: 'https://mirror.example',
    headers: { authorization: `Bearer ${key}` },
  })
  expect(provider.credentials?.('deadbeef')).toBeUndefined()
  expect(createServiceKeys([key]).fingerprints).toEqual([keyPrint])
})
