import { createVirtualClock } from '../../../test/fake-service/virtual-clock.ts'
import { createPaperBananaEmulator, type PaperBananaOptions } from '../src/paperbanana.ts'

export const key = 'pb_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'
export const otherKey = 'pb_ffffffffffffffffffffffffffffffff'
export const adminKey = 'admin-key'
export const origin = 'https://api.paperbanana.me'

export const diagram = {
  source_context: 'Our model uses a 6-layer Transformer encoder.',
  caption: 'Figure 1: Transformer encoder architecture',
}
export const plot = {
  data_json: '{"models":["ResNet-50","ViT-B/16"],"accuracy":[76.1,81.8]}',
  intent: 'Bar chart comparing model accuracy',
}
export const pdf = {
  pdf_base64: Buffer.from('%PDF-1.7 a paper').toString('base64'),
  caption: 'Figure 1: Overall methodology pipeline',
}

export interface Answered {
  status: number
  headers: Readonly<Record<string, string>>
  bytes: Buffer
  /** Decoded JSON; `undefined` when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  json: any
}

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<PaperBananaOptions> = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 1, 15, 10, 30))
  const emulator = createPaperBananaEmulator({ clock, origin, keys: [key, otherKey], ...options })

  async function call(
    method: string,
    path: string,
    { body, headers = {}, token = key }: CallOptions = {},
  ): Promise<Answered> {
    const answer = await emulator.handle({
      method,
      path,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: Buffer.from(
        body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      ),
      address: '192.0.2.1',
    })
    const bytes = Buffer.from(answer.body)
    const isJson = answer.headers['content-type'] === 'application/json'
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      json: isJson && answer.body !== '' ? parse(bytes) : undefined,
    }
  }

  const wait = (ms: number) => clock.run(clock.sleep(ms))
  const post = (endpoint: string, body: unknown, token = key) =>
    call('POST', `/api/${endpoint}`, { body, token })
  const task = (id: string, token = key) => call('GET', `/api/tasks/${id}`, { token })

  return {
    clock,
    emulator,
    call,
    wait,
    post,
    task,
    admin: (method: string, path: string, body?: unknown) =>
      call(method, `/api/admin/keys${path}`, { body, token: adminKey }),
    image: (id: string, query = '', token = key) =>
      call('GET', `/api/tasks/${id}/image${query}`, { token }),
    /** Submits, waits for longer than anything takes, and looks. */
    async finish(endpoint: string, body: unknown) {
      const { task_id } = (await post(endpoint, body)).json
      await wait(200_000)
      return (await task(task_id)).json
    },
  }
}

interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  token?: string
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** Width and height that a PNG says it has. */
export function sizeOfPng(bytes: Uint8Array): [number, number] {
  const png = Buffer.from(bytes)
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new Error('it is no PNG')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

export const sizeOfPreview = (base64: string) => sizeOfPng(Buffer.from(base64, 'base64'))
