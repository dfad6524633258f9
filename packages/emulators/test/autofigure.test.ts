import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../test/fake-service/virtual-clock.ts'
import { documented } from '../src/autofigure.documented.ts'
import { type AutofigureOptions, createAutofigureEmulator } from '../src/autofigure.ts'
import type { Fault, RequestKind } from '../src/faults.ts'
import { serve } from '../src/serve.ts'

const key = 'sk-team-one'
const origin = 'http://127.0.0.1:9'

/** Requests to an emulator in virtual time. */
function start(options: Partial<AutofigureOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createAutofigureEmulator({ clock, origin, keys: [key], ...options })
  interface Sent {
    address?: string
    body?: string
    headers?: Record<string, string>
    key?: string
  }
  async function send(method: string, path: string, sent: Sent = {}) {
    const body = Buffer.from(sent.body ?? '')
    const answer = await emulator.handle({
      method,
      path,
      headers: {
        authorization: `Bearer ${sent.key ?? key}`,
        ...(method === 'POST' ? { 'content-length': String(body.length) } : {}),
        ...sent.headers,
      },
      body,
      address: sent.address ?? '192.0.2.1',
    })
    return { ...answer, json: () => JSON.parse(Buffer.from(answer.body).toString()) }
  }
  const read = (path: string, sent?: Sent) => send('GET', path, sent)
  const submit = (body: unknown, sent?: Sent) =>
    send('POST', '/api/v1/generate', { body: JSON.stringify(body), ...sent })
  return {
    clock,
    emulator,
    send,
    read,
    submit,
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    /** Submits what is taken, and returns its id. */
    take: async (body: unknown = apple): Promise<string> =>
      (await submit(body)).json().data.task_id,
    taskOf: async (id: string) => (await read(`/api/v1/task/${id}`)).json().data,
    remaining: async () => (await read('/api/v1/credits')).json().data.remaining_credits,
  }
}

const always = (wanted: RequestKind, fault: Fault) => (kind: RequestKind) =>
  kind === wanted ? fault : undefined

const apple = {
  type: 'standard',
  scene: 'text-to-image',
  prompt: 'A red apple on a white background',
  model: 'nano-banana-pro',
}
const diagram = {
  type: 'pipeline',
  scene: 'text-to-image',
  prompt: 'Architecture diagram',
  options: { content: 'This paper presents a transformer', resolution: '2K' },
}
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
    const { submit } = start()
    const answer = await submit(body)
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual({ 'content-type': 'application/json' })
    expect(answer.json()).toEqual({
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
    const { emulator, submit } = start()
    const answer = await submit(body)
    expect(answer.status).toBe(400)
    expect(answer.json()).toEqual({
      success: false,
      error: { message: expect.stringContaining(field) },
    })
    expect(emulator.submissions()).toMatchObject([{ status: 400, key }])
  })

  test('has room for exactly what the limits say', async () => {
    const { submit } = start()
    const images = Array(10).fill('https://example.com:443/a.png')
    const content = 'x'.repeat(100_000)
    const body = { ...diagramFromSource, prompt: 'x'.repeat(10_000) }
    expect((await submit({ ...body, options: { content, image_input: images } })).status).toBe(200)
  })

  test('is refused without a length, over 1 MB, or without JSON', async () => {
    const { emulator, send } = start()
    const path = '/api/v1/generate'
    const headers = { authorization: `Bearer ${key}` }
    const chunked = { method: 'POST', path, headers, body: Buffer.from('{}'), address: '' }
    expect((await emulator.handle(chunked)).status).toBe(411)
    expect((await send('POST', path, { body: ' '.repeat(1_000_001) })).status).toBe(413)
    expect((await send('POST', path, { body: ' '.repeat(1_000_000) })).status).toBe(400)
    expect(emulator.charges()).toEqual([])
  })

  test('is refused with 402 when too little is left', async () => {
    const { emulator, submit, take, wait } = start({ credits: 15 })
    await take()
    await wait(60_000)
    expect((await submit(apple)).status).toBe(402)
    expect((await submit({ ...apple, model: 'nano-banana-2' })).status).toBe(200)
    await wait(60_000)
    expect(emulator.charges().map(({ credits }) => credits)).toEqual([10, 5])
  })
})

