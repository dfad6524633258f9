import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { createPaperBananaEmulator, type PaperBananaOptions } from '../../src/paperbanana.ts'
import { jsonOf, type Sent, send, sizeOfPng } from '../emulator-client.ts'

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

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<PaperBananaOptions> = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 1, 15, 10, 30))
  const emulator = createPaperBananaEmulator({ clock, origin, keys: [key, otherKey], ...options })

  async function call(method: string, path: string, sent: Sent = {}) {
    const answer = await send(emulator, method, path, { key, ...sent })
    return { ...answer, bytes: Buffer.from(answer.body), json: jsonOf(answer) }
  }
  const wait = (ms: number) => clock.run(clock.sleep(ms))
  const post = (endpoint: string, body: unknown, by = key) =>
    call('POST', `/api/${endpoint}`, { body, key: by })
  const task = (id: string, by = key) => call('GET', `/api/tasks/${id}`, { key: by })

  return {
    clock,
    emulator,
    call,
    wait,
    post,
    task,
    admin: (method: string, path: string, body?: unknown) =>
      call(method, `/api/admin/keys${path}`, { body, key: adminKey }),
    image: (id: string, query = '', by = key) =>
      call('GET', `/api/tasks/${id}/image${query}`, { key: by }),
    /** Submits, waits for longer than anything takes, and looks. */
    async finish(endpoint: string, body: unknown) {
      const { task_id } = (await post(endpoint, body)).json
      await wait(200_000)
      return (await task(task_id)).json
    },
  }
}

export const sizeOfPreview = (base64: string) => sizeOfPng(Buffer.from(base64, 'base64'))
