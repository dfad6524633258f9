import { describe, expect, test } from 'vitest'
import type { ProviderRequest } from '../../../../src/digest.js'
import type { Send, ServiceCall } from '../../../../src/http/send-once.js'
import { administerKeys } from '../../../../src/providers/services/paperbanana/admin-keys.js'
import { resolveOptimizePrompt } from '../../../../src/providers/services/paperbanana/optimize-prompt.js'
import { paperbananaSettings } from '../../../../src/providers/services/paperbanana/settings.js'
import { requestOf } from '../../provider-contract.js'
import { compositeOf, jobOf } from './composites.js'
import {
  answering,
  createPaperbanana,
  diagram,
  figureOf,
  inputOf,
  key,
  keyPrint,
  origin,
} from './setup.js'

const provider = createPaperbanana()
const file = '%PDF-1.7 a paper'
const ofPdf = (attributes = {}) =>
  figureOf(attributes, { pdf: inputOf(file), prompt: 'Figure 1: Overall methodology pipeline' })
const plot = () => figureOf({}, { data: [{ model: 'A', accuracy: 1 }], prompt: 'Bars' })

const composite = compositeOf([jobOf('task_a'), jobOf('task_b')])

/** A request of each kind that costs a unit. */
const requests: Record<string, () => ProviderRequest | undefined> = {
  generate: () => requestOf(provider, diagram()),
  'generate-from-pdf': () => requestOf(provider, ofPdf()),
  'optimize-prompt': () => resolveOptimizePrompt({ prompt: 'An encoder' }).request,
  plot: () => requestOf(provider, plot()),
  composite: () => composite.request,
}

/** What came of a request, where all answers are alike. */
async function submit(operation: string, status: number, body: unknown) {
  const request = requests[operation]?.()
  if (request === undefined) throw new Error('it does not resolve')
  const { calls, context } = answering(status, body)
  const inputs = [inputOf(file), ...composite.inputs]
  const [outcome] = await provider.submit([request], { ...context, inputs })
  return { calls, outcome }
}

describe.each(Object.keys(requests))('`POST /api/%s`', (operation) => {
  test('`header Authorization` is sent, and `status 202` with `response task_id` and `response status pending` is a task', async () => {
    const answer = { task_id: 'a1b2c3d4e5f6', status: 'pending' }
    const { calls, outcome } = await submit(operation, 202, answer)
    expect(calls).toMatchObject([
      { url: `${origin}/api/${operation}`, headers: { authorization: `Bearer ${key}` } },
    ])
    expect(outcome).toMatchObject({
      status: 'accepted',
      handle: { id: 'a1b2c3d4e5f6', keyFingerprint: keyPrint },
    })
  })

  test.each([401, 403, 404, 422])('`error %i` is a refusal', async (status) => {
    const { outcome } = await submit(operation, status, { detail: 'Said in words' })
    expect(outcome).toMatchObject({
      status: 'rejected',
      error: { message: expect.stringContaining(`${status}: Said in words`) },
    })
  })

  test('`error 500` proves nothing', async () => {
    const { outcome } = await submit(operation, 500, { detail: 'Said in words' })
    expect(outcome?.status).toBe('unknown')
  })
})

describe('`POST /api/generate-from-pdf` takes what diagrams of a text take', () => {
  const fieldsOf = (attributes: object, by = provider) =>
    by.resolve(ofPdf(attributes)).problems.map(({ field }) => field)

  test('`vlm_provider`, `vlm_model`, `image_model` and `image_resolution`, and `default iterations 3`', () => {
    const options = {
      vlm_provider: 'kie',
      vlm_model: 'gemini-2.5-flash',
      image_model: 'nano-banana-pro',
      image_resolution: '4K',
    }
    expect(requestOf(provider, ofPdf(options)).body).toMatchObject({ ...options, iterations: 3 })
  })

  test('`limit iterations 1 to 10`', () => {
    expect(fieldsOf({ iterations: '1' })).toEqual([])
    expect(fieldsOf({ iterations: '10' })).toEqual([])
    expect(fieldsOf({ iterations: '0' })).toEqual(['iterations'])
    expect(fieldsOf({ iterations: '11' })).toEqual(['iterations'])
  })

  test('`rule image_model needs kie_imagen`', () => {
    const other = createPaperbanana({ imageProvider: 'gemini' })
    expect(fieldsOf({ image_model: 'nano-banana-2' }, other)).toEqual(['image_model'])
  })

  const image_model = 'gpt-image-2-text-to-image'
  test.each([
    [
      'rule google/nano-banana takes no image_resolution',
      { image_model: 'google/nano-banana', image_resolution: '1K' },
    ],
    [
      'rule gpt-image-2-text-to-image with auto only 1K',
      { image_model, aspect_ratio: 'auto', image_resolution: '2K' },
    ],
    [
      'rule gpt-image-2-text-to-image with 1:1 no 4K',
      { image_model, aspect_ratio: '1:1', image_resolution: '4K' },
    ],
  ])('`%s`', (_, attributes) => {
    expect(fieldsOf(attributes)).toEqual(['image_resolution'])
  })
})