describe('a key', () => {
  test.each([
    ['', 401],
    ['sk-team-unknown', 401],
    ['sk-personal', 403],
    [key, 200],
  ])('%j answers %i', async (presented, status) => {
    expect((await start().read('/api/v1/credits', { key: presented })).status).toBe(status)
  })

  test('sees all of its team and nothing of another', async () => {
    const { read, submit, take, wait } = start({
      credits: 100,
      keys: [key, 'sk-team-two'],
      otherTeamKeys: ['sk-team-far'],
    })
    const path = `/api/v1/task/${await take()}`
    await submit(apple, { key: 'sk-team-two' })
    await wait(60_000)
    const seen = async (reader: string) => ({
      status: (await read(path, { key: reader })).status,
      listed: (await read('/api/v1/tasks', { key: reader })).json().data.pagination.total,
      left: (await read('/api/v1/credits', { key: reader })).json().data.remaining_credits,
    })
    expect(await seen('sk-team-two')).toEqual({ status: 200, listed: 2, left: 80 })
    expect(await seen('sk-team-far')).toEqual({ status: 404, listed: 0, left: 100 })
  })

  test('is one of as many as the plan allows', () => {
    const keys = (count: number) => Array.from({ length: count }, (_, n) => `sk-team-${n}`)
    expect(() => start({ keys: keys(3) })).not.toThrow()
    expect(() => start({ keys: keys(4) })).toThrow('up to 3 keys')
    expect(() => start({ keys: keys(10), plan: 'pro' })).not.toThrow()
    expect(() => start({ keys: keys(11), plan: 'pro' })).toThrow('up to 10 keys')
    expect(() => start({ keys: ['sk-own'] })).toThrow('sk-team-')
  })

  test.each([
    ['basic', 12_000],
    ['pro', 24_000],
  ] as const)('of plan %s starts with %i credits', async (plan, credits) => {
    expect(await start({ plan }).remaining()).toBe(credits)
  })
})

describe('limits', () => {
  const keys = ['sk-team-1', 'sk-team-2', 'sk-team-3']
  const manyKeys = Array.from({ length: 10 }, (_, index) => `sk-team-${index}`)

  /** How many of `count` requests are taken. */
  async function taken(
    { read }: ReturnType<typeof start>,
    count: number,
    sentOf: (index: number) => { address?: string; key?: string },
  ) {
    let answered = 0
    for (let index = 0; index < count; index++)
      if ((await read('/api/v1/credits', sentOf(index))).status !== 429) answered += 1
    return answered
  }

  test('are 60 for a key', async () => {
    expect(await taken(start(), 100, () => ({}))).toBe(60)
  })

  test('are 120 for an address, and those without a valid key count', async () => {
    const one = start({ keys })
    expect(await taken(one, 100, () => ({ key: 'nobody' }))).toBe(100)
    expect(await taken(one, 60, () => ({}))).toBe(20)
    expect(await taken(one, 1, () => ({ address: '192.0.2.2' }))).toBe(1)
    expect(one.emulator.requests.refused).toBe(40)
  })

  test.each([
    ['basic', keys, 120],
    ['pro', manyKeys, 300],
  ] as const)('of team plan %s are %s for all keys', async (plan, teamKeys, expected) => {
    const spread = (index: number) => ({
      key: teamKeys[index % teamKeys.length] ?? '',
      address: `192.0.2.${index % 20}`,
    })
    expect(await taken(start({ plan, keys: teamKeys }), 500, spread)).toBe(expected)
  })

  test.each(['fixed', 'sliding', 'bucket'] as const)(
    'by a %s window say when to come again, and keep it',
    async (windowKind) => {
      const one = start({ windowKind })
      await taken(one, 60, () => ({}))
      const refused = await one.read('/api/v1/credits')
      expect(refused.status).toBe(429)
      expect(refused.json().success).toBe(false)
      expect(Object.keys(refused.headers).sort()).toEqual(['content-type', 'retry-after'])
      const seconds = Number(refused.headers['retry-after'])
      expect(seconds).toBe(windowKind === 'bucket' ? 1 : 60)
      await one.wait(seconds * 1_000)
      expect((await one.read('/api/v1/credits')).status).toBe(200)
    },
  )

  test('count refused requests only where they are told to', async () => {
    const after = async (countsRefused: boolean) => {
      const one = start({ countsRefused, windowKind: 'sliding', windowMs: 1_000 })
      await taken(one, 60, () => ({}))
      await one.wait(500)
      await taken(one, 60, () => ({}))
      await one.wait(500)
      return taken(one, 1, () => ({}))
    }
    expect(await after(false)).toBe(1)
    expect(await after(true)).toBe(0)
  })

  test('are forgotten in a restart, and tasks are not', async () => {
    const one = start()
    const id = await one.take()
    await taken(one, 100, () => ({}))
    one.emulator.restart()
    expect((await one.taskOf(id)).task_id).toBe(id)
  })
})

