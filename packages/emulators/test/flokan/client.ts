import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import type { HttpAnswer } from '../../src/emulator.ts'
import { createFlokanEmulator, type FlokanOptions, flokanKey } from '../../src/flokan.ts'
import { jsonOf, type Sent, send as sendTo } from '../emulator-client.ts'

export const origin = 'http://flokan.example'
export const base = '/api/v1/image-editor'
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const someId = 'f24a8c52-0000-4000-8000-000000000000'
export const lighthouse = { prompt: 'a lighthouse', model_tier: 'pro' }
export const png = { file_name: 'a.png', mime_type: 'image/png' }

interface Answer extends HttpAnswer {
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

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<FlokanOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createFlokanEmulator({ clock, origin, ...options })
  const send = (method: string, path: string, sent: Sent = {}) =>
    clock.run(sendTo(emulator, method, path, sent))

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    key = flokanKey,
  ): Promise<Answer> {
    const answer = await send(method, `${base}${path}`, { body, key })
    return { ...answer, ...jsonOf(answer) }
  }
  const put = (url: string, body: string, sent: Sent = {}) =>
    send('PUT', url.replace(origin, ''), {
      body,
      headers: { 'content-type': png.mime_type },
      ...sent,
    })

  return {
    clock,
    emulator,
    send,
    ask,
    put,
    process: (more: object = {}, key?: string) =>
      ask('POST', '/process', { ...lighthouse, ...more }, key),
    estimate: (body: object, key?: string) => ask('POST', '/estimate-credits', body, key),
    download: (url: string) => send('GET', url.replace(origin, '')),
    pass: (ms: number) => clock.run(clock.sleep(ms)),
    jobs: async (query = '') =>
      (await ask('GET', `/jobs${query}`)).data as unknown as readonly Data[],
    async upload(key?: string) {
      const { data } = await ask('POST', '/upload-url', png, key)
      await put(data.upload_url, 'bytes')
      return data.image_id
    },
  }
}
