import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../test/fake-service/virtual-clock.ts'
import { type AgentOptions, createAgentEmulator } from '../src/agent.ts'
import type { Fault } from '../src/faults.ts'
import { serve } from '../src/serve.ts'

const origin = 'http://127.0.0.1:1'
const key = 'ryn_agent_v1_test'
const minute = 60_000

type Json = Record<string, unknown>

/** A service and a client of it. */
function setUp(options: Partial<AgentOptions> = {}) {
  const clock = createVirtualClock()
  const service = createAgentEmulator({ clock, origin, keys: [key], ...options })

  const handle = (method: string, path: string, body?: unknown, token = key) =>
    service.handle({
      method,
      path,
      headers: { authorization: `Bearer ${token}` },
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      address: '192.0.2.1',
    })

  async function ask(method: string, path: string, body?: unknown, token?: string): Promise<Json> {
    const answer = await handle(method, path, body, token)
    const { data } = JSON.parse(String(answer.body)) as { data: Json }
    return data
  }

  const generate = (fields: Json = {}) => ask('POST', '/v1/generate', { ...order, ...fields })
  const estimate = (fields: Json) => ask('POST', '/v1/credits/estimate', fields)
  const wait = (delayMs: number) => clock.run(clock.sleep(delayMs))
  const spent = () => service.charges().reduce((sum, { credits }) => sum + credits, 0)
  return { ask, clock, estimate, generate, handle, service, spent, wait }
}

const order = { request_id: 'request 1', model: 'nano-banana-pro', prompt: 'A lighthouse' }
const statusPath = `/v1/generate/${encodeURIComponent(order.request_id)}`

/** What goes wrong with the first submission. */
const atSubmit = (fault: Fault) => ({
  faultOf: (kind: string, index: number) => (kind === 'submit' && index === 0 ? fault : undefined),
})
const atDownload = (fault: Fault) => ({
  faultOf: (kind: string) => (kind === 'picture' ? fault : undefined),
})

async function downloadFirst(
  { ask, handle, wait }: Pick<ReturnType<typeof setUp>, 'ask' | 'handle' | 'wait'>,
  path = statusPath,
) {
  await wait(20_000)
  const { outputs } = (await ask('GET', path)) as { outputs: { url: string }[] }
  return handle('GET', (outputs[0]?.url ?? '').slice(origin.length))
}

/** Width and height of a PNG, from its header. */
const pngSize = (body: Uint8Array | string) => [
  Buffer.from(body).readUInt32BE(16),
  Buffer.from(body).readUInt32BE(20),
]