describe('a task', () => {
  test('is pending, is processed and ends with a picture', async () => {
    const { remaining, take, taskOf, wait } = start()
    const id = await take({ ...apple, options: { output_format: 'jpg' } })
    const facts = {
      task_id: id,
      type: 'standard',
      model: 'nano-banana-pro',
      scene: 'text-to-image',
      cost_credits: 10,
      created_at: '2026-01-01T00:00:00.000Z',
      error: null,
    }
    expect(await taskOf(id)).toEqual({ ...facts, status: 'pending', output: { images: [] } })
    await wait(19_999)
    expect(await taskOf(id)).toEqual({ ...facts, status: 'processing', output: { images: [] } })
    expect(await remaining()).toBe(12_000)
    await wait(1)
    const url = `${origin}/uploads/${id}.jpg`
    const images = [{ url, type: 'image/jpeg' }]
    expect(await taskOf(id)).toEqual({ ...facts, status: 'success', output: { images } })
    expect(await remaining()).toBe(11_990)
  })

  test('of the pipeline goes through its stages, and more rounds cost more', async () => {
    const { emulator, submit, taskOf, wait } = start({
      moreRounds: () => 1,
      windowMs: 1_000,
    })
    const submitted = (await submit(diagram)).json().data
    expect(submitted.cost_credits).toBe(12)
    const seen = []
    for (let second = 0; second <= 60; second++) {
      const { cost_credits, model, output, status } = await taskOf(submitted.task_id)
      expect(model).toBe('pipeline')
      seen.push(`${status} ${output.current_stage} ${cost_credits}`)
      await wait(1_000)
    }
    expect([...new Set(seen)]).toEqual([
      'pending undefined 12',
      'processing retriever 14',
      'processing planner 14',
      'processing stylist 14',
      'processing visualizer 14',
      'processing critic_round_0 14',
      'processing critic_round_1 14',
      'success undefined 14',
    ])
    expect(emulator.charges()).toEqual([{ task: submitted.task_id, credits: 14, request: diagram }])
  })

  test.each([
    [apple, [10, 20, 40]],
    [{ ...apple, model: 'nano-banana-2' }, [5, 10, 20]],
    [diagram, [6, 12, 24]],
  ])('costs by its resolution: %j', async (body, prices) => {
    const { emulator, take, wait } = start()
    const options = 'options' in body ? body.options : {}
    for (const resolution of ['1K', '2K', '4K'])
      await take({ ...body, options: { ...options, resolution } })
    await wait(60_000)
    expect(emulator.charges().map(({ credits }) => credits)).toEqual(prices)
  })

  test('is booked when it ends, whether or not anybody looks', async () => {
    const { emulator, take, wait } = start({ durationMs: (index) => 5_000 - index * 1_000 })
    const ids = [await take(), await take(diagram)]
    await wait(4_000)
    expect(emulator.charges().map(({ task }) => task)).toEqual([ids[1]])
    await wait(1_000)
    expect(emulator.charges().map(({ task }) => task)).toEqual([ids[1], ids[0]])
  })

  test('that nobody knows is not found', async () => {
    const answer = await start().read('/api/v1/task/7655ed66-3a83-4a5a-9cb1-3b7c449ec4a9')
    expect(answer.status).toBe(404)
    expect(answer.json()).toMatchObject({ success: false })
  })

  test('can be cancelled, for nothing', async () => {
    const { emulator, take, taskOf, wait } = start({ isCanceled: () => true })
    const id = await take()
    await wait(20_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'canceled',
      cost_credits: 0,
      output: { images: [] },
      error: null,
    })
    expect(emulator.charges()).toEqual([])
  })
})

