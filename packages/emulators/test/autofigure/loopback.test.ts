import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { createAutofigureEmulator } from '../../src/autofigure.ts'
import { serve } from '../../src/serve.ts'
import { apple, key } from './client.ts'

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