describe('a generation', () => {
  test('is answered with exactly what the document shows', async () => {
    const { handle } = setUp()
    const answer = await handle('POST', '/v1/generate', order)
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.body))).toEqual({
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
    const { ask, generate, wait } = setUp()
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
    const { ask, generate, handle, wait } = setUp()
    await generate({ units: { count: 4, resolution: '2K', aspect_ratio: '16:9' } })
    await wait(20_000)
    const { outputs } = (await ask('GET', statusPath)) as { outputs: { url: string }[] }
    const pictures = await Promise.all(
      outputs.map(({ url }) => handle('GET', url.slice(origin.length))),
    )
    expect(pictures.map(({ body }) => pngSize(body))).toEqual(Array(4).fill([2048, 1152]))
    expect(new Set(pictures.map(({ body }) => Buffer.from(body).toString('hex'))).size).toBe(4)
  })

  test('gives a film whose boxes fill it, from ftyp on, and that lasts as long as asked for', async () => {
    const client = setUp()
    await client.generate({ model: 'veo3_fast', units: { duration: 8 } })
    const { body, headers } = await downloadFirst(client)
    const bytes = Buffer.from(body)
    const boxes: string[] = []
    for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
      boxes.push(bytes.toString('latin1', at + 4, at + 8))
    expect(headers['content-type']).toBe('video/mp4')
    expect(boxes).toEqual(['ftyp', 'moov', 'free', 'mdat'])
    const header = bytes.indexOf('mvhd') + 4
    expect(bytes.readUInt32BE(header + 16) / bytes.readUInt32BE(header + 12)).toBe(8)
  })

  test('gives a sound whose header tells its length', async () => {
    const client = setUp()
    await client.generate({ model: 'V5' })
    const { body, headers } = await downloadFirst(client)
    const bytes = Buffer.from(body)
    expect(headers['content-type']).toBe('audio/wav')
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
  })

  test('has no results to download before its end', async () => {
    const { generate, handle } = setUp()
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
    const { generate, service } = setUp()
    expect(await generate(fields)).toEqual({
      error: 'invalid_request',
      suggestion: expect.stringContaining(named),
    })
    expect(service.charges()).toEqual([])
  })

  test('is refused with a body that is no JSON, and of a model that is not listed', async () => {
    const { ask, generate } = setUp()
    expect(await ask('POST', '/v1/generate')).toMatchObject({ error: 'invalid_request' })
    expect(await generate({ model: 'nano' })).toMatchObject({ error: 'unknown_model' })
  })

  test('needs no prompt where there is a picture to start from', async () => {
    const { generate } = setUp()
    const fields = { ...textWithPicture('fal-ai/ltx-2/image-to-video'), prompt: undefined }
    expect(await generate(fields)).toMatchObject({ status: 'pending' })
  })

  test('may name its scene, like the live service', async () => {
    const { generate } = setUp({ acceptsScene: true })
    expect(await generate({ scene: 'text-to-image' })).toMatchObject({ status: 'pending' })
  })
})

function textWithPicture(model: string) {
  return { model, input_image_urls: ['https://example.org/a.png'] }
}

describe('a repeated request_id', () => {
  test('is charged once, and answered as the first time', async () => {
    const { generate, service, wait } = setUp()
    const first = await generate()
    await wait(minute)
    expect(await generate()).toEqual(first)
    expect(service.charges()).toHaveLength(1)
    expect(service.submissions()).toHaveLength(2)
  })

  test('shows how far the task is when there is no other way', async () => {
    const { ask, generate, handle, wait } = setUp({ statusPath: null })
    await generate()
    expect(await handle('GET', statusPath)).toMatchObject({ status: 404 })
    await wait(20_000)
    expect(await generate()).toMatchObject({ status: 'succeeded', outputs: [expect.anything()] })
    expect(await ask('POST', '/v1/generate', order)).toMatchObject({ status: 'succeeded' })
  })

  test('is one request whatever the order of its fields, with whatever key', async () => {
    const { ask, generate, service } = setUp({ keys: [key, 'other'] })
    const { task_id } = await generate()
    const turned = Object.fromEntries(Object.entries(order).reverse())
    expect(await ask('POST', '/v1/generate', turned, 'other')).toMatchObject({ task_id })
    expect(service.charges()).toHaveLength(1)
  })

  test('with another body is refused, free of charge, and leaves the first as it was', async () => {
    const { ask, generate, service, wait } = setUp()
    await generate()
    expect(await generate({ prompt: 'Two lighthouses' })).toMatchObject({
      error: 'request_id_conflict',
    })
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'succeeded' })
    expect(service.charges()).toHaveLength(1)
  })

  test('may be used again when the first request was refused', async () => {
    const { generate } = setUp()
    expect(await generate({ units: { count: 3 } })).toHaveProperty('error')
    expect(await generate()).toHaveProperty('task_id')
  })

  test('is still known after the service starts anew', async () => {
    const { generate, service } = setUp()
    await generate()
    service.restart()
    await generate()
    expect(service.charges()).toHaveLength(1)
  })
})

