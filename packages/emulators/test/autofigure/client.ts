import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { type AutofigureOptions, createAutofigureEmulator } from '../../src/autofigure.ts'
import { jsonOf, type Sent, send as sendTo } from '../emulator-client.ts'

export const key = 'sk-team-one'
export const origin = 'http://127.0.0.1:9'

export const apple = {
  type: 'standard',
  scene: 'text-to-image',
  prompt: 'A red apple on a white background',
  model: 'nano-banana-pro',
}
export const diagram = {
  type: 'pipeline',
  scene: 'text-to-image',
  prompt: 'Architecture diagram',
  options: { content: 'This paper presents a transformer', resolution: '2K' },
}

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<AutofigureOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createAutofigureEmulator({ clock, origin, keys: [key], ...options })

  async function send(method: string, path: string, sent: Sent = {}) {
    const answer = await sendTo(emulator, method, path, { key, ...sent })
    return { ...answer, json: jsonOf(answer) }
  }
  const read = (path: string, sent?: Sent) => send('GET', path, sent)
  const submit = (body: unknown, sent?: Sent) => send('POST', '/api/v1/generate', { body, ...sent })

  return {
    emulator,
    send,
    read,
    submit,
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    /** Submits what is taken, and returns its id. */
    take: async (body: unknown = apple): Promise<string> => (await submit(body)).json.data.task_id,
    taskOf: async (id: string) => (await read(`/api/v1/task/${id}`)).json.data,
    remaining: async () => (await read('/api/v1/credits')).json.data.remaining_credits,
  }
}