describe('keys, as the document shows them', () => {
  const shown = {
    key: 'pb_a1b2c3...',
    name: 'my-app',
    quota_remaining: 87,
    quota_total: 100,
    total_used: 13,
    active: true,
    created_at: '2026-02-15T10:30:00+00:00',
  }
  const read = {
    key: 'pb_a1b2c3...',
    name: 'my-app',
    quotaRemaining: 87,
    quotaTotal: 100,
    used: 13,
    active: true,
    createdAt: '2026-02-15T10:30:00+00:00',
  }
  const whole = 'pb_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6'

  /** An administration whose requests are all answered alike. */
  function administer(status: number, body: unknown) {
    const calls: ServiceCall[] = []
    const send: Send = async (call) => {
      calls.push(call)
      const text = body === undefined ? '' : JSON.stringify(body)
      return { status: 'answered', answer: { status, headers: {}, body: Buffer.from(text) } }
    }
    const settings = paperbananaSettings.parse({})
    return { admin: administerKeys({ adminKey: 'YOUR_ADMIN_KEY', send, settings }), calls }
  }

  const called = ([call]: ServiceCall[]) => ({
    ...call,
    body: call?.body && JSON.parse(String(call.body)),
  })

  // covers POST /api/admin/keys: name | quota | status 201 | response key | response name
  // covers POST /api/admin/keys: response quota_remaining | response quota_total
  // covers POST /api/admin/keys: response total_used | response active | response created_at
  // covers POST /api/admin/keys: response webhook_url | response key whole | header Authorization
  test('`POST /api/admin/keys` makes one, which is seen whole once', async () => {
    const webhook_url = 'https://your-server.com/callback'
    const { admin, calls } = administer(201, { ...shown, key: whole, webhook_url })
    expect(await admin.create({ name: 'my-app', quota: 100 })).toEqual({
      ...read,
      webhookUrl: webhook_url,
      secret: whole,
    })
    expect(called(calls)).toMatchObject({
      method: 'POST',
      url: `${origin}/api/admin/keys`,
      headers: { authorization: 'Bearer YOUR_ADMIN_KEY' },
      body: { name: 'my-app', quota: 100 },
    })
  })

  // covers GET /api/admin/keys: status 200 | response key | response name | response total_used
  // covers GET /api/admin/keys: response quota_remaining | response quota_total | response active
  // covers GET /api/admin/keys: response created_at | header Authorization
  test('`GET /api/admin/keys` lists them', async () => {
    const { admin, calls } = administer(200, [shown])
    expect(await admin.list()).toEqual([read])
    expect(called(calls)).toMatchObject({
      method: 'GET',
      url: `${origin}/api/admin/keys`,
      headers: { authorization: 'Bearer YOUR_ADMIN_KEY' },
    })
  })

  // covers GET /api/admin/keys/{key}: path key | status 200 | response key | response name
  // covers GET /api/admin/keys/{key}: response quota_remaining | response quota_total
  // covers GET /api/admin/keys/{key}: response total_used | response active | response created_at
  // covers GET /api/admin/keys/{key}: response usage_log.id | response usage_log.task_id
  // covers GET /api/admin/keys/{key}: response usage_log.endpoint | response usage_log.created_at
  // covers GET /api/admin/keys/{key}: header Authorization
  test('`GET /api/admin/keys/{key}` shows one with its uses', async () => {
    const created_at = '2026-02-15T11:00:00+00:00'
    const usage_log = [{ id: 1, task_id: 'abc123...', endpoint: 'generate', created_at }]
    const { admin, calls } = administer(200, { ...shown, usage_log })
    expect(await admin.show(whole)).toMatchObject({
      ...read,
      uses: [{ id: 1, taskId: 'abc123...', endpoint: 'generate', createdAt: created_at }],
    })
    expect(called(calls)).toMatchObject({
      method: 'GET',
      url: `${origin}/api/admin/keys/${whole}`,
      headers: { authorization: 'Bearer YOUR_ADMIN_KEY' },
    })
  })

  // covers PATCH /api/admin/keys/{key}: path key | quota_remaining | quota_total | active
  // covers PATCH /api/admin/keys/{key}: status 200 | response key | response name
  // covers PATCH /api/admin/keys/{key}: response quota_remaining | response quota_total
  // covers PATCH /api/admin/keys/{key}: response total_used | response active | response created_at
  // covers PATCH /api/admin/keys/{key}: header Authorization
  test('`PATCH /api/admin/keys/{key}` changes what is said, and nothing else', async () => {
    const { admin, calls } = administer(200, shown)
    const changes = { quotaRemaining: 150, quotaTotal: 200, active: true }
    expect(await admin.update(whole, changes)).toEqual(read)
    expect(called(calls)).toMatchObject({
      method: 'PATCH',
      url: `${origin}/api/admin/keys/${whole}`,
      headers: { authorization: 'Bearer YOUR_ADMIN_KEY' },
    })
    expect(called(calls).body).toEqual({ quota_remaining: 150, quota_total: 200, active: true })
  })

  // covers DELETE /api/admin/keys/{key}: path key | status 204 | header Authorization
  test('`DELETE /api/admin/keys/{key}` is done when the answer is empty', async () => {
    const { admin, calls } = administer(204, undefined)
    await admin.remove(whole)
    expect(called(calls)).toMatchObject({
      method: 'DELETE',
      url: `${origin}/api/admin/keys/${whole}`,
      headers: { authorization: 'Bearer YOUR_ADMIN_KEY' },
    })
  })

  test.each([
    ['POST /api/admin/keys', 'create', [{ name: 'my-app' }]],
    ['GET /api/admin/keys', 'list', []],
    ['GET /api/admin/keys/{key}', 'show', [whole]],
    ['PATCH /api/admin/keys/{key}', 'update', [whole, { active: false }]],
    ['DELETE /api/admin/keys/{key}', 'remove', [whole]],
  ] as const)(
    '`%s`: `error 401` is refused, and `error 500` says nothing',
    async (_, name, given) => {
      const ask = async (status: number) => {
        const { admin } = administer(status, { detail: 'Said in words' })
        return (admin[name] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
      }
      await expect(ask(401)).rejects.toMatchObject({
        code: 'service-refused',
        hint: expect.stringContaining('PAPERBANANA_ADMIN_KEY'),
      })
      await expect(ask(500)).rejects.toMatchObject({ code: 'service-unavailable' })
    },
  )
})