describe('prices', () => {
  // covers prices: sora-2 10 at 720p | sora-2-pro 330 | veo3_fast 50
  // covers prices: doubao-seedance-1.0-pro-fast 40 | fal-ai/ltx-2/image-to-video 50
  // covers prices: xai/grok-imagine-video/text-to-video 10 | V5 35 | V4_5PLUS 30 | V4_5 25 | V4 20
  test.each([
    ['google/nano-banana', 8],
    ['nano-banana-pro', 20],
    ['gpt4o_image', 10],
    ['qwen/text-to-image', 15],
    ['qwen/image-to-image', 15],
    ['xai/grok-imagine-image', 20],
    ['xai/grok-imagine-image/edit', 20],
    ['z-image', 20],
    ['sora-2', 10],
    ['sora-2-pro', 330],
    ['veo3_fast', 50],
    ['veo3', 280],
    ['doubao-seedance-1.0-pro-fast', 40],
    ['wan-2.6', 20],
    ['fal-ai/ltx-2/image-to-video', 50],
    ['xai/grok-imagine-video/text-to-video', 10],
    ['V5', 35],
    ['V4_5PLUS', 30],
    ['V4_5', 25],
    ['V4', 20],
  ])('of %s: %i credits, estimated and charged', async (model, credits) => {
    const { estimate, generate, service } = setUp()
    const fields = /image-to|edit/.test(model) ? textWithPicture(model) : { model }
    expect(await estimate(fields)).toMatchObject({ estimated_credits: credits })
    await generate(fields)
    expect(service.charges()).toMatchObject([{ credits }])
  })

  // covers POST /v1/credits/estimate: exact price of 1080p
  // covers prices: veo3 280, 1080p 350 | wan-2.6 20, 1080p 300 | 1080p about 1.8x on some models
  test.each([
    ['nano-banana-pro', { resolution: '4K' }, 40],
    ['nano-banana-pro', { resolution: '2K' }, 20],
    ['nano-banana-pro', { resolution: '4K', count: 8 }, 320],
    ['google/nano-banana', { count: 2 }, 16],
    ['google/nano-banana', { count: 4 }, 32],
    ['veo3', { resolution: '1080p' }, 350],
    ['wan-2.6', { resolution: '1080p' }, 300],
    ['sora-2', { resolution: '720p' }, 10],
    ['sora-2', { resolution: '1080p' }, 18],
  ])('of %s with %j: %i', async (model, units, credits) => {
    const { estimate, generate, spent } = setUp()
    expect(await estimate({ model, units })).toMatchObject({ estimated_credits: credits })
    await generate({ model, units })
    expect(spent()).toBe(credits)
  })

  // covers POST /v1/generate: input_image_urls for image-to-video
  // covers prices: image-to-video 1.5x on some models
  test('of a video that starts from a picture can be half as much again', async () => {
    const { estimate, generate, spent } = setUp()
    expect(await estimate(textWithPicture('sora-2'))).toEqual({
      estimated_credits: 15,
      price_version: '2026-02-02-v1',
      breakdown: { unit_credits: 10, count: 1, multiplier: 1.5 },
    })
    await generate(textWithPicture('sora-2'))
    expect(spent()).toBe(15)
  })

  test('are listed with the version that they are of', async () => {
    const { ask } = setUp()
    const { models, price_version } = (await ask('GET', '/v1/models/list')) as {
      models: Json[]
      price_version: string
    }
    expect(price_version).toBe('2026-02-02-v1')
    expect(models).toHaveLength(20)
    expect(models).toContainEqual({
      id: 'nano-banana-pro',
      product: 'image',
      credits: 20,
      notes: '4K = 40',
    })
  })

  test('of another version are refused, and nothing is charged', async () => {
    const { estimate, generate, service } = setUp({ priceVersion: '2026-05-01-v2' })
    const stale = { price_version: '2026-02-02-v1' }
    const refusal = { error: 'price_version_mismatch', price_version: '2026-05-01-v2' }
    expect(await generate(stale)).toMatchObject(refusal)
    expect(await estimate({ model: 'veo3', ...stale })).toMatchObject(refusal)
    expect(service.charges()).toEqual([])
    expect(await generate({ price_version: '2026-05-01-v2' })).toHaveProperty('task_id')
  })

  test('are estimated from the documented example, and without a charge', async () => {
    const { estimate, service } = setUp()
    const example = {
      product: 'image',
      model: 'nano-banana-pro',
      units: { count: 1, resolution: '1K' },
      price_version: '2026-02-02-v1',
    }
    expect(await estimate(example)).toMatchObject({ estimated_credits: 20 })
    expect(await estimate({ ...example, options: {} })).toMatchObject({ error: 'invalid_request' })
    expect(service.charges()).toEqual([])
  })

  test('are estimated by a number of units elsewhere, like the live service', async () => {
    const estimatePath = '/api/credits/estimate'
    const { ask, handle } = setUp({ estimatePath, estimateUnits: 'number' })
    const body = { model: 'nano-banana-pro', units: 2, options: { resolution: '4K' } }
    expect(await ask('POST', estimatePath, body)).toMatchObject({ estimated_credits: 80 })
    expect(await ask('POST', estimatePath, { ...body, units: { count: 2 } })).toMatchObject({
      error: 'invalid_request',
    })
    expect(await handle('POST', '/v1/credits/estimate', body)).toMatchObject({ status: 404 })
  })
})

