import { systemClock } from '@figmill/core'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../src/emulator.ts'
import { createPaperBananaEmulator } from '../../src/paperbanana.ts'
import { serve } from '../../src/serve.ts'
import { adminKey, diagram, key, sizeOfPreview } from './client.ts'

describe('over loopback', () => {
  it('a figure is asked for, told, and downloaded', async () => {
    const told = Promise.withResolvers<HttpRequest>()
    const receiver = await serve(() => async (request) => {
      told.resolve(request)
      return { status: 204, headers: {}, body: '' }
    })
    const service = await serve(
      (address) =>
        createPaperBananaEmulator({
          clock: systemClock,
          origin: address,
          keys: [key],
          adminKey,
          durationMs: () => 50,
        }).handle,
    )
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const accepted = await fetch(`${service.origin}/api/generate`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...diagram, webhook_url: `${receiver.origin}/callback` }),
    })
    expect(accepted.status).toBe(202)
    const { body, headers: sent, method, path } = await told.promise
    expect([method, path, sent['user-agent']]).toEqual([
      'POST',
      '/callback',
      'PaperBanana-Webhook/0.1.2',
    ])
    const { image_url } = JSON.parse(Buffer.from(body).toString())
    const picture = await fetch(image_url, { headers })
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(sizeOfPreview(Buffer.from(await picture.arrayBuffer()).toString('base64'))).toEqual([
      1024, 576,
    ])
    await Promise.all([receiver.close(), service.close()])
  })

  it('nothing is sent to another machine', async () => {
    const { deliverOnLoopback } = await import('../../src/paperbanana/webhooks.ts')
    const { signal } = new AbortController()
    const request = { method: 'POST', headers: {}, body: '', signal } as const
    await expect(deliverOnLoopback('http://192.0.2.1/', request)).rejects.toThrow('this machine')
  })
})
