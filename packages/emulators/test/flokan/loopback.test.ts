import { systemClock } from '@figmill/core'
import { expect, it } from 'vitest'
import { createFlokanEmulator, flokanKey } from '../../src/flokan.ts'
import { serve } from '../../src/serve.ts'
import { base, type Data, lighthouse } from './client.ts'

it('goes on over loopback when the client hangs up', async () => {
  const create = (address: string) =>
    createFlokanEmulator({ clock: systemClock, origin: address, durationMs: () => 300 })
  let emulator = create('')
  const served = await serve((address) => {
    emulator = create(address)
    return emulator.handle
  })
  const headers = { authorization: `Bearer ${flokanKey}` }
  const editor = `${served.origin}${base}`
  try {
    const given = { method: 'POST', headers, body: JSON.stringify(lighthouse) }
    const hungUp = fetch(`${editor}/process`, { ...given, signal: AbortSignal.timeout(100) })
    await expect(hungUp).rejects.toThrow()
    const answered = await fetch(`${editor}/process`, given)
    expect(answered.status).toBe(201)
    const listed = await fetch(`${editor}/jobs`, { headers })
    const { data } = (await listed.json()) as { data: readonly Data[] }
    expect(data).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
    expect(emulator.charges()).toHaveLength(2)
    const picture = await fetch(data[1]?.result_url ?? '')
    expect(picture.headers.get('content-type')).toBe('image/png')
  } finally {
    await served.close()
  }
})
