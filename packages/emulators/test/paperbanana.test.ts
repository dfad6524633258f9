import { describe, expect, it } from 'vitest'
import type { Fault } from '../src/faults.ts'
import {
  createClient,
  diagram,
  key,
  origin,
  otherKey,
  pdf,
  plot,
  sizeOfPng,
  sizeOfPreview,
} from './paperbanana-client.ts'

const submissions: [string, unknown, string][] = [
  ['generate', diagram, 'methodology'],
  ['generate-from-pdf', pdf, 'methodology'],
  ['optimize-prompt', { description: 'Draw an encoder.' }, 'prompt_optimization'],
  ['plot', plot, 'statistical_plot'],
]

describe('a task', () => {
  // covers GET /api/tasks/{task_id}: response diagram_type methodology
  // covers GET /api/tasks/{task_id}: response diagram_type statistical_plot
  // covers GET /api/tasks/{task_id}: response diagram_type prompt_optimization
  it.each(submissions)(
    'of %s is accepted as pending, and completes',
    async (endpoint, body, type) => {
      const { post, task, wait } = createClient()
      const accepted = await post(endpoint, body)
      expect(accepted.status).toBe(202)
      expect(accepted.json).toEqual({
        task_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: 'pending',
      })
      const id = accepted.json.task_id
      expect((await task(id)).json).toEqual({
        task_id: id,
        status: 'pending',
        diagram_type: type,
        image_base64: null,
        artifacts: {},
        description: null,
        error: null,
      })
      await wait(2_000)
      expect((await task(id)).json.status).toBe('running')
      await wait(118_000)
      const { description, error, status } = (await task(id)).json
      expect({ status, error }).toEqual({ status: 'completed', error: null })
      expect(description).not.toBe('')
    },
  )

  it('takes longer with more iterations, from 30 seconds to 120', async () => {
    const { post, task, wait } = createClient()
    const { task_id: short } = (await post('generate', { ...diagram, iterations: 1 })).json
    const { task_id: long } = (await post('generate', { ...diagram, iterations: 10 })).json
    const states = async () => [(await task(short)).json.status, (await task(long)).json.status]
    await wait(29_999)
    expect(await states()).toEqual(['running', 'running'])
    await wait(1)
    expect(await states()).toEqual(['completed', 'running'])
    await wait(90_000)
    expect(await states()).toEqual(['completed', 'completed'])
  })

  // covers GET /api/tasks/{task_id}/image: error 404 prompt optimization
  it('has a text and no picture when a prompt was optimized', async () => {
    const { finish, image } = createClient()
    const done = await finish('optimize-prompt', {
      description: 'Draw an encoder.',
      webhook_include_image: true,
    })
    expect(done.description).toContain('Draw an encoder.')
    expect([done.image_base64, done.artifacts]).toEqual([null, {}])
    expect((await image(done.task_id)).status).toBe(404)
  })

  // covers GET /api/tasks/{task_id}/image: error 404 unknown
  it('is unknown to other keys, after a new start, and when it never was', async () => {
    const { emulator, image, post, task } = createClient()
    const { task_id: id } = (await post('generate', diagram)).json
    for (const answer of [await task(id, otherKey), await image(id, '', otherKey), await task('x')])
      expect([answer.status, answer.json]).toEqual([404, { detail: 'Task not found' }])
    emulator.restart()
    expect((await task(id)).status).toBe(404)
    expect(emulator.charges()).toHaveLength(1)
  })
})