describe('the list', () => {
  test('has pages, newest first, 20 long', async () => {
    const { read, take } = start()
    const ids: string[] = []
    for (let index = 0; index < 42; index++) ids.unshift(await take())
    const page = async (query: string) => {
      const { pagination, tasks } = (await read(`/api/v1/tasks${query}`)).json().data
      return { pagination, ids: tasks.map((task: { task_id: string }) => task.task_id) }
    }
    expect(await page('')).toEqual({
      pagination: { total: 42, page: 1, limit: 20, total_pages: 3 },
      ids: ids.slice(0, 20),
    })
    expect((await page('?page=3')).ids).toEqual(ids.slice(40))
    expect((await page('?limit=100')).ids).toEqual(ids)
    expect((await page('?page=9')).ids).toEqual([])
  })

  test('shows those of one status, as the task shows itself', async () => {
    const { read, take, taskOf, wait } = start({
      faultOf: (kind, index) => (kind === 'submit' && index === 1 ? 'failed-task' : undefined),
      isCanceled: (index) => index === 2,
    })
    const [success, failed, canceled] = [await take(), await take(), await take()]
    await wait(20_000)
    const processing = await take()
    await wait(10_000)
    const pending = await take()
    for (const [status, id] of Object.entries({ success, failed, canceled, processing, pending })) {
      const { pagination, tasks } = (await read(`/api/v1/tasks?status=${status}`)).json().data
      expect(pagination.total).toBe(1)
      expect(tasks).toEqual([await taskOf(id)])
    }
  })

  test.each(['page=0', 'limit=101', 'limit=x', 'status=done', 'sort=new'])(
    'refuses %s',
    async (query) => {
      expect((await start().read(`/api/v1/tasks?${query}`)).status).toBe(400)
    },
  )
})

describe('a picture', () => {
  test.each([
    ['png', 'image/png', '89504e47'],
    ['jpg', 'image/jpeg', 'ffd8ff'],
    ['jpeg', 'image/jpeg', 'ffd8ff'],
    ['webp', 'image/webp', '52494646'],
  ])('is %s when asked for', async (format, mediaType, magic) => {
    const { emulator, read, take, taskOf, wait } = start()
    const id = await take({ ...apple, options: { output_format: format } })
    await wait(20_000)
    const [{ type, url }] = (await taskOf(id)).output.images
    const answer = await read(new URL(url).pathname, { key: '' })
    expect([answer.status, answer.headers, type]).toEqual([
      200,
      { 'content-type': mediaType },
      mediaType,
    ])
    expect(Buffer.from(answer.body).toString('hex')).toMatch(new RegExp(`^${magic}`))
    expect(emulator.requests.pictures).toBe(1)
  })

  test.each([
    [{}, [1024, 1024]],
    [{ aspect_ratio: '16:9' }, [1024, 576]],
    [{ aspect_ratio: '3:4', resolution: '2K' }, [1536, 2048]],
    [{ aspect_ratio: '21:9', resolution: '4K' }, [4096, 1755]],
  ])('has the size of %j', async (options, size) => {
    const { read, take, wait } = start()
    const path = `/uploads/${await take({ ...apple, options })}.png`
    expect((await read(path)).status).toBe(404)
    await wait(20_000)
    const png = Buffer.from((await read(path)).body)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(size)
  })

  test('is spoiled by faults of downloads alone', async () => {
    const faults = [
      undefined,
      'truncated-picture',
      'wrong-picture',
      'huge-picture',
      'private-picture',
    ] as const
    const { read, take, wait } = start({
      faultOf: (kind, index) => (kind === 'picture' ? faults[index] : undefined),
    })
    const path = `/uploads/${await take()}.png`
    await wait(20_000)
    const whole = await read(path)
    const png = { 'content-type': 'image/png' }
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: png,
      body: whole.body.slice(0, whole.body.length >> 1),
    })
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: png,
      body: expect.stringContaining('<html>'),
    })
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: { ...png, 'content-length': '1099511627776' },
      fault: 'drip',
    })
    expect(await read(path)).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/latest/meta-data' },
    })
  })
})

