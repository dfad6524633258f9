import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import type { Fault } from '../../../../../emulators/src/faults.js'
import {
  createPaperBananaEmulator,
  type PaperBananaOptions,
} from '../../../../../emulators/src/paperbanana.js'
import { FigureError } from '../../../../src/errors.js'
import type { Send, ServiceCall } from '../../../../src/http/send-once.js'
import { flokan } from '../../../../src/providers/services/flokan.js'
import { openKeyAdmin } from '../../../../src/providers/services/open-key-admin.js'
import { paperbanana } from '../../../../src/providers/services/paperbanana.js'
import { answered, keepCalls } from '../scripted-service.js'

const origin = 'https://api.paperbanana.me'
const key = 'pb_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'
const adminKey = 'an-administrator-0123456789'
const variable = 'FIGMILL_PAPERBANANA_ADMIN_KEY'

const open = (send: Send, environment: Record<string, string> = { [variable]: adminKey }) =>
  openKeyAdmin(paperbanana, { configured: {}, environment, send })

function createWorld(options: Partial<PaperBananaOptions> = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 1, 15, 10, 30))
  const emulator = createPaperBananaEmulator({ clock, origin, adminKey, keys: [key], ...options })
  const direct = createDirectSend(emulator.handle)
  const { calls, send } = keepCalls(direct)
  const generate = (secret: string) =>
    direct({
      method: 'POST',
      url: `${origin}/api/generate`,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ source_context: 'An encoder', caption: 'Figure 1' }),
    })
  return { admin: open(send), calls, generate, send }
}

/** The body of the last request, as it went over the wire. */
const sent = (calls: readonly ServiceCall[]) => JSON.parse(String(calls.at(-1)?.body))

/** A service with one answer to everything. */
const answering =
  (...answer: Parameters<typeof answered>): Send =>
  async () =>
    answered(...answer)

async function failureOf(attempt: () => unknown): Promise<FigureError> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof FigureError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('an administrator', () => {
  // covers POST /api/admin/keys: webhook_url | webhook_secret
  test("creates the document's example, whose key is whole this once and works", async () => {
    const { admin, calls, generate } = createWorld()
    const { secret, ...issued } = await admin.create({
      name: 'my-app',
      quota: 100,
      webhookUrl: 'https://your-server.com/callback',
      webhookSecret: 'a secret of my own',
    })
    expect(calls[0]).toMatchObject({
      method: 'POST',
      url: `${origin}/api/admin/keys`,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    })
    expect(sent(calls)).toEqual({
      name: 'my-app',
      quota: 100,
      webhook_url: 'https://your-server.com/callback',
      webhook_secret: 'a secret of my own',
    })
    expect(secret).toMatch(/^pb_[0-9a-f]{32}$/)
    expect(issued).toEqual({
      key: `${secret.slice(0, 9)}...`,
      name: 'my-app',
      quotaRemaining: 100,
      quotaTotal: 100,
      used: 0,
      active: true,
      createdAt: '2026-02-15T10:30:00+00:00',
      webhookUrl: 'https://your-server.com/callback',
    })
    expect(await generate(secret)).toMatchObject({ answer: { status: 202 } })
    expect(JSON.stringify([await admin.list(), await admin.show(secret)])).not.toContain(secret)
  })

  // covers POST /api/admin/keys: default quota unlimited
  test('leaves out what is not said, and a key without a quota has no limit', async () => {
    const { admin, calls } = createWorld()
    const issued = await admin.create({ name: 'my-app' })
    expect(sent(calls)).toEqual({ name: 'my-app' })
    expect(issued).toMatchObject({ quotaRemaining: null, quotaTotal: null })
  })

  test('lists all keys by their beginnings', async () => {
    const { admin } = createWorld({ credits: 100 })
    await admin.create({ name: 'second' })
    const [first, second, ...others] = await admin.list()
    expect(first).toEqual({
      key: 'pb_a1b2c3...',
      name: 'emulator',
      quotaRemaining: 100,
      quotaTotal: 100,
      used: 0,
      active: true,
      createdAt: '2026-02-15T10:30:00+00:00',
    })
    expect(second).toMatchObject({ name: 'second', quotaRemaining: null })
    expect(others).toEqual([])
  })

  test('sees what a key was used for', async () => {
    const { admin, generate } = createWorld({ credits: 100 })
    await generate(key)
    expect(await admin.show(key)).toMatchObject({
      key: 'pb_a1b2c3...',
      quotaRemaining: 99,
      used: 1,
      uses: [
        {
          id: 1,
          taskId: expect.stringMatching(/^[0-9a-f]{32}$/),
          endpoint: 'generate',
          createdAt: '2026-02-15T10:30:00+00:00',
        },
      ],
    })
  })

  // covers PATCH /api/admin/keys/{key}: webhook_url | webhook_secret
  // covers PATCH /api/admin/keys/{key}: webhook_url empty removes | webhook_secret empty removes
  test('changes what is said and nothing else, and takes a webhook away', async () => {
    const { admin, calls } = createWorld({ credits: 100 })
    const changes = { quotaRemaining: 150, quotaTotal: 200, active: true }
    const webhook = { webhookUrl: 'https://a.example/done', webhookSecret: 'one of my secrets' }
    expect(await admin.update(key, { ...changes, ...webhook })).toMatchObject({
      key: 'pb_a1b2c3...',
      ...changes,
      webhookUrl: 'https://a.example/done',
    })
    expect(calls[0]).toMatchObject({ method: 'PATCH', url: `${origin}/api/admin/keys/${key}` })
    expect(sent(calls)).toEqual({
      quota_remaining: 150,
      quota_total: 200,
      active: true,
      webhook_url: 'https://a.example/done',
      webhook_secret: 'one of my secrets',
    })
    const emptied = await admin.update(key, { webhookUrl: '', webhookSecret: '' })
    expect(sent(calls)).toEqual({ webhook_url: '', webhook_secret: '' })
    expect(emptied).toMatchObject(changes)
    expect(emptied).not.toHaveProperty('webhookUrl')
    expect(await admin.update(key, { active: false })).toMatchObject({ active: false })
    expect(sent(calls)).toEqual({ active: false })
  })

  test('deletes a key for good', async () => {
    const { admin, generate } = createWorld()
    await admin.remove(key)
    expect(await admin.list()).toEqual([])
    expect(await generate(key)).toMatchObject({ answer: { status: 401 } })
  })
})

