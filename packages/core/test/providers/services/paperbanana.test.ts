import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import type { Fault } from '../../../../emulators/src/faults.js'
import { parsePanelOptions } from '../../../src/providers/local/panels/panel-options.js'
import { compositeRequest } from '../../../src/providers/services/paperbanana/composite.js'
import { readHealth } from '../../../src/providers/services/paperbanana/health.js'
import { resolveOptimizePrompt } from '../../../src/providers/services/paperbanana/optimize-prompt.js'
import { paperbanana } from '../../../src/providers/services/paperbanana.js'
import { createServiceKeys } from '../../../src/providers/services/service-keys.js'
import { providerContract, requestOf } from '../provider-contract.js'
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
  otherKeyPrint,
} from './paperbanana-setup.js'

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

  test('`POST /api/composite` gets `source_task_ids`, `layout`, `labels`, `spacing`, `label_position` and `label_font_size`', () => {
    const attributes = {
      layout: '1x3',
      labels: '(a),(b),(c)',
      spacing: '20',
      label_position: 'bottom',
      label_font_size: '32',
    }
    const { options } = parsePanelOptions(attributes, 3)
    if (options === undefined) throw new Error('the options are wrong')
    expect(compositeRequest(['task_a', 'task_b', 'task_c'], options)).toEqual({
      provider: 'paperbanana',
      operation: 'composite',
      body: {
        source_task_ids: ['task_a', 'task_b', 'task_c'],
        layout: '1x3',
        labels: ['(a)', '(b)', '(c)'],
        spacing: 20,
        label_position: 'bottom',
        label_font_size: 32,
      },
    })
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

describe('submitting', () => {
  // covers authentication: header Authorization Bearer
  test('all requests carry the key of their turn as `Authorization: Bearer`', async () => {
    const world = createWorld()
    const handle = await world.accepted(requestOf(world.provider, diagram()), {
      key: otherKeyPrint,
    })
    expect(handle).toMatchObject({ provider: 'paperbanana', origin, keyFingerprint: otherKeyPrint })
    expect(world.calls[0]?.headers?.authorization).toBe(`Bearer pb_${'f'.repeat(32)}`)
  })

  // covers prices: one unit at acceptance
  test('one unit is charged for each submission, at acceptance, and estimated before', async () => {
    const world = createWorld()
    const request = requestOf(world.provider, figureOf({ iterations: '10' }, { prompt: 'a' }))
    expect(world.provider.estimate(request)).toEqual({ credits: 1, bound: 'exact' })
    expect(await world.submit(request)).toMatchObject({ status: 'accepted', costCredits: 1 })
    expect(world.emulator.charges()).toMatchObject([{ credits: 1 }])
  })

  test.each<[Fault, string]>([
    ['refuse', 'rejected'],
    ['429', 'rejected'],
    ['reset-before', 'unknown'],
    ['reset-after', 'unknown'],
    ['hang', 'unknown'],
    ['500-before', 'unknown'],
    ['500-after', 'unknown'],
    ['503-after', 'unknown'],
    ['invalid-json', 'unknown'],
    ['html', 'unknown'],
    ['huge-answer', 'unknown'],
  ])('a submission that meets %s is %s, and sent once', async (fault, status) => {
    const world = createWorld({ faultOf: () => fault })
    const outcome = await world.submit(requestOf(world.provider, diagram()))
    expect(outcome.status).toBe(status)
    expect(world.calls).toHaveLength(1)
  })

  test.each([
    ['error 401', 401, 'Invalid API key', /401: Invalid API key/, /doctor/],
    ['error 403 disabled', 403, 'API key is disabled', /disabled/, /enabled again/],
    ['error 403 quota exhausted', 403, 'Quota exhausted', /Quota/, /quota of this key/],
    ['error 404', 404, 'Task not found', /404: Task not found/, undefined],
    ['error 422', 422, 'Invalid JSON in data_json: line 1', /Invalid JSON/, undefined],
  ])(
    '`%s` with a `detail` as a text: refused, nothing charged',
    async (_, status, detail, said, hint) => {
      const { context, provider } = answering(status, { detail })
      const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
      if (outcome?.status !== 'rejected') throw new Error(`it is ${outcome?.status}`)
      expect(outcome.error.code).toBe('service-refused')
      expect(outcome.error.message).toMatch(said)
      if (hint !== undefined) expect(outcome.error.hint).toMatch(hint)
      expect(outcome.again).toBeUndefined()
    },
  )

  test('`detail` as a list is told by place and reason, and what was sent is not repeated', async () => {
    const detail = [
      { type: 'missing', loc: ['body', 'caption'], msg: 'Field required', input: 'my whole paper' },
      { type: 'x', loc: ['body', 'data', 0], msg: 'Not a number', input: { secret: 'my paper' } },
    ]
    const { context, provider } = answering(422, { detail })
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    const text = outcome?.status === 'rejected' ? outcome.error.message : ''
    expect(text).toBe(
      '`paperbanana` answered 422: body.caption: Field required; body.data.0: Not a number',
    )
  })

  test.each([
    ['an HTML page', '<html>'],
    ['no `task_id`', { status: 'pending' }],
    ['a `task_id` with slashes', { task_id: '../admin/keys', status: 'pending' }],
    ['a `task_id` that is no text', { task_id: 7, status: 'pending' }],
    ['an endless `task_id`', { task_id: 'a'.repeat(300) }],
    ['a list', []],
  ])('`202` with %s is unknown: it may have been charged', async (_, body) => {
    const { context, provider } = answering(202, body)
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    expect(outcome).toEqual({
      status: 'unknown',
      reason: '`paperbanana` took it, and named no task',
    })
  })

  test('a redirect is not followed, and proves nothing', async () => {
    const { calls, context, provider } = answering(307, '', { location: 'https://evil.example/' })
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    expect(outcome?.status).toBe('unknown')
    expect(calls).toHaveLength(1)
  })

  test('a key that is not configured any more sends nothing', async () => {
    const world = createWorld()
    const outcome = await world.submit(requestOf(world.provider, diagram()), { key: 'deadbeef' })
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later' })
    expect(world.calls).toEqual([])
  })

  test('a PDF that changed since, is gone or is not at hand is not sent', async () => {
    const pdf = inputOf('%PDF-1.7 a paper')
    const world = createWorld()
    const request = requestOf(world.provider, figureOf({}, { pdf, prompt: 'Figure 1' }))
    const reasonOf = async (inputs = [pdf]) => {
      const outcome = await world.submit(request, { inputs })
      return outcome.status === 'rejected' ? outcome.error.message : outcome.status
    }
    expect(await reasonOf([])).toMatch(/not at hand/)
    writeFileSync(pdf.path, '%PDF-1.7 another paper')
    expect(await reasonOf()).toMatch(/changed/)
    rmSync(pdf.path)
    expect(await reasonOf()).toMatch(/cannot be read/)
    expect(world.calls).toEqual([])
  })
})

test('`services.paperbanana` needs nothing, and its `baseUrl` loses its slash', () => {
  const { settings } = paperbanana
  expect(settings.parse({})).toEqual({ baseUrl: origin, imageProvider: 'kie_imagen', limits: [] })
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