describe('a fault', () => {
  test.each(['refuse', 'reset-before', '500-before', '503-before', '429'] as const)(
    '%s takes nothing',
    async (fault) => {
      const { emulator, read, submit, wait } = start({ faultOf: always('submit', fault) })
      await submit(apple)
      await wait(60_000)
      expect((await read('/api/v1/tasks')).json().data.tasks).toEqual([])
      expect(emulator.charges()).toEqual([])
      expect(emulator.submissions().length).toBe(
        fault === 'refuse' || fault === 'reset-before' ? 0 : 1,
      )
    },
  )

  test.each([
    ['reset-after', 200],
    ['hang', 200],
    ['500-after', 500],
    ['503-after', 503],
    ['html', 502],
    ['invalid-json', 200],
    ['huge-answer', 200],
  ] as const)('%s spoils only the answer', async (fault, status) => {
    const { emulator, read, submit, wait } = start({ faultOf: always('submit', fault) })
    const answer = await submit(apple)
    await wait(60_000)
    expect(answer.status).toBe(status)
    expect((await read('/api/v1/tasks?status=success')).json().data.tasks).toHaveLength(1)
    expect(emulator.charges()).toHaveLength(1)
    expect(emulator.submissions()).toEqual([{ path: '/api/v1/generate', key, body: apple, status }])
  })

  test('words errors of the service as it does', async () => {
    const { read } = start({ faultOf: always('read', '503-before') })
    const answer = await read('/api/v1/credits')
    expect(answer.status).toBe(503)
    expect(answer.json()).toEqual({ success: false, error: { message: expect.any(String) } })
  })

  test('stuck-task never ends', async () => {
    const { emulator, take, taskOf, wait } = start({ faultOf: always('submit', 'stuck-task') })
    const id = await take(diagram)
    await wait(3_600_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'processing',
      output: { current_stage: 'critic_round_0' },
    })
    expect(emulator.charges()).toEqual([])
  })

  test('lost-task is unknown, and charged', async () => {
    const { emulator, read, take, wait } = start({ faultOf: always('submit', 'lost-task') })
    const id = await take()
    await wait(20_000)
    expect((await read(`/api/v1/task/${id}`)).status).toBe(404)
    expect((await read('/api/v1/tasks')).json().data.tasks).toEqual([])
    expect(emulator.charges()).toMatchObject([{ task: id, credits: 10 }])
  })

  test('failed-task fails within 200, and costs nothing', async () => {
    const { emulator, take, taskOf, wait } = start({ faultOf: always('submit', 'failed-task') })
    const id = await take()
    await wait(20_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'failed',
      cost_credits: 0,
      output: { images: [] },
      error: 'task failed',
    })
    expect(emulator.charges()).toEqual([])
  })
})

test('over loopback it takes a task, shows it and hands out its picture', async () => {
  const clock = createVirtualClock()
  const served = await serve(
    (address) => createAutofigureEmulator({ clock, origin: address, keys: [key] }).handle,
  )
  try {
    const headers = { authorization: `Bearer ${key}` }
    const submitted = await fetch(`${served.origin}/api/v1/generate`, {
      method: 'POST',
      headers,
      body: JSON.stringify(apple),
    })
    const { data } = JSON.parse(await submitted.text())
    await clock.run(clock.sleep(20_000))
    const shown = await fetch(`${served.origin}/api/v1/task/${data.task_id}`, { headers })
    const [image] = JSON.parse(await shown.text()).data.output.images
    const picture = await fetch(image.url)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    const chunked = await fetch(`${served.origin}/api/v1/generate`, {
      method: 'POST',
      headers,
      body: new Blob([JSON.stringify(apple)]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(411)
  } finally {
    await served.close()
  }
})

test('no name of the document is listed twice', () => {
  for (const { endpoint, names } of documented)
    expect(names.length, endpoint).toBe(new Set(names).size)
})
