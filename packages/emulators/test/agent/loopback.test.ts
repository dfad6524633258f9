import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { createAgentEmulator } from '../../src/agent.ts'
import { serve } from '../../src/serve.ts'
import { sizeOfPng } from '../emulator-client.ts'
import { key, order, statusPath } from './client.ts'

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
  expect(sizeOfPng(new Uint8Array(await picture.arrayBuffer()))).toEqual([1024, 1024])
  await served.close()
})
