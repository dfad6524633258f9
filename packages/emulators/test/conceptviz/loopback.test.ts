import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.ts'
import { createConceptvizEmulator } from '../../src/conceptviz.ts'
import { serve } from '../../src/serve.ts'
import { dot, fileOf, formOf, key } from './client.ts'

test('it works over loopback, forms and pictures too', async () => {
  const clock = createVirtualClock()
  const served = await serve((origin) => createConceptvizEmulator({ clock, origin }).handle)
  try {
    const headers = { authorization: `Bearer ${key}` }
    const body = formOf({ prompt: 'tidy' }, [fileOf(dot)])
    const submitted = await fetch(`${served.origin}/api/v1/edit`, { method: 'POST', headers, body })
    const { poll_url: pollUrl } = (await submitted.json()) as { poll_url: string }
    await clock.run(clock.sleep(90_000))
    const polled = await fetch(new URL(pollUrl, served.origin), { headers })
    const { images } = (await polled.json()) as { images: { url: string }[] }
    const picture = await fetch(images[0]?.url ?? '')
    const bytes = Buffer.from(await picture.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  } finally {
    await served.close()
  }
})