describe('a picture', () => {
  it.each([
    [
      { aspect_ratio: '16:9', image_resolution: '4K', image_model: 'nano-banana-pro' },
      [4096, 2304],
    ],
    [{ aspect_ratio: '2:3', image_resolution: '2K' }, [1365, 2048]],
    [{ aspect_ratio: '1:1' }, [1024, 1024]],
    [{ aspect_ratio: 'auto' }, [1024, 576]],
    [{}, [1024, 576]],
  ])('has the asked size: %j', async (fields, size) => {
    const { finish, image } = createClient()
    const done = await finish('generate', { ...diagram, ...fields })
    expect(sizeOfPreview(done.image_base64)).toEqual(size)
    const downloaded = await image(done.task_id)
    expect(downloaded.headers).toEqual({ 'content-type': 'image/png' })
    expect(downloaded.bytes.toString('base64')).toBe(done.image_base64)
  })

  it('differs between requests', async () => {
    const { finish } = createClient()
    const one = await finish('generate', diagram)
    const other = await finish('generate', { ...diagram, caption: 'Another' })
    expect(one.image_base64).not.toBe(other.image_base64)
  })

  // covers GET /api/tasks/{task_id}: response artifacts.format | response artifacts.media_type
  it('of a plot can be downloaded in every format that was asked for', async () => {
    const { finish, image } = createClient()
    const { artifacts, task_id: id } = await finish('plot', {
      ...plot,
      aspect_ratio: '4:3',
      output_formats: ['png', 'svg', 'pdf'],
    })
    const url = `${origin}/api/tasks/${id}/image`
    expect(artifacts).toEqual({
      png: { format: 'png', media_type: 'image/png', download_url: url },
      svg: { format: 'svg', media_type: 'image/svg+xml', download_url: `${url}?format=svg` },
      pdf: { format: 'pdf', media_type: 'application/pdf', download_url: `${url}?format=pdf` },
    })
    expect(sizeOfPng((await image(id, '?format=png')).bytes)).toEqual([1024, 768])
    const svg = await image(id, '?format=svg')
    expect(svg.headers['content-type']).toBe('image/svg+xml')
    expect(svg.bytes.toString()).toContain('viewBox="0 0 1024 768"')
    const file = await image(id, '?format=pdf')
    expect(file.headers['content-type']).toBe('application/pdf')
    expect(file.bytes.toString('latin1')).toContain('/MediaBox [0 0 1024 768]')
  })

  // covers GET /api/tasks/{task_id}/image: error 404 not available yet
  it('is not found in a format that was not exported, nor before it is ready', async () => {
    const { image, post, wait } = createClient()
    const { task_id: id } = (await post('plot', { ...plot, output_formats: ['svg'] })).json
    expect((await image(id)).status).toBe(404)
    await wait(200_000)
    expect((await image(id, '?format=pdf')).status).toBe(404)
    expect((await image(id, '?format=svg')).status).toBe(200)
    // The preview is there in any case.
    expect((await image(id)).status).toBe(200)
    expect((await image(id, '?format=gif')).json.detail[0].loc).toEqual(['query', 'format'])
    expect((await image(id, '?size=1')).json.detail[0].type).toBe('extra_forbidden')
  })
})

