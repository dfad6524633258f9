import { describe, expect, test } from 'vitest'
import { atSubmit, jsonOf, sizeOfPng } from '../emulator-client.ts'
import { createClient, key, order, origin, statusPath, textWithPicture } from './client.ts'

describe('a generation', () => {
  test('is answered with exactly what the document shows', async () => {
    const { handle } = createClient()
    const answer = await handle('POST', '/v1/generate', order)
    expect(answer.status).toBe(200)
    expect(jsonOf(answer)).toEqual({
      code: 0,
      message: 'ok',
      data: {
        task_id: expect.any(String),
        provider_task_id: expect.any(String),
        status: 'pending',
        usage_event_id: expect.any(String),
      },
    })
  })

  test('goes from pending over processing to results, seen by request id', async () => {
    const { ask, generate, wait } = createClient()
    const { task_id } = await generate()
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'pending', task_id })
    await wait(10_000)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'processing' })
    expect(await ask('GET', statusPath)).not.toHaveProperty('outputs')
    await wait(10_000)
    expect(await ask('GET', statusPath)).toMatchObject({
      request_id: order.request_id,
      status: 'succeeded',
      outputs: [{ url: `${origin}/results/${task_id}/0.png` }],
    })
  })

  test('gives as many different pictures as asked for, of the shape and resolution asked for', async () => {
    const { ask, generate, handle, wait } = createClient()
    await generate({ units: { count: 4, resolution: '2K', aspect_ratio: '16:9' } })
    await wait(20_000)
    const { outputs } = (await ask('GET', statusPath)) as { outputs: { url: string }[] }
    const pictures = await Promise.all(
      outputs.map(({ url }) => handle('GET', url.slice(origin.length))),
    )
    expect(pictures.map(({ body }) => sizeOfPng(body))).toEqual(Array(4).fill([2048, 1152]))
    expect(new Set(pictures.map(({ body }) => Buffer.from(body).toString('hex'))).size).toBe(4)
  })

  test('gives a film whose boxes fill it, from ftyp on, and that lasts as long as asked for', async () => {
    const client = createClient()
    await client.generate({ model: 'veo3_fast', units: { duration: 8 } })
    const { body, headers } = await client.downloadFirst()
    const bytes = Buffer.from(body)
    const boxes: string[] = []
    for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
      boxes.push(bytes.toString('latin1', at + 4, at + 8))
    expect(headers['content-type']).toBe('video/mp4')
    expect(boxes).toEqual(['ftyp', 'moov', 'free', 'mdat', 'free'])
    const track = bytes.indexOf('tkhd') + 4
    const size = [track + 76, track + 80].map((at) => bytes.readUInt32BE(at) / 65_536)
    expect(size).toEqual([1280, 720])
    const header = bytes.indexOf('mvhd') + 4
    expect(bytes.readUInt32BE(header + 16) / bytes.readUInt32BE(header + 12)).toBe(8)
  })

  test('gives a sound whose header tells its length', async () => {
    const client = createClient()
    await client.generate({ model: 'V5' })
    const { body, headers } = await client.downloadFirst()
    const bytes = Buffer.from(body)
    expect(headers['content-type']).toBe('audio/wav')
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
  })

  test('has no results to download before its end', async () => {
    const { generate, handle } = createClient()
    const { task_id } = await generate()
    expect(await handle('GET', `/results/${task_id}/0.png`)).toMatchObject({ status: 404 })
  })

  test.each([
    ['no request_id', { request_id: undefined }, 'request_id'],
    ['no model', { model: undefined }, 'model'],
    ['no prompt', { prompt: undefined }, 'prompt'],
    ['a field that nobody knows', { seed: 1 }, 'seed'],
    ['a unit that nobody knows', { units: { seed: 1 } }, 'seed'],
    ['a scene, which the document does not name', { scene: 'text-to-image' }, 'scene'],
    ['three pictures', { units: { count: 3 } }, 'units.count'],
    ['a resolution of films', { units: { resolution: '1080p' } }, 'units.resolution'],
    ['a picture that lasts', { units: { duration: 5 } }, 'units.duration'],
    ['a shape that is none', { units: { aspect_ratio: 'wide' } }, 'units.aspect_ratio'],
    ['two films', { model: 'veo3', units: { count: 2 } }, 'units.count'],
    ['music with a shape', { model: 'V5', units: { aspect_ratio: '1:1' } }, 'units.aspect_ratio'],
    ['a product that the model does not make', { product: 'video' }, 'product'],
    ['no picture to edit', { model: 'qwen/image-to-image' }, 'input_image_urls'],
    ['a picture for text-to-image', textWithPicture('qwen/text-to-image'), 'input_image_urls'],
    ['a picture for music', textWithPicture('V4'), 'input_image_urls'],
    ['a picture that is a file', { input_image_urls: ['file:///etc/passwd'] }, 'input_image_urls'],
  ])('is refused with %s, and costs nothing', async (_, fields, named) => {
    const { emulator, generate } = createClient()
    expect(await generate(fields)).toEqual({
      error: 'invalid_request',
      suggestion: expect.stringContaining(named),
    })
    expect(emulator.charges()).toEqual([])
  })

  test('is refused with a body that is no JSON, and of a model that is not listed', async () => {
    const { ask, generate } = createClient()
    expect(await ask('POST', '/v1/generate')).toMatchObject({ error: 'invalid_request' })
    expect(await generate({ model: 'nano' })).toMatchObject({ error: 'unknown_model' })
  })

  test('needs no prompt where there is a picture to start from', async () => {
    const { generate } = createClient()
    const fields = { ...textWithPicture('fal-ai/ltx-2/image-to-video'), prompt: undefined }
    expect(await generate(fields)).toMatchObject({ status: 'pending' })
  })

  test('may name its scene, like the live service', async () => {
    const { generate } = createClient({ acceptsScene: true })
    expect(await generate({ scene: 'text-to-image' })).toMatchObject({ status: 'pending' })
  })
})

test('its books name the task, its request, and what was submitted with which status', async () => {
  const { emulator, generate, handle } = createClient(atSubmit('500-after'))
  await handle('POST', '/v1/generate', order)
  await generate({ units: { count: 3 } })
  expect(emulator.charges()).toEqual([{ task: expect.any(String), credits: 20, request: order }])
  expect(emulator.submissions()).toEqual([
    { path: '/v1/generate', key, body: order, status: 500 },
    { path: '/v1/generate', key, body: { ...order, units: { count: 3 } }, status: 200 },
  ])
  expect(emulator.requests).toEqual({ submits: 2, reads: 0, pictures: 0, refused: 0 })
})