describe('the account', () => {
  test('has what is left of its credits, and is told what is missing', async () => {
    const { ask, generate } = setUp({ credits: 50 })
    await generate({ units: { count: 2 } })
    expect(await ask('GET', '/v1/credits/balance')).toEqual({ balance: 10 })
    expect(await generate({ request_id: 'request 2' })).toEqual({
      error: 'insufficient_credits',
      required: 20,
      available: 10,
      suggestion: 'Use a cheaper model or ask the owner to top up.',
    })
  })

  test('is told of every error in an answer that looks like success', async () => {
    const { handle } = setUp({ credits: 0 })
    const { body, status } = await handle('POST', '/v1/generate', order)
    expect(status).toBe(200)
    expect(JSON.parse(String(body))).toMatchObject({ code: 0, message: 'ok' })
  })

  test('is closed to a key that is not known', async () => {
    const { ask } = setUp()
    for (const path of ['/v1/credits/balance', '/v1/models/list', statusPath])
      expect(await ask('GET', path, undefined, 'other')).toMatchObject({ error: 'unauthorized' })
    expect(await ask('POST', '/v1/generate', order, 'other')).toMatchObject({
      error: 'unauthorized',
    })
  })

  test('grants its keys some rights only', async () => {
    const { ask, estimate, generate } = setUp({ scopes: ['image'] })
    const refusal = { error: 'requested scope not allowed' }
    expect(await ask('GET', '/v1/credits/balance')).toMatchObject(refusal)
    expect(await estimate({ model: 'veo3' })).toMatchObject(refusal)
    expect(await generate({ model: 'veo3' })).toMatchObject(refusal)
    expect(await generate()).toHaveProperty('task_id')
  })

  test('is open for fifteen minutes to a Moltbook identity, and no longer', async () => {
    const { ask, wait } = setUp({ moltbookIdentities: ['agent'] })
    const exchange = '/auth/moltbook/exchange'
    const { access_token } = await ask('POST', exchange, { identity_token: 'agent' }, '')
    const look = () => ask('GET', '/v1/credits/balance', undefined, String(access_token))
    await wait(15 * minute - 1)
    expect(await look()).toHaveProperty('balance')
    await wait(1)
    expect(await look()).toMatchObject({ error: 'token_expired' })
    const { access_token: next } = await ask('POST', exchange, { identity_token: 'agent' }, '')
    expect(next).not.toBe(access_token)
    expect(await ask('POST', exchange, { identity_token: 'other' }, '')).toMatchObject({
      error: 'invalid_identity',
    })
  })

  test('can be limited, and then says nothing about when to come again', async () => {
    const { handle, service, wait } = setUp({
      limits: [{ scope: 'account', requests: 2, windowMs: minute, kind: 'fixed' }],
    })
    const look = () => handle('GET', '/v1/credits/balance')
    await look()
    await look()
    expect(await look()).toMatchObject({
      status: 429,
      headers: { 'content-type': 'application/json' },
    })
    expect(service.requests.refused).toBe(1)
    await wait(minute)
    expect(await look()).toMatchObject({ status: 200 })
  })
})

