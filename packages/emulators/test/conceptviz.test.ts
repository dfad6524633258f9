import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../test/fake-service/virtual-clock.ts'
import { type ConceptvizOptions, createConceptvizEmulator } from '../src/conceptviz.ts'
import { drawPicture } from '../src/draw-picture.ts'
import type { HttpAnswer } from '../src/emulator.ts'
import type { Fault } from '../src/faults.ts'
import { serve } from '../src/serve.ts'

const origin = 'http://127.0.0.1:1'
const key = 'cvk_your_api_key_here'
const dot = await drawPicture({ mediaType: 'image/png', width: 4, height: 3, text: 'dot' })
const dotUrl = `data:image/png;base64,${Buffer.from(dot).toString('base64')}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function start(options: Partial<ConceptvizOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createConceptvizEmulator({ clock, origin, ...options })

  async function ask(
    method: string,
    path: string,
    sent: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const { body: value, headers = {} } = sent
    const isForm = value instanceof FormData
    const form = isForm ? new Response(value) : undefined
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    const bytes = form === undefined ? Buffer.from(text) : await form.arrayBuffer()
    const answer = await emulator.handle({
      method,
      path,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': form?.headers.get('content-type') ?? 'application/json',
        ...headers,
      },
      body: new Uint8Array(bytes),
      address: '192.0.2.1',
    })
    return { ...answer, json: jsonOf(answer) }
  }

  return {
    emulator,
    ask,
    generate: (body: unknown, headers = {}) => ask('POST', '/api/v1/generate', { body, headers }),
    edit: (body: unknown) => ask('POST', '/api/v1/edit', { body }),
    poll: (id: unknown, headers = {}) => ask('GET', `/api/v1/task/${id}`, { headers }),
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    credits: () => emulator.charges().map(({ credits }) => credits),
  }
}

function jsonOf({ body }: HttpAnswer) {
  try {
    return JSON.parse(String(body)) as Record<string, unknown>
  } catch {
    return {}
  }
}

const faulty = (fault: Fault): Partial<ConceptvizOptions> => ({
  faultOf: (kind, index) => (kind === 'submit' && index === 0 ? fault : undefined),
})

function formOf(fields: Record<string, string>, files: readonly File[] = []): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const file of files) form.append('image', file)
  return form
}
const fileOf = (bytes: Uint8Array, type = 'image/png') =>
  new File([Buffer.from(bytes)], 'sketch.png', { type })

const imagesOf = ({ json }: { json: Record<string, unknown> }) =>
  json.images as { url: string; prompt: string }[]

describe('a key', () => {
  test.each([{ authorization: '' }, { authorization: 'Basic abc' }])(
    'is missing in %o: UNAUTHORIZED',
    async (headers) => {
      const { generate } = start()
      expect(await generate({ prompt: 'a' }, headers)).toMatchObject({
        status: 401,
        json: { code: 'UNAUTHORIZED', error: expect.any(String) },
      })
    },
  )

  test('that is unknown or disabled is INVALID_API_KEY', async () => {
    const { generate, poll } = start({ keys: ['cvk_one', 'cvk_off'], disabledKeys: ['cvk_off'] })
    for (const name of ['cvk_other', 'cvk_off']) {
      const headers = { authorization: `Bearer ${name}` }
      const refused = { status: 401, json: { code: 'INVALID_API_KEY' } }
      expect(await generate({ prompt: 'a' }, headers)).toMatchObject(refused)
      expect(await poll('x', headers)).toMatchObject(refused)
    }
  })

  test('of a plan below Pro is PLAN_REQUIRED', async () => {
    const { generate, poll } = start({ plan: 'free' })
    const refused = { status: 403, json: { code: 'PLAN_REQUIRED' } }
    expect(await generate({ prompt: 'a' })).toMatchObject(refused)
    expect(await poll('x')).toMatchObject(refused)
  })

  // covers authentication: limit 5 keys per account
  test('is one of at most five of an account', () => {
    const keys = Array.from({ length: 6 }, (_, index) => `cvk_${index}`)
    expect(() => start({ keys })).toThrow(RangeError)
  })
})

describe('a generation', () => {
  test('is answered as in the document, with the documented defaults', async () => {
    const { generate } = start({ credits: 81 })
    const { json, status } = await generate({ prompt: 'water cycle' })
    expect(status).toBe(200)
    expect(json).toEqual({
      taskId: expect.stringMatching(/^[\w-]{21}$/),
      status: 'pending',
      model: 'cv-2',
      quality: '2k',
      aspect_ratio: '16:9',
      credits_used: 2,
      credits_remaining: 79,
      poll_url: `/api/v1/task/${json.taskId}`,
    })
  })

  test.each([
    [{ prompt: 'a' }, 2],
    [{ prompt: 'a', model: 'cv-2', quality: '4k' }, 2],
    [{ prompt: 'a', model: 'cv-1' }, 1],
    [{ prompt: 'a', model: 'cv-1', quality: '4k' }, 2],
    [{ prompts: ['a', 'b', 'c'], model: 'cv-2' }, 6],
    [{ prompts: ['a', 'b'], model: 'cv-1' }, 2],
  ])('of %o costs %i when it is submitted', async (body, price) => {
    const { credits, emulator, generate } = start()
    const { json } = await generate(body)
    expect(json.credits_used).toBe(price)
    expect(credits()).toEqual([price])
    expect(emulator.charges()).toEqual([{ task: json.taskId, credits: price, request: body }])
  })

  test('uses 2k with CV-2, whatever was asked for', async () => {
    const { generate } = start({ qualities: ['2k'] })
    const { json } = await generate({ prompt: 'a', quality: '4k' })
    expect(json).toMatchObject({ model: 'cv-2', quality: '2k' })
  })

  test('takes prompts before prompt', async () => {
    const { generate, poll, wait } = start()
    const { json } = await generate({ prompt: 'single', prompts: ['one', 'two'] })
    await wait(90_000)
    const made = imagesOf(await poll(json.taskId))
    expect(made.map(({ prompt }) => prompt)).toEqual(['one', 'two'])
  })

  test.each([
    ['{', 'INVALID_BODY'],
    ['[]', 'INVALID_BODY'],
    [{}, 'PROMPT_REQUIRED'],
    [{ prompt: ' ' }, 'PROMPT_REQUIRED'],
    [{ prompts: [] }, 'PROMPT_REQUIRED'],
    [{ prompts: ['a', ''] }, 'PROMPT_REQUIRED'],
    [{ prompts: ['a', 'b', 'c', 'd', 'e'] }, 'TOO_MANY_PROMPTS'],
    [{ prompt: 'a', model: 'cv-3' }, 'UNSUPPORTED_MODEL'],
    [{ prompt: 'a', quality: '8k' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspectRatio: 'wide' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspectRatio: '0:1' }, 'INVALID_BODY'],
    [{ prompt: 'a', aspect_ratio: '1:1' }, 'INVALID_BODY'],
    [formOf({ prompt: 'a' }), 'INVALID_BODY'],
  ])('of %j is %s, and free', async (body, code) => {
    const { credits, generate } = start()
    expect(await generate(body)).toMatchObject({
      status: 400,
      json: { code, error: expect.any(String) },
    })
    expect(credits()).toEqual([])
  })

  test('is limited by the plan', async () => {
    const { credits, generate } = start({ maxBatch: 2, qualities: ['2k'] })
    expect(await generate({ prompts: ['a', 'b', 'c'] })).toMatchObject({
      status: 403,
      json: { code: 'PLAN_LIMIT_EXCEEDED' },
    })
    expect(await generate({ prompt: 'a', model: 'cv-1', quality: '4k' })).toMatchObject({
      status: 403,
      json: { code: 'QUALITY_NOT_ALLOWED' },
    })
    expect((await generate({ prompts: ['a', 'b'] })).status).toBe(200)
    expect(credits()).toEqual([4])
  })

  test('with too few credits says how many there are, and takes none', async () => {
    const { credits, generate } = start({ credits: 3 })
    const { json, status } = await generate({ prompts: ['a', 'b'] })
    expect(status).toBe(402)
    expect(json).toEqual({
      error: expect.any(String),
      code: 'INSUFFICIENT_CREDITS',
      credits_remaining: 3,
    })
    expect(credits()).toEqual([])
  })

  test('with a blocked word blocks its batch, and is free', async () => {
    const { credits, generate } = start({ blockedWords: ['Weapon'] })
    expect(await generate({ prompts: ['a tree', 'old weapons'] })).toMatchObject({
      status: 400,
      json: { code: 'INPUT_MODERATION_BLOCKED' },
    })
    expect(credits()).toEqual([])
  })

  test('too soon after others is MODERATION_RATE_LIMITED, without a hint when to come back', async () => {
    const { emulator, generate, wait } = start({
      moderationLimits: [{ scope: 'account', requests: 2, windowMs: 60_000, kind: 'sliding' }],
    })
    await generate({ prompt: 'a' })
    await generate({ prompt: 'b' })
    const refused = await generate({ prompt: 'c' })
    expect(refused).toMatchObject({ status: 429, json: { code: 'MODERATION_RATE_LIMITED' } })
    expect(Object.keys(refused.headers)).toEqual(['content-type'])
    expect(emulator.requests).toEqual({ submits: 3, reads: 0, pictures: 0, refused: 1 })
    await wait(60_000)
    expect((await generate({ prompt: 'c' })).status).toBe(200)
  })

  test('whose credits cannot be consumed is free', async () => {
    const { credits, generate } = start({ failureOf: () => 'CREDIT_CONSUMPTION_FAILED' })
    expect(await generate({ prompt: 'a' })).toMatchObject({
      status: 500,
      json: { code: 'CREDIT_CONSUMPTION_FAILED' },
    })
    expect(credits()).toEqual([])
  })

  test('that fails at once is refunded at once', async () => {
    const { credits, generate } = start({
      credits: 10,
      failureOf: (index) => (index === 0 ? 'GENERATION_FAILED' : undefined),
    })
    expect(await generate({ prompt: 'a' })).toMatchObject({
      status: 500,
      json: { code: 'GENERATION_FAILED' },
    })
    expect(credits()).toEqual([2, -2])
    expect((await generate({ prompt: 'a' })).json.credits_remaining).toBe(8)
  })
})

describe('an edit', () => {
  test('takes addresses and data URLs, and makes one picture', async () => {
    const { edit, poll, wait } = start()
    const images = ['https://example.com/diagram.png', dotUrl]
    const { json } = await edit({ prompt: 'clean it', images, model: 'cv-1', aspectRatio: '1:1' })
    expect(json).toMatchObject({ credits_used: 1, quality: '2k', aspect_ratio: '1:1' })
    await wait(90_000)
    expect(imagesOf(await poll(json.taskId))).toEqual([
      { url: expect.any(String), prompt: 'clean it' },
    ])
  })

  test('takes files of a form', async () => {
    const { edit, emulator } = start()
    const form = formOf({ prompt: 'combine', model: 'cv-1', quality: '4k', aspectRatio: '4:3' }, [
      fileOf(dot),
      fileOf(dot),
    ])
    const { json, status } = await edit(form)
    expect(status).toBe(200)
    expect(json).toMatchObject({ model: 'cv-1', quality: '4k', aspect_ratio: '4:3' })
    const file = { name: 'sketch.png', type: 'image/png', bytes: new Uint8Array(dot) }
    expect(emulator.submissions()).toEqual([
      {
        path: '/api/v1/edit',
        key,
        body: {
          prompt: 'combine',
          model: 'cv-1',
          quality: '4k',
          aspectRatio: '4:3',
          image: [file, file],
        },
        status: 200,
      },
    ])
  })

  const five = Array.from({ length: 5 }, () => dotUrl)
  test.each([
    ['nothing', { prompt: 'a' }, 'IMAGE_REQUIRED'],
    ['no image', { prompt: 'a', images: [] }, 'IMAGE_REQUIRED'],
    ['no prompt', { images: [dotUrl] }, 'PROMPT_REQUIRED'],
    ['five images', { prompt: 'a', images: five }, 'TOO_MANY_IMAGES'],
    ['an unknown model', { prompt: 'a', images: [dotUrl], model: 'x' }, 'UNSUPPORTED_MODEL'],
    ['prompts', { prompt: 'a', prompts: ['a'], images: [dotUrl] }, 'INVALID_BODY'],
    ['a4', { prompt: 'a', images: [dotUrl], aspectRatio: 'a4-portrait' }, 'INVALID_BODY'],
    ['http', { prompt: 'a', images: ['http://example.com/a.png'] }, 'INVALID_IMAGE'],
    ['a private address', { prompt: 'a', images: ['https://10.0.0.1/a.png'] }, 'INVALID_IMAGE'],
    ['this machine', { prompt: 'a', images: ['https://localhost/a.png'] }, 'INVALID_IMAGE'],
    ['a path', { prompt: 'a', images: ['./sketch.png'] }, 'INVALID_IMAGE'],
    ['text', { prompt: 'a', images: ['data:text/plain;base64,AAAA'] }, 'INVALID_IMAGE'],
    ['bad base64', { prompt: 'a', images: ['data:image/png;base64,%%%'] }, 'INVALID_IMAGE'],
    ['another type', { prompt: 'a', images: [dotUrl.replace('png', 'webp')] }, 'INVALID_IMAGE'],
    ['a form without files', formOf({ prompt: 'a' }), 'IMAGE_REQUIRED'],
    ['a form without prompt', formOf({}, [fileOf(dot)]), 'PROMPT_REQUIRED'],
    ['text for a file', formOf({ prompt: 'a', image: dotUrl }), 'INVALID_IMAGE'],
    ['a text file', formOf({ prompt: 'a' }, [fileOf(dot, 'text/plain')]), 'INVALID_IMAGE'],
    ['an unknown field', formOf({ prompt: 'a', images: 'b' }, [fileOf(dot)]), 'INVALID_BODY'],
  ])('with %s is refused, and free', async (_, body, code) => {
    const { credits, edit } = start()
    expect(await edit(body)).toMatchObject({ status: 400, json: { code } })
    expect(credits()).toEqual([])
  })

  test('of a form that cannot be read is INVALID_BODY', async () => {
    const { ask } = start()
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await ask('POST', '/api/v1/edit', { body: 'no form', headers })
    expect(answer).toMatchObject({ status: 400, json: { code: 'INVALID_BODY' } })
  })

  test('takes images of up to 20 MB', async () => {
    const { edit } = start()
    const large = Buffer.concat([dot, Buffer.alloc(20_000_000 - dot.length)])
    const larger = Buffer.concat([large, Buffer.alloc(1)])
    const prompt = { prompt: 'a' }
    expect((await edit(formOf(prompt, [fileOf(large)]))).status).toBe(200)
    expect(await edit(formOf(prompt, [fileOf(larger)]))).toMatchObject({
      status: 400,
      json: { code: 'INVALID_IMAGE', error: expect.stringContaining('20MB') },
    })
  })

  // covers POST /api/v1/edit: moderation of images
  test('of a blocked image is blocked, however it is sent', async () => {
    const address = 'https://example.com/bad.png'
    const { edit } = start({ blockedImages: [sha256(dot), address] })
    const blocked = { status: 400, json: { code: 'INPUT_MODERATION_BLOCKED' } }
    expect(await edit({ prompt: 'a', images: [dotUrl] })).toMatchObject(blocked)
    expect(await edit({ prompt: 'a', images: [address] })).toMatchObject(blocked)
    expect(await edit(formOf({ prompt: 'a' }, [fileOf(dot)]))).toMatchObject(blocked)
  })
})

describe('a task', () => {
  test('is pending, then processing, then completed', async () => {
    const { generate, poll, wait } = start({ durationMs: () => 40_000 })
    const { json } = await generate({ prompt: 'a' })
    expect((await poll(json.taskId)).json).toEqual({ status: 'pending' })
    await wait(5_000)
    expect((await poll(json.taskId)).json).toEqual({ status: 'processing' })
    await wait(35_000)
    expect((await poll(json.taskId)).json).toEqual({
      status: 'completed',
      images: [
        {
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/images\/[\w-]+\.png$/),
          prompt: 'a',
        },
      ],
    })
  })

  // covers GET /api/v1/task/{taskId}: limit generation 30 to 90 seconds
  test('takes 30 to 90 seconds', async () => {
    const { generate, poll, wait } = start()
    const tasks = await Promise.all(
      Array.from({ length: 70 }, async () => (await generate({ prompt: 'a' })).json.taskId),
    )
    const isDone = async (id: unknown) => (await poll(id)).json.status === 'completed'
    await wait(29_999)
    expect((await Promise.all(tasks.map(isDone))).some(Boolean)).toBe(false)
    await wait(60_001)
    expect((await Promise.all(tasks.map(isDone))).every(Boolean)).toBe(true)
  })

  test.each([
    [{ model: 'cv-2' }, [2048, 1152]],
    [{ model: 'cv-1', quality: '4k', aspectRatio: '9:16' }, [2304, 4096]],
    [{ aspectRatio: 'a4-portrait' }, [1448, 2048]],
  ])('with %o makes a PNG of the size, for anybody', async (settings, size) => {
    const { ask, generate, poll, wait } = start()
    const { json } = await generate({ prompt: 'a', ...settings })
    await wait(90_000)
    const [image] = imagesOf(await poll(json.taskId))
    const path = new URL(image?.url ?? '').pathname
    const { body, headers, status } = await ask('GET', path, { headers: { authorization: '' } })
    expect(status).toBe(200)
    expect(headers).toEqual({ 'content-type': 'image/png' })
    const bytes = Buffer.from(body)
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(size)
  })

  // covers GET /api/v1/task/{taskId}: tasks of another account
  test('belongs to the account, with all its keys', async () => {
    const { generate, poll } = start({
      keys: ['cvk_one', 'cvk_two'],
      foreignKeys: ['cvk_foreign'],
      credits: 10,
    })
    const as = (name: string) => ({ authorization: `Bearer ${name}` })
    const { json } = await generate({ prompt: 'a' }, as('cvk_one'))
    expect((await poll(json.taskId, as('cvk_two'))).status).toBe(200)
    expect(await poll(json.taskId, as('cvk_foreign'))).toMatchObject({
      status: 404,
      json: { code: 'TASK_NOT_FOUND', error: expect.any(String) },
    })
    const credits = await Promise.all(
      ['cvk_two', 'cvk_foreign'].map(
        async (name) => (await generate({ prompt: 'b' }, as(name))).json.credits_remaining,
      ),
    )
    expect(credits).toEqual([6, 8])
  })

  test('that nobody started is TASK_NOT_FOUND', async () => {
    const { poll } = start()
    expect(await poll('vaW29_MJ1wbnyFU4bl_pd')).toMatchObject({
      status: 404,
      json: { code: 'TASK_NOT_FOUND' },
    })
  })

  test('with fewer pictures than prompts names those that it made, and keeps the price', async () => {
    const { credits, generate, poll, wait } = start({ imagesReturned: () => 2 })
    const { json } = await generate({ prompts: ['a', 'b', 'c'] })
    await wait(90_000)
    const polled = await poll(json.taskId)
    expect(polled.json.status).toBe('completed')
    expect(imagesOf(polled).map(({ prompt }) => prompt)).toEqual(['b', 'c'])
    expect(credits()).toEqual([6])
  })

  test.each([200, 500] as const)('that fails is refunded, with status %i', async (status) => {
    const { credits, generate, poll, wait } = start({
      credits: 10,
      failedTaskStatus: status,
      ...faulty('failed-task'),
    })
    const { json } = await generate({ prompts: ['a', 'b'] })
    expect(credits()).toEqual([4])
    await wait(90_000)
    expect(credits()).toEqual([4, -4])
    const failed = await poll(json.taskId)
    expect(failed.status).toBe(status)
    expect(failed.json).toEqual({
      status: 'failed',
      error: 'Image generation failed. Please try again later.',
      code: 'GENERATION_FAILED',
      credits_refunded: true,
    })
    expect((await generate({ prompt: 'a' })).json.credits_remaining).toBe(8)
  })

  test('is kept over a restart', async () => {
    const { credits, emulator, generate, poll } = start()
    const { json } = await generate({ prompt: 'a' })
    emulator.restart()
    expect((await poll(json.taskId)).status).toBe(200)
    expect(credits()).toEqual([2])
  })
})

describe('a fault', () => {
  test.each(['refuse', 'reset-before', '500-before', '503-before', '429'] as const)(
    '%s takes nothing',
    async (fault) => {
      const { credits, generate } = start(faulty(fault))
      expect(await generate({ prompt: 'a' })).not.toMatchObject({ status: 200 })
      expect(credits()).toEqual([])
    },
  )

  test.each(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'] as const)(
    '%s takes the request and spoils only the answer',
    async (fault) => {
      const { credits, emulator, generate, poll, wait } = start(faulty(fault))
      const answer = await generate({ prompt: 'a' })
      const isWhole = answer.fault === undefined && answer.json.taskId !== undefined
      expect(isWhole).toBe(false)
      await wait(90_000)
      expect(credits()).toEqual([2])
      const [charge] = emulator.charges()
      expect((await poll(charge?.task)).json.status).toBe('completed')
    },
  )

  test('stuck-task never ends', async () => {
    const { credits, generate, poll, wait } = start(faulty('stuck-task'))
    const { json } = await generate({ prompt: 'a' })
    await wait(86_400_000)
    expect((await poll(json.taskId)).json).toEqual({ status: 'processing' })
    expect(credits()).toEqual([2])
  })

  test('lost-task is charged and forgotten', async () => {
    const { credits, generate, poll, wait } = start(faulty('lost-task'))
    const { json } = await generate({ prompt: 'a' })
    await wait(90_000)
    expect((await poll(json.taskId)).status).toBe(404)
    expect(credits()).toEqual([2])
  })

  test('private-picture leads to a private address', async () => {
    const { ask, generate, poll, wait } = start({
      faultOf: (kind) => (kind === 'picture' ? 'private-picture' : undefined),
    })
    const { json } = await generate({ prompt: 'a' })
    await wait(90_000)
    const [image] = imagesOf(await poll(json.taskId))
    const answer = await ask('GET', new URL(image?.url ?? '').pathname)
    expect(answer.headers.location).toBe('http://169.254.169.254/latest/meta-data')
  })
})

test('submissions are noted as they came, with what they were answered', async () => {
  const { edit, emulator, generate } = start(faulty('refuse'))
  await generate({ prompt: 'never arrives' })
  await generate('{')
  await generate({ prompt: 'a' })
  await edit({ prompt: 'a' })
  const noted = emulator.submissions().map(({ body, path, status }) => [path, body, status])
  expect(noted).toEqual([
    ['/api/v1/generate', undefined, 400],
    ['/api/v1/generate', { prompt: 'a' }, 200],
    ['/api/v1/edit', { prompt: 'a' }, 400],
  ])
})

test('paths and methods that it does not have are 404 and 405', async () => {
  const { ask } = start()
  expect((await ask('GET', '/api/v1/credits')).status).toBe(404)
  expect((await ask('GET', '/api/v1/generate')).status).toBe(405)
  expect((await ask('DELETE', '/api/v1/task/x')).status).toBe(405)
  expect((await ask('GET', '/images/unknown.png')).status).toBe(404)
})

test('it works over loopback, forms and pictures too', async () => {
  const clock = createVirtualClock()
  const served = await serve((origin) => createConceptvizEmulator({ clock, origin }).handle)
  try {
    const headers = { authorization: `Bearer ${key}` }
    const body = formOf({ prompt: 'tidy' }, [fileOf(dot)])
    const submitted = await fetch(`${served.origin}/api/v1/edit`, { method: 'POST', headers, body })
    const { poll_url: pollUrl } = (await submitted.json()) as { poll_url: string }
    await clock.run(clock.sleep(90_000))
    const polled = await fetch(new URL(pollUrl, served.origin), { headers })
    const { images } = (await polled.json()) as { images: { url: string }[] }
    const picture = await fetch(images[0]?.url ?? '')
    const bytes = Buffer.from(await picture.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  } finally {
    await served.close()
  }
})