type Call = (admin: ReturnType<typeof open>, of?: string) => Promise<unknown>

const changes: [endpoint: string, call: Call][] = [
  ['POST /api/admin/keys', (admin) => admin.create({ name: 'my-app' })],
  ['PATCH /api/admin/keys/{key}', (admin, of = key) => admin.update(of, { active: false })],
  ['DELETE /api/admin/keys/{key}', (admin, of = key) => admin.remove(of)],
]
const looks: [endpoint: string, call: Call][] = [
  ['GET /api/admin/keys', (admin) => admin.list()],
  ['GET /api/admin/keys/{key}', (admin, of = key) => admin.show(of)],
]
const all = [...looks, ...changes]

describe.each(all)('`%s`', (_, call) => {
  test('with a wrong admin key says where the right one goes, and shows neither', async () => {
    const wrong = 'pb_00000000000000000000000000000000'
    const { send } = createWorld()
    const error = await failureOf(() => call(open(send, { [variable]: wrong })))
    expect(error).toMatchObject({
      code: 'service-refused',
      hint: expect.stringMatching(variable),
    })
    expect(error.message).toContain('Missing or invalid admin key')
    expect(`${error.message} ${error.hint}`).not.toContain(wrong)
  })

  test('at a server without an admin key says what it answered', async () => {
    const { admin } = createWorld({ adminKey: null })
    await expect(call(admin)).rejects.toMatchObject({
      code: 'service-unavailable',
      message: expect.stringMatching(/500: PAPERBANANA_ADMIN_KEY is not configured/),
    })
  })

  test.each([
    ['a page', 200, '<html>'],
    ['nothing', 200, ''],
    ['another object', 201, { ok: true }],
    ['a redirection', 302, {}],
  ])('takes %s for no answer', async (_, status, body) => {
    await expect(call(open(answering(status, body)))).rejects.toMatchObject({
      code: 'service-unavailable',
    })
  })
})

describe.each(all.filter(([endpoint]) => endpoint.includes('{key}')))('`%s`', (_, call) => {
  test('of a key that is not there asks for a whole one', async () => {
    const unknown = 'pb_ffffffffffffffffffffffffffffffff'
    const error = await failureOf(() => call(createWorld().admin, unknown))
    expect(error).toMatchObject({ code: 'service-refused', hint: expect.stringMatching(/whole/) })
    expect(`${error.message} ${error.hint}`).not.toContain(unknown)
  })

  test('puts the key into the path as one name, whatever is in it', async () => {
    const { admin, calls } = createWorld()
    await expect(call(admin, 'pb_x/../../tasks?a=b#c')).rejects.toMatchObject({
      code: 'service-refused',
    })
    expect(calls[0]?.url).toBe(`${origin}/api/admin/keys/pb_x%2F..%2F..%2Ftasks%3Fa%3Db%23c`)
  })
})