describe('the descriptions', () => {
  interface Operation {
    parameters?: { name: string }[]
    requestBody?: object
    responses: object
  }
  const described = async (options?: Partial<AgentOptions>) => {
    const { body } = await setUp(options).handle('GET', '/agent/openapi.json', undefined, '')
    return JSON.parse(String(body)) as {
      openapi: string
      servers: { url: string }[]
      paths: Record<string, Record<string, Operation>>
    }
  }

  test('name every endpoint that is served, with its body', async () => {
    const { openapi, paths, servers } = await described()
    expect(openapi).toBe('3.1.0')
    expect(servers).toEqual([{ url: origin }])
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations).toEqual([
      'POST /auth/moltbook/exchange',
      'GET /v1/credits/balance',
      'POST /v1/credits/estimate',
      'GET /v1/models/list',
      'POST /v1/generate',
      'GET /v1/generate/{requestId}',
    ])
    expect(paths['/v1/generate']?.post).toMatchObject({
      requestBody: {
        content: { 'application/json': { schema: { required: ['request_id', 'model'] } } },
      },
    })
  })

  test('name another status path, and none when there is none', async () => {
    const { paths } = await described({ statusPath: '/v1/tasks/{taskId}' })
    expect(paths['/v1/tasks/{taskId}']?.get?.parameters).toMatchObject([{ name: 'taskId' }])
    expect(paths).not.toHaveProperty(['/v1/generate/{requestId}'])
    expect(Object.keys((await described({ statusPath: null })).paths)).toHaveLength(5)
  })

  test('name a path by task id that is served so', async () => {
    const { ask, generate } = setUp({ statusPath: '/v1/tasks/{taskId}' })
    const { task_id } = await generate()
    expect(await ask('GET', `/v1/tasks/${task_id}`)).toMatchObject({ status: 'pending' })
    expect(await ask('GET', `/v1/tasks/${encodeURIComponent(order.request_id)}`)).toMatchObject({
      error: 'task_not_found',
    })
  })

  // covers GET /llms.txt
  // covers GET /agent/llms.txt
  test('are in words too, at both addresses', async () => {
    const { handle } = setUp({ statusPath: null })
    const [short, long] = await Promise.all(
      ['/llms.txt', '/agent/llms.txt'].map((path) => handle('GET', path, undefined, '')),
    )
    expect(short?.body).toContain('POST /v1/generate')
    expect(short?.body).not.toContain('{requestId}')
    expect(long?.body).toBe(short?.body)
  })
})