describe('a request', () => {
  const long = 'x'.repeat(200_000)
  // covers POST /api/composite: limit source_task_ids at least 2
  it.each([
    ['generate', { caption: 'x' }, 'missing', ['source_context']],
    ['generate', { source_context: 'x' }, 'missing', ['caption']],
    ['generate', { ...diagram, style: 'flat' }, 'extra_forbidden', ['style']],
    ['generate', { ...diagram, caption: 1 }, 'string_type', ['caption']],
    ['generate', { ...diagram, iterations: 0 }, 'greater_than_equal', ['iterations']],
    ['generate', { ...diagram, iterations: 11 }, 'less_than_equal', ['iterations']],
    ['generate', { ...diagram, iterations: 1.5 }, 'int_type', ['iterations']],
    ['generate', { ...diagram, aspect_ratio: '3:1' }, 'literal_error', ['aspect_ratio']],
    ['generate', { ...diagram, output_formats: 'png' }, 'array_type', ['output_formats']],
    ['generate', { ...diagram, output_formats: ['svg'] }, 'literal_error', ['output_formats', 0]],
    ['generate', { ...diagram, vlm_provider: 'openai' }, 'literal_error', ['vlm_provider']],
    ['generate', { ...diagram, image_model: 'dall-e' }, 'literal_error', ['image_model']],
    ['generate', { ...diagram, image_resolution: '8K' }, 'literal_error', ['image_resolution']],
    ['generate', { ...diagram, webhook_url: 'ftp://x' }, 'value_error', ['webhook_url']],
    [
      'generate',
      { ...diagram, webhook_include_image: 'no' },
      'boolean_type',
      ['webhook_include_image'],
    ],
    ['generate-from-pdf', { ...pdf, source_context: long }, 'extra_forbidden', ['source_context']],
    ['optimize-prompt', {}, 'missing', ['description']],
    [
      'optimize-prompt',
      { description: 'x', diagram_type: 'plot' },
      'literal_error',
      ['diagram_type'],
    ],
    ['plot', { ...plot, data_json: { a: [1] } }, 'string_type', ['data_json']],
    ['plot', { ...plot, image_resolution: '1K' }, 'extra_forbidden', ['image_resolution']],
    ['composite', { source_task_ids: ['a'] }, 'too_short', ['source_task_ids']],
    ['composite', { source_task_ids: ['a', 'b'], layout: '2 by 2' }, 'value_error', ['layout']],
    [
      'composite',
      { source_task_ids: ['a', 'b'], label_position: 'left' },
      'literal_error',
      ['label_position'],
    ],
    ['generate', [], 'object_type', []],
  ])('to %s that is not valid names the field: %#', async (endpoint, body, type, path) => {
    const { emulator, post } = createClient()
    const { json, status } = await post(endpoint, body)
    expect(status).toBe(422)
    expect(json.detail).toEqual([
      expect.objectContaining({ type, loc: ['body', ...path], msg: expect.any(String) }),
    ])
    expect(json.detail[0]).toHaveProperty('input')
    expect(emulator.charges()).toEqual([])
  })

  it.each([
    [{ image_model: 'google/nano-banana', image_resolution: '1K' }, 422],
    [{ image_model: 'google/nano-banana' }, 202],
    [{ image_model: 'nano-banana-2', image_resolution: '4K', aspect_ratio: 'auto' }, 202],
    [
      { image_model: 'gpt-image-2-text-to-image', image_resolution: '2K', aspect_ratio: 'auto' },
      422,
    ],
    [
      { image_model: 'gpt-image-2-text-to-image', image_resolution: '1K', aspect_ratio: 'auto' },
      202,
    ],
    [
      { image_model: 'gpt-image-2-text-to-image', image_resolution: '4K', aspect_ratio: '1:1' },
      422,
    ],
    [
      { image_model: 'gpt-image-2-text-to-image', image_resolution: '2K', aspect_ratio: '1:1' },
      202,
    ],
    [
      { image_model: 'gpt-image-2-text-to-image', image_resolution: '4K', aspect_ratio: '16:9' },
      202,
    ],
  ])('keeps to what an image model can do: %j', async (fields, status) => {
    const { post } = createClient()
    expect((await post('generate', { ...diagram, ...fields })).status).toBe(status)
    expect((await post('generate-from-pdf', { ...pdf, ...fields })).status).toBe(status)
  })

  it('can name an image model only when the image provider is kie_imagen', async () => {
    const { post } = createClient({ imageProvider: 'google_imagen' })
    const { json, status } = await post('generate', { ...diagram, image_model: 'nano-banana-pro' })
    expect([status, typeof json.detail]).toEqual([422, 'string'])
    expect((await post('generate', diagram)).status).toBe(202)
  })

  it('has plot data as a text of JSON', async () => {
    const { post } = createClient()
    const { json, status } = await post('plot', { ...plot, data_json: '{broken' })
    expect(status).toBe(422)
    expect(json.detail).toMatch(/^Invalid JSON in data_json: /)
  })

  // covers POST /api/generate-from-pdf: pdf_base64 as data URL
  it.each(['1', '1,3-5', '5-3'])('can select pages %s of a PDF', async (pages) => {
    const { post } = createClient()
    const pdf_base64 = `data:application/pdf;base64,${pdf.pdf_base64}`
    expect((await post('generate-from-pdf', { ...pdf, pdf_base64, pages })).status).toBe(202)
  })

  it.each([
    { pages: '0' },
    { pages: '' },
    { pages: '1;2' },
    { pages: '2-' },
    { pdf_base64: 'JVBERi0*' },
    { pdf_base64: '' },
    { pdf_base64: Buffer.from('<html>').toString('base64') },
    { pdf_base64: `data:image/png;base64,${pdf.pdf_base64}` },
  ])('has a PDF and a selection of its pages, not %j', async (fields) => {
    const { post } = createClient()
    const { json, status } = await post('generate-from-pdf', { ...pdf, ...fields })
    expect([status, typeof json.detail]).toEqual([422, 'string'])
  })

  it('has a body that is JSON and says so', async () => {
    const { call } = createClient()
    const typeOf = async (body?: string, headers = {}) =>
      (await call('POST', '/api/generate', { body, headers })).json.detail[0].type
    expect(await typeOf('{')).toBe('json_invalid')
    expect(await typeOf()).toBe('missing')
    expect(await typeOf('{}', { 'content-type': 'text/plain' })).toBe('model_attributes_type')
  })

  it('goes to what exists', async () => {
    const { call } = createClient()
    expect((await call('GET', '/api/generate')).status).toBe(405)
    expect((await call('POST', '/api/health')).status).toBe(405)
    expect((await call('GET', '/api/credits')).status).toBe(404)
    expect((await call('POST', '/api/generate?async=1', { body: diagram })).status).toBe(422)
  })

  it('for health needs no key', async () => {
    const { call } = createClient()
    const { json, status } = await call('GET', '/api/health', { token: '' })
    expect([status, json]).toEqual([200, { status: 'ok', version: '0.1.2' }])
  })
})