describe.each(changes)('`%s`', (_, call) => {
  test.each<Fault>(['reset-after', '500-after', '503-after', 'hang', 'huge-answer'])(
    'after %s says that it may have been done',
    async (fault) => {
      await expect(call(createWorld({ faultOf: () => fault }).admin)).rejects.toMatchObject({
        code: 'service-unavailable',
        hint: expect.stringMatching(/It may have been done/),
      })
    },
  )

  test('that never left says nothing of the kind', async () => {
    await expect(call(createWorld({ faultOf: () => 'refuse' }).admin)).rejects.toMatchObject({
      code: 'service-unavailable',
      hint: 'Check the network and `services.paperbanana.baseUrl`.',
    })
  })
})

// covers POST /api/admin/keys: error 422
// covers PATCH /api/admin/keys/{key}: error 422
// covers PATCH /api/admin/keys/{key}: limit quota_remaining at least 0
// covers PATCH /api/admin/keys/{key}: limit quota_total at least 0
test('what the service refuses is told by field, without what was sent', async () => {
  const { admin } = createWorld()
  await expect(admin.create({ name: 'x', quota: -1 })).rejects.toThrow(/422: body\.quota: /)
  const wrong = { quotaRemaining: -1, quotaTotal: -1, webhookUrl: 'token-of-mine' }
  const { message } = await failureOf(() => admin.update(key, wrong))
  expect(message).toMatch(
    /422: body\.quota_remaining: .*; body\.quota_total: .*; body\.webhook_url: /,
  )
  expect(message).not.toContain('token-of-mine')
})

test('what a hostile service says back is no secret any more when it is shown', async () => {
  const told = {
    key,
    name: `${adminKey} ${key} \u001b[2J`,
    quota_remaining: -3,
    quota_total: null,
    total_used: 3,
    active: true,
    created_at: `2026 ${adminKey}`,
    webhook_url: `https://me:pass@a.example/done?token=${adminKey}`,
    usage_log: [{ id: 1, task_id: key, endpoint: adminKey, created_at: '2026' }],
  }
  const listed = await open(answering(200, [told])).list()
  expect(listed).toEqual([
    {
      key: 'pb_a1b2c3...',
      name: '[key] [key]  [2J',
      quotaRemaining: -3,
      quotaTotal: null,
      used: 3,
      active: true,
      createdAt: '2026 [key]',
      webhookUrl: 'https://a.example/done?[...]',
    },
  ])
  const { uses } = await open(answering(200, told)).show(key)
  expect(uses).toEqual([{ id: 1, taskId: '[key]', endpoint: '[key]', createdAt: '2026' }])
  const created = open(answering(201, { ...told, key: adminKey })).create({ name: 'x' })
  await expect(created).rejects.toThrow(/is not known: it answered the admin key/)
})

describe('the admin key', () => {
  test.each([
    ['is asked for by its variable', {}, 'provider-unavailable'],
    ['is not empty', { [variable]: ' ' }, 'provider-unavailable'],
    ['is one line', { [variable]: `${adminKey}\n${adminKey}` }, 'config-invalid'],
    ['is of letters that a header takes', { [variable]: `${adminKey}ключ` }, 'config-invalid'],
  ])('%s', async (_, environment, code) => {
    const { calls, send } = createWorld()
    const error = await failureOf(() => open(send, environment))
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.hint}`).toContain(variable)
    expect(`${error.message} ${error.hint}`).not.toContain(adminKey)
    expect(calls).toEqual([])
  })

  test('goes to the configured address', async () => {
    const urls: string[] = []
    const send: Send = async ({ url }) => {
      urls.push(url)
      return { status: 'not-sent', reason: 'ECONNREFUSED' }
    }
    const configured = { paperbanana: { baseUrl: 'https://banana.example/', apiKey: key } }
    const environment = { [variable]: adminKey }
    const admin = openKeyAdmin(paperbanana, { configured, environment, send })
    await expect(admin.list()).rejects.toThrow(/ECONNREFUSED/)
    expect(urls).toEqual(['https://banana.example/api/admin/keys'])
  })

  test('is of no use where a service has nothing to administer', () => {
    const { send } = createWorld()
    const environment = { FIGMILL_FLOKAN_ADMIN_KEY: adminKey }
    expect(() => openKeyAdmin(flokan, { configured: {}, environment, send })).toThrow(/`flokan`/)
  })
})
