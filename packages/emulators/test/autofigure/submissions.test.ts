import { describe, expect, test } from 'vitest'
import { apple, createClient, diagram, key } from './client.ts'

const source = { image_input: ['https://example.com/source.png'] }
const fromSource = {
  ...apple,
  scene: 'image-to-image',
  model: 'nano-banana-2',
  options: { ...source, google_search: true },
}
const diagramFromSource = {
  type: 'pipeline',
  scene: 'image-to-image',
  options: { content: 'This paper', task_name: 'plot', ...source },
}
const withImage = (image: string) => ({ ...fromSource, options: { image_input: [image] } })

describe('a submission', () => {
  test.each([apple, diagram, fromSource, diagramFromSource])('is taken: %j', async (body) => {
    const { submit } = createClient()
    const answer = await submit(body)
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual({ 'content-type': 'application/json' })
    expect(answer.json).toEqual({
      success: true,
      data: {
        task_id: expect.stringMatching(
          /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/,
        ),
        status: 'pending',
        cost_credits: expect.any(Number),
      },
    })
  })

  test.each([
    ['type', { ...apple, type: 'fancy' }],
    ['scene', { ...apple, scene: 'text-to-video' }],
    ['prompt', { ...apple, prompt: undefined }],
    ['prompt', { ...diagram, prompt: undefined }],
    ['prompt', { ...apple, prompt: 'x'.repeat(10_001) }],
    ['model', { ...apple, model: undefined }],
    ['model', { ...apple, model: 'nano-banana' }],
    ['model', { ...diagram, model: 'nano-banana-pro' }],
    ['options', { ...diagram, options: undefined }],
    ['options.resolution', { ...apple, options: { resolution: '8K' } }],
    ['options.aspect_ratio', { ...apple, options: { aspect_ratio: 'wide' } }],
    ['options.output_format', { ...apple, options: { output_format: 'gif' } }],
    ['options.google_search', { ...apple, options: { google_search: true } }],
    ['image_input', { ...apple, options: source }],
    ['image_input', { ...fromSource, options: {} }],
    ['image_input', { ...fromSource, options: { image_input: [] } }],
    ['image_input', { ...fromSource, options: { image_input: Array(11).fill('https://a.org/') } }],
    ['content', { ...diagram, options: {} }],
    ['content', { ...diagram, options: { content: 'x'.repeat(100_001) } }],
    ['content', { ...apple, options: { content: 'This paper' } }],
    ['task_name', { ...diagram, options: { content: 'This paper', task_name: 'photo' } }],
    ['aspect_ratio', { ...diagram, options: { content: 'This paper', aspect_ratio: '1:1' } }],
    ['seed', { ...apple, seed: 7 }],
    ['options.image_input.0', withImage('http://example.com/a.png')],
    ['options.image_input.0', withImage('https://example.com:8443/a.png')],
    ['options.image_input.0', withImage('https://10.1.2.3/a.png')],
    ['options.image_input.0', withImage('https://2130706433/a.png')],
    ['options.image_input.0', withImage('https://[::ffff:192.168.0.1]/a.png')],
    ['options.image_input.0', withImage('https://[fd00::1]/a.png')],
    ['options.image_input.0', withImage('https://printer.local/a.png')],
    ['options.image_input.0', withImage('data:image/png;base64,AAAA')],
  ])('is refused with 400, which names %s', async (field, body) => {
    const { emulator, submit } = createClient()
    const answer = await submit(body)
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      success: false,
      error: { message: expect.stringContaining(field) },
    })
    expect(emulator.submissions()).toMatchObject([{ status: 400, key }])
  })

  test('has room for exactly what the limits say', async () => {
    const { submit } = createClient()
    const images = Array(10).fill('https://example.com:443/a.png')
    const content = 'x'.repeat(100_000)
    const body = { ...diagramFromSource, prompt: 'x'.repeat(10_000) }
    expect((await submit({ ...body, options: { content, image_input: images } })).status).toBe(200)
  })

  test('is refused without a length, over 1 MB, or without JSON', async () => {
    const { emulator, send } = createClient()
    const path = '/api/v1/generate'
    const headers = { authorization: `Bearer ${key}` }
    const chunked = { method: 'POST', path, headers, body: Buffer.from('{}'), address: '' }
    expect((await emulator.handle(chunked)).status).toBe(411)
    expect((await send('POST', path, { body: ' '.repeat(1_000_001) })).status).toBe(413)
    expect((await send('POST', path, { body: ' '.repeat(1_000_000) })).status).toBe(400)
    expect(emulator.charges()).toEqual([])
  })

  test('is refused with 402 when too little is left', async () => {
    const { emulator, submit, take, wait } = createClient({ credits: 15 })
    await take()
    await wait(60_000)
    expect((await submit(apple)).status).toBe(402)
    expect((await submit({ ...apple, model: 'nano-banana-2' })).status).toBe(200)
    await wait(60_000)
    expect(emulator.charges().map(({ credits }) => credits)).toEqual([10, 5])
  })
})
