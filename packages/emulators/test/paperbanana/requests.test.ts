import { describe, expect, it } from 'vitest'
import { createClient, diagram, pdf, plot } from './client.ts'

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
    const { json, status } = await call('GET', '/api/health', { key: '' })
    expect([status, json]).toEqual([200, { status: 'ok', version: '0.1.2' }])
  })
})