describe('a composite', () => {
  const compose = async (fields: object, panels = 3) => {
    const client = createClient()
    const ids: string[] = []
    for (const aspect_ratio of ['16:9', '1:1', '2:3'].slice(0, panels))
      ids.push((await client.finish('generate', { ...diagram, aspect_ratio })).task_id)
    const { json, status } = await client.post('composite', { source_task_ids: ids, ...fields })
    await client.wait(2_000)
    return { client, ids, status, json, task: (await client.task(json.task_id)).json }
  }

  // Cells of 1024 by 1024, and 32 for the label.
  // covers POST /api/composite: default layout auto | default spacing 20 | default label_font_size 32
  it.each([
    [{ layout: '1x3' }, [3 * 1024 + 4 * 20, 1056 + 2 * 20]],
    [{ layout: '3x1', spacing: 0 }, [1024, 3 * 1056]],
    [{ layout: '2x2', label_font_size: 10 }, [2 * 1024 + 3 * 20, 2 * 1034 + 3 * 20]],
    [{}, [2 * 1024 + 3 * 20, 2 * 1056 + 3 * 20]],
  ])('is as large as its panels, spacing and labels: %j', async (fields, size) => {
    const { task } = await compose(fields)
    expect(task.status).toBe('completed')
    expect(sizeOfPreview(task.image_base64)).toEqual(size)
    expect(task.description).toBe('Panels (a), (b), (c)')
    expect(Object.keys(task.artifacts)).toEqual(['png'])
  })

  it('has the labels that it is given, one for each panel', async () => {
    const { task } = await compose({ labels: ['left', 'right'], label_position: 'top' }, 2)
    expect(task.description).toBe('Panels left, right')
    expect((await compose({ labels: ['left'] }, 2)).status).toBe(422)
  })

  it('needs a layout with room for its panels', async () => {
    const { json, status } = await compose({ layout: '1x2' })
    expect([status, json]).toEqual([422, { detail: 'Layout 1x2 has room for 2 of 3 panels' }])
  })

  // covers POST /api/composite: rule sources completed | rule sources with an image
  it('is made only of completed pictures of the same key, and costs nothing otherwise', async () => {
    const { client, ids } = await compose({})
    const { finish, post, emulator } = client
    const { task_id: running } = (await post('generate', diagram)).json
    const { task_id: text } = await finish('optimize-prompt', { description: 'x' })
    const { task_id: late } = (await post('generate', diagram)).json
    const before = emulator.charges().length
    for (const id of ['unknown', text, late])
      expect((await post('composite', { source_task_ids: [ids[0], id] })).status).toBe(404)
    expect((await post('composite', { source_task_ids: ids }, otherKey)).status).toBe(404)
    expect(emulator.charges()).toHaveLength(before)
    expect((await post('composite', { source_task_ids: [ids[0], running] })).status).toBe(202)
  })
})

