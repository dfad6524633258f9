import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Deliver } from '../../src/paperbanana/webhooks.ts'
import { atSubmit } from '../emulator-client.ts'
import { createClient, diagram, key, origin, sizeOfPreview } from './client.ts'

const url = 'http://127.0.0.1:8000/callback'

/** Somebody who is called back: answers with these statuses in turn, then 200. */
function createReceiver(statuses: (number | 'unreachable')[] = []) {
  const received: { url: string; headers: Record<string, string>; text: string; at: number }[] = []
  let now = () => 0
  const deliver: Deliver = async (to, { body, headers }) => {
    received.push({ url: to, headers, text: body, at: now() })
    const status = statuses.shift() ?? 200
    if (status === 'unreachable') throw new Error('ECONNREFUSED')
    return { status }
  }
  return {
    received,
    bodies: () => received.map(({ text }) => JSON.parse(text)),
    client(options: Parameters<typeof createClient>[0] = {}) {
      const client = createClient({ deliver, ...options })
      now = client.clock.now
      return client
    },
  }
}

describe('a webhook', () => {
  // covers webhook: header Content-Type | header X-PaperBanana-Event | header User-Agent
  // covers webhook: event task.completed | task_id | status | diagram_type | description
  // covers webhook: image_url | created_at | completed_at
  // covers POST /api/generate: webhook_url
  it('tells the end of a task when it comes', async () => {
    const { bodies, client, received } = createReceiver()
    const { post, wait } = client()
    const { task_id: id } = (await post('generate', { ...diagram, webhook_url: url })).json
    await wait(49_000)
    expect(received).toEqual([])
    await wait(2_000)
    expect(bodies()).toEqual([
      {
        event: 'task.completed',
        task_id: id,
        status: 'completed',
        diagram_type: 'methodology',
        description: 'The diagram shows Figure 1: Transformer encoder architecture',
        image_url: `${origin}/api/tasks/${id}/image`,
        image_base64: null,
        error: null,
        created_at: '2026-02-15T10:30:00+00:00',
        completed_at: '2026-02-15T10:30:50+00:00',
      },
    ])
    expect(received[0]?.url).toBe(url)
    // Without a secret there is no signature.
    expect(received[0]?.headers).toEqual({
      'Content-Type': 'application/json',
      'X-PaperBanana-Event': 'task.completed',
      'User-Agent': 'PaperBanana-Webhook/0.1.2',
    })
  })

  // covers webhook: image_base64 only when asked
  // covers POST /api/generate: webhook_include_image
  it('has the picture inside when that was asked for', async () => {
    const { bodies, client } = createReceiver()
    await client().finish('generate', {
      ...diagram,
      webhook_url: url,
      webhook_include_image: true,
    })
    expect(sizeOfPreview(bodies()[0].image_base64)).toEqual([1024, 576])
  })

  // covers webhook: image_url null for texts
  // covers POST /api/optimize-prompt: webhook_url | webhook_include_image
  it('has no picture of a text', async () => {
    const { bodies, client } = createReceiver()
    await client().finish('optimize-prompt', {
      description: 'x',
      webhook_url: url,
      webhook_include_image: true,
    })
    expect(bodies()[0]).toMatchObject({
      diagram_type: 'prompt_optimization',
      image_url: null,
      image_base64: null,
    })
  })

  // covers webhook: event of a failed task | error
  it('tells of a task that failed', async () => {
    const { bodies, client, received } = createReceiver()
    const { finish } = client(atSubmit('failed-task'))
    await finish('generate', { ...diagram, webhook_url: url })
    expect(received[0]?.headers['X-PaperBanana-Event']).toBe('task.failed')
    expect(bodies()[0]).toMatchObject({
      event: 'task.failed',
      status: 'failed',
      description: null,
      image_url: null,
      error: 'The image model returned no picture',
    })
  })

  // covers webhook: header X-PaperBanana-Signature
  // covers PATCH /api/admin/keys/{key}: webhook_secret | webhook_secret empty removes
  it('is signed with the secret of the key', async () => {
    const { client, received } = createReceiver()
    const { admin, finish } = client()
    await admin('PATCH', `/${key}`, { webhook_secret: 'whisper' })
    await finish('generate', { ...diagram, webhook_url: url })
    const expected = createHmac('sha256', 'whisper')
      .update(received[0]?.text ?? '')
      .digest('hex')
    expect(received[0]?.headers['X-PaperBanana-Signature']).toBe(`sha256=${expected}`)
    await admin('PATCH', `/${key}`, { webhook_secret: '' })
    await finish('generate', { ...diagram, webhook_url: url })
    expect(received[1]?.headers).not.toHaveProperty('X-PaperBanana-Signature')
  })

  // covers webhook: request overrides key
  it('goes to the address of the key unless the request names one', async () => {
    const { client, received } = createReceiver()
    const { admin, finish } = client()
    await admin('PATCH', `/${key}`, { webhook_url: 'http://127.0.0.1:8000/default' })
    await finish('generate', diagram)
    await finish('generate', { ...diagram, webhook_url: url })
    await admin('PATCH', `/${key}`, { webhook_url: '' })
    await finish('generate', diagram)
    expect(received.map((one) => one.url)).toEqual(['http://127.0.0.1:8000/default', url])
  })

  // covers webhook: retry after 5, 15 and 60 seconds | retry after a network error
  // covers webhook: retry after a status of 400 or above
  it('is tried again after 5, 15 and 60 seconds, and then no more', async () => {
    const { client, received } = createReceiver([400, 'unreachable', 503, 500])
    const { post, wait } = client()
    await post('generate', { ...diagram, webhook_url: url })
    await wait(1_000_000)
    const [first = 0] = received.map(({ at }) => at)
    expect(received.map(({ at }) => (at - first) / 1_000)).toEqual([0, 5, 20, 80])
    expect(new Set(received.map(({ text }) => text)).size).toBe(1)
  })

  it('is not sent again once it has arrived', async () => {
    const { client, received } = createReceiver([500, 302])
    const { post, wait } = client()
    await post('generate', { ...diagram, webhook_url: url })
    await wait(1_000_000)
    expect(received).toHaveLength(2)
  })

  it.each(['stuck-task', 'lost-task'] as const)('never comes from a %s', async (fault) => {
    const { client, received } = createReceiver()
    const { post, wait } = client({ faultOf: () => fault })
    await post('generate', { ...diagram, webhook_url: url })
    await wait(1_000_000)
    expect(received).toEqual([])
  })

  it('is forgotten in a new start', async () => {
    const { client, received } = createReceiver()
    const { emulator, post, wait } = client()
    await post('generate', { ...diagram, webhook_url: url })
    emulator.restart()
    await wait(1_000_000)
    expect(received).toEqual([])
  })
})
