import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { type ConceptvizOptions, createConceptvizEmulator } from '../../src/conceptviz.ts'
import { drawPicture } from '../../src/draw-picture.ts'
import { jsonOf, type Sent, send } from '../emulator-client.ts'

export const origin = 'http://127.0.0.1:1'
export const key = 'cvk_your_api_key_here'
export const dot = await drawPicture({ mediaType: 'image/png', width: 4, height: 3, text: 'dot' })

type Json = Record<string, unknown>

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<ConceptvizOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createConceptvizEmulator({ clock, origin, ...options })

  async function ask(method: string, path: string, { body, headers }: Sent = {}) {
    const form = body instanceof FormData ? await encodeForm(body) : undefined
    const answer = await send(emulator, method, path, {
      key,
      body: form?.body ?? body,
      headers: { ...form?.headers, ...headers },
    })
    return { ...answer, json: (jsonOf(answer) ?? {}) as Json }
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

async function encodeForm(form: FormData) {
  const encoded = new Response(form)
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  }
}

export function formOf(fields: Record<string, string>, files: readonly File[] = []): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const file of files) form.append('image', file)
  return form
}
export const fileOf = (bytes: Uint8Array, type = 'image/png') =>
  new File([Buffer.from(bytes)], 'sketch.png', { type })

export const imagesOf = ({ json }: { json: Json }) =>
  json.images as { url: string; prompt: string }[]
