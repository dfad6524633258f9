import { createVirtualClock } from '../../../test/fake-service/virtual-clock.ts'
import type { HttpAnswer } from '../src/emulator.ts'
import type { Fault, FaultScript } from '../src/faults.ts'
import { createFlokanEmulator, type FlokanOptions, flokanKey } from '../src/flokan.ts'

export const origin = 'http://flokan.example'
export const base = '/api/v1/image-editor'
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const someId = 'f24a8c52-0000-4000-8000-000000000000'
export const lighthouse = { prompt: 'a lighthouse', model_tier: 'pro' }
export const png = { file_name: 'a.png', mime_type: 'image/png' }

interface Answer {
  status: number
  headers: HttpAnswer['headers']
  fault: Fault | undefined
  error: string
  data: Data
}

/** What tests go on with; the rest is only compared. */
export interface Data {
  job_id: string
  status: string
  prompt: string
  result_url: string
  result_image_id: string
  processing_ms: number
  image_id: string
  upload_url: string
  public_url: string
  estimated_credits: number
}

export function open(options: Partial<FlokanOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createFlokanEmulator({ clock, origin, ...options })
  const send = (
    method: string,
    path: string,
    body: string,
    headers: Record<string, string>,
    address = '192.0.2.1',
  ) => clock.run(emulator.handle({ method, path, headers, body: Buffer.from(body), address }))

  async function ask(method: string, path: string, body?: unknown, key = flokanKey) {
    const { body: bytes, ...answer } = await send(
      method,
      `${base}${path}`,
      body === undefined ? '' : JSON.stringify(body),
      { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    )
    const text = Buffer.from(bytes).toString()
    return { ...answer, ...(text.startsWith('{') ? JSON.parse(text) : {}) } as Answer
  }

  return {
    clock,
    emulator,
    send,
    ask,
    process: (more: object = {}, key?: string) =>
      ask('POST', '/process', { ...lighthouse, ...more }, key),
    estimate: (body: object, key?: string) => ask('POST', '/estimate-credits', body, key),
    download: (url: string) => send('GET', url.replace(origin, ''), '', {}),
    pass: (ms: number) => clock.run(clock.sleep(ms)),
    jobs: async (query = '') =>
      (await ask('GET', `/jobs${query}`)).data as unknown as readonly Data[],
    async upload(key?: string) {
      const { data } = await ask('POST', '/upload-url', png, key)
      await send('PUT', data.upload_url.replace(origin, ''), 'bytes', {
        'content-type': 'image/png',
      })
      return data.image_id
    },
  }
}

/** The fault for the first call of `/process`. */
export const first = (fault: Fault): { faultOf: FaultScript } => ({
  faultOf: (kind, index) => (kind === 'submit' && index === 0 ? fault : undefined),
})