describe('what goes wrong', () => {
  test.each<Fault>(['refuse', 'reset-before', '500-before', '503-before', '429'])(
    'at submit by %s takes nothing',
    async (fault) => {
      const { ask, handle, service } = setUp(atSubmit(fault))
      await handle('POST', '/v1/generate', order)
      expect(service.charges()).toEqual([])
      expect(await ask('GET', statusPath)).toMatchObject({ error: 'task_not_found' })
      await handle('POST', '/v1/generate', order)
      expect(service.charges()).toHaveLength(1)
    },
  )

  test.each<Fault>(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'])(
    'at submit by %s takes and charges the request, which can be found again',
    async (fault) => {
      const { ask, generate, handle, service } = setUp(atSubmit(fault))
      const { body } = await handle('POST', '/v1/generate', order)
      const { task_id } = await ask('GET', statusPath)
      expect(task_id).toEqual(expect.any(String))
      if (fault === 'invalid-json') expect(() => JSON.parse(String(body))).toThrow()
      expect(await generate()).toMatchObject({ task_id })
      expect(service.charges()).toHaveLength(1)
    },
  )

  test('a task that is stuck never ends', async () => {
    const { ask, generate, wait } = setUp(atSubmit('stuck-task'))
    await generate()
    await wait(1_000 * minute)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'processing' })
  })

  test('a task that is lost is unknown, and charged, and never charged again', async () => {
    const { ask, generate, service } = setUp(atSubmit('lost-task'))
    expect(await generate()).toHaveProperty('task_id')
    expect(await ask('GET', statusPath)).toMatchObject({ error: 'task_not_found' })
    expect(await generate()).toMatchObject({ error: 'task_not_found' })
    expect(service.charges()).toHaveLength(1)
  })

  test('a task that fails keeps what it cost', async () => {
    const { ask, generate, service, wait } = setUp(atSubmit('failed-task'))
    await generate()
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({
      status: 'failed',
      error: 'generation_failed',
    })
    expect(service.charges()).toMatchObject([{ credits: 20 }])
  })

  test('a task that fails can be given back, and can be called otherwise', async () => {
    const { ask, generate, service, spent, wait } = setUp({
      ...atSubmit('failed-task'),
      credits: 100,
      failureStatus: 'error',
      refundsFailed: true,
    })
    await generate()
    expect(spent()).toBe(20)
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'error' })
    expect(service.charges()).toMatchObject([{ credits: 20 }, { credits: -20 }])
    expect(await ask('GET', '/v1/credits/balance')).toEqual({ balance: 100 })
  })

  test.each<[Fault, object]>([
    ['private-picture', { status: 302, headers: { location: expect.stringMatching(/169\.254/) } }],
    ['wrong-picture', { status: 200, body: expect.stringMatching(/^<html>/) }],
    ['huge-picture', { headers: { 'content-length': String(2 ** 40) }, fault: 'drip' }],
    ['500-before', { status: 500 }],
  ])('a download by %s', async (fault, expected) => {
    const client = setUp(atDownload(fault))
    await client.generate()
    expect(await downloadFirst(client)).toMatchObject(expected)
  })

  test('a download that ends early has half of the picture', async () => {
    const whole = setUp()
    await whole.generate()
    const { body } = await downloadFirst(whole)
    const cut = setUp(atDownload('truncated-picture'))
    await cut.generate()
    expect((await downloadFirst(cut)).body).toHaveLength(body.length >> 1)
  })
})

test('its books name the task, its request, and what was submitted with which status', async () => {
  const { generate, handle, service } = setUp(atSubmit('500-after'))
  await handle('POST', '/v1/generate', order)
  await generate({ units: { count: 3 } })
  expect(service.charges()).toEqual([{ task: expect.any(String), credits: 20, request: order }])
  expect(service.submissions()).toEqual([
    { path: '/v1/generate', key, body: order, status: 500 },
    { path: '/v1/generate', key, body: { ...order, units: { count: 3 } }, status: 200 },
  ])
  expect(service.requests).toEqual({ submits: 2, reads: 0, pictures: 0, refused: 0 })
})

test('over loopback a picture is bought, looked for, and downloaded', async () => {
  const clock = createVirtualClock()
  const served = await serve(
    (at) => createAgentEmulator({ clock, origin: at, keys: [key], durationMs: () => 0 }).handle,
  )
  const headers = { authorization: `Bearer ${key}` }
  await fetch(`${served.origin}/v1/generate`, {
    method: 'POST',
    headers,
    body: JSON.stringify(order),
  })
  const answer = await fetch(served.origin + statusPath, { headers })
  const { data } = (await answer.json()) as { data: { outputs: { url: string }[] } }
  const picture = await fetch(data.outputs[0]?.url ?? '')
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(pngSize(new Uint8Array(await picture.arrayBuffer()))).toEqual([1024, 1024])
  await served.close()
})