describe('a fault', () => {
  const before: Fault[] = ['refuse', 'reset-before', '500-before', '503-before', '429']
  const after: Fault[] = [
    'reset-after',
    'hang',
    '500-after',
    '503-after',
    'html',
    'invalid-json',
    'huge-answer',
  ]

  it.each(before)('%s takes nothing', async (fault) => {
    const { emulator, post } = createClient({ faultOf: () => fault })
    await post('generate', diagram)
    expect(emulator.charges()).toEqual([])
  })

  it.each(after)('%s takes the request and spoils its answer', async (fault) => {
    const { emulator, post, task } = createClient({
      faultOf: (kind) => (kind === 'submit' ? fault : undefined),
    })
    await post('generate', diagram)
    const [charge] = emulator.charges()
    expect(charge).toEqual({ task: expect.any(String), credits: 1, request: diagram })
    expect((await task(charge?.task ?? '')).status).toBe(200)
  })

  it('500 is worded as the service words its errors', async () => {
    const { post } = createClient({ faultOf: () => '500-after' })
    const { json, status } = await post('generate', diagram)
    expect([status, json]).toEqual([500, { detail: 'Internal Server Error' }])
  })

  it.each([
    ['stuck-task', 200, 'running', null],
    ['failed-task', 200, 'failed', 'The image model returned no picture'],
    ['lost-task', 404, undefined, undefined],
  ] as const)(
    '%s stays with the task, and the unit is spent',
    async (fault, status, state, error) => {
      const { emulator, image, post, task, wait } = createClient({
        faultOf: (kind) => (kind === 'submit' ? fault : undefined),
      })
      const accepted = await post('generate', diagram)
      await wait(1e7)
      const found = await task(accepted.json.task_id)
      expect([found.status, found.json.status, found.json.error]).toEqual([status, state, error])
      expect((await image(accepted.json.task_id)).status).toBe(404)
      expect(emulator.charges()).toHaveLength(1)
    },
  )

  it('of a picture spoils the download, and the preview in the answer', async () => {
    const faults: Partial<Record<string, Fault[]>> = {
      read: ['truncated-picture'],
      picture: ['truncated-picture', 'wrong-picture', 'huge-picture', 'private-picture'],
    }
    const { emulator, image, post, task, wait } = createClient({
      faultOf: (kind, index) => faults[kind]?.[index],
    })
    const { task_id: id } = (await post('generate', diagram)).json
    await wait(200_000)
    const half = Buffer.from((await task(id)).json.image_base64, 'base64')
    const whole = Buffer.from((await task(id)).json.image_base64, 'base64')
    expect(half).toEqual(whole.subarray(0, whole.length >> 1))
    expect((await image(id)).bytes).toEqual(half)
    expect((await image(id)).bytes.toString()).toContain('<html>')
    expect((await image(id)).headers['content-length']).toBe(String(2 ** 40))
    const { headers, status } = await image(id)
    expect([status, headers.location]).toEqual([302, 'http://169.254.169.254/latest/meta-data'])
    expect((await image(id)).bytes).toEqual(whole)
    expect(emulator.requests).toEqual({ submits: 1, reads: 2, pictures: 5, refused: 0 })
  })

  it('is counted, and what was submitted is kept in order', async () => {
    const faults: Fault[] = ['refuse', '429', '500-after']
    const { emulator, post } = createClient({ faultOf: (_, index) => faults[index] })
    for (const caption of ['a', 'b', 'c', 'd']) await post('generate', { ...diagram, caption })
    await post('generate', {})
    expect(emulator.submissions()).toEqual([
      ...[
        ['b', 429],
        ['c', 500],
        ['d', 202],
      ].map(([caption, status]) => ({
        path: '/api/generate',
        key,
        body: { ...diagram, caption },
        status,
      })),
      { path: '/api/generate', key, body: {}, status: 422 },
    ])
    expect(emulator.requests).toEqual({ submits: 5, reads: 0, pictures: 0, refused: 1 })
  })
})
