import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { type AgentOptions, createAgentEmulator } from '../../src/agent.ts'
import { jsonOf, send } from '../emulator-client.ts'

export const origin = 'http://127.0.0.1:1'
export const key = 'ryn_agent_v1_test'
export const minute = 60_000

export const order = { request_id: 'request 1', model: 'nano-banana-pro', prompt: 'A lighthouse' }
export const statusPath = `/v1/generate/${encodeURIComponent(order.request_id)}`
export const textWithPicture = (model: string) => ({
  model,
  input_image_urls: ['https://example.org/a.png'],
})

export type Json = Record<string, unknown>

/** An emulator in virtual time, and somebody who talks to it. */
export function createClient(options: Partial<AgentOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createAgentEmulator({ clock, origin, keys: [key], ...options })

  const handle = (method: string, path: string, body?: unknown, token = key) =>
    send(emulator, method, path, { body, key: token })
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<Json> =>
    jsonOf(await handle(method, path, body, token)).data
  const wait = (ms: number) => clock.run(clock.sleep(ms))

  return {
    emulator,
    handle,
    ask,
    wait,
    generate: (fields: Json = {}) => ask('POST', '/v1/generate', { ...order, ...fields }),
    estimate: (fields: Json) => ask('POST', '/v1/credits/estimate', fields),
    spent: () => emulator.charges().reduce((sum, { credits }) => sum + credits, 0),
    /** The first result of the only request, once it is there. */
    async downloadFirst() {
      await wait(20_000)
      const { outputs } = (await ask('GET', statusPath)) as { outputs: { url: string }[] }
      return handle('GET', (outputs[0]?.url ?? '').slice(origin.length))
    },
  }
}
