import { describe, expect, it } from 'vitest'
import { createClient, diagram, key } from './client.ts'

describe('an admin', () => {
  // covers POST /api/admin/keys: header Authorization | error 401
  // covers GET /api/admin/keys: header Authorization | error 401
  // covers GET /api/admin/keys/{key}: header Authorization | error 401
  // covers PATCH /api/admin/keys/{key}: header Authorization | error 401
  // covers DELETE /api/admin/keys/{key}: header Authorization | error 401
  // covers authentication: scope of the admin key
  it('needs the admin key, which must be configured', async () => {
    const { call } = createClient()
    for (const token of ['', key, 'wrong'])
      for (const [method, path] of [
        ['GET', ''],
        ['POST', ''],
        ['GET', `/${key}`],
        ['PATCH', `/${key}`],
        ['DELETE', `/${key}`],
      ])
        expect((await call(`${method}`, `/api/admin/keys${path}`, { key: token })).status).toBe(401)
    const unconfigured = createClient({ adminKey: null })
    const { json, status } = await unconfigured.admin('GET', '')
    expect([status, typeof json.detail]).toEqual([500, 'string'])
  })

  // covers POST /api/admin/keys: name | quota | webhook_url | webhook_secret | status 201
  // covers POST /api/admin/keys: response key | response name | response quota_remaining
  // covers POST /api/admin/keys: response quota_total | response total_used | response active
  // covers POST /api/admin/keys: response created_at | response webhook_url | response key whole
  // covers GET /api/admin/keys: status 200 | response key | response name
  // covers GET /api/admin/keys: response quota_remaining | response quota_total
  // covers GET /api/admin/keys: response total_used | response active | response created_at
  it('creates a key, which is shown whole once, and works', async () => {
    const { admin, post } = createClient({ keys: [] })
    const created = await admin('POST', '', {
      name: 'my-app',
      quota: 100,
      webhook_url: 'https://your-server.com/callback',
      webhook_secret: 'secret',
    })
    expect(created.status).toBe(201)
    const listed = {
      name: 'my-app',
      quota_remaining: 100,
      quota_total: 100,
      total_used: 0,
      active: true,
      created_at: '2026-02-15T10:30:00+00:00',
    }
    expect(created.json).toEqual({
      ...listed,
      key: expect.stringMatching(/^pb_[0-9a-f]{32}$/),
      webhook_url: 'https://your-server.com/callback',
    })
    const { key: made } = created.json
    const shown = `${made.slice(0, 9)}...`
    const list = await admin('GET', '')
    expect([list.status, list.json]).toEqual([200, [{ ...listed, key: shown }]])
    expect((await post('generate', diagram, made)).status).toBe(202)
  })

  // covers POST /api/admin/keys: default quota unlimited
  it('creates unlimited keys by default, each another', async () => {
    const { admin, post } = createClient({ keys: [] })
    const { json: one } = await admin('POST', '', { name: 'one' })
    const { json: two } = await admin('POST', '', { name: 'two' })
    expect(one).toMatchObject({ quota_remaining: null, quota_total: null, webhook_url: null })
    expect(one.key).not.toBe(two.key)
    await post('generate', diagram, one.key)
    const { json } = await admin('GET', `/${one.key}`)
    expect(json).toMatchObject({ quota_remaining: null, total_used: 1 })
  })

  // covers GET /api/admin/keys/{key}: path key | status 200 | response usage_log.id
  // covers GET /api/admin/keys/{key}: response usage_log.task_id | response usage_log.endpoint
  // covers GET /api/admin/keys/{key}: response usage_log.created_at
  it('sees what a key was used for, newest first', async () => {
    const { admin, post, wait } = createClient()
    const { task_id: first } = (await post('generate', diagram)).json
    await wait(60_000)
    const { task_id: second } = (await post('optimize-prompt', { description: 'x' })).json
    const { json, status } = await admin('GET', `/${key}`)
    expect(status).toBe(200)
    expect(json.usage_log).toEqual([
      {
        id: 2,
        task_id: second,
        endpoint: 'optimize-prompt',
        created_at: '2026-02-15T10:31:00+00:00',
      },
      { id: 1, task_id: first, endpoint: 'generate', created_at: '2026-02-15T10:30:00+00:00' },
    ])
  })

  // covers PATCH /api/admin/keys/{key}: path key | quota_remaining | quota_total | webhook_url
  // covers PATCH /api/admin/keys/{key}: webhook_url empty removes | status 200 | response key
  // covers PATCH /api/admin/keys/{key}: response quota_remaining | response quota_total
  // covers PATCH /api/admin/keys/{key}: response active
  it('updates quotas and webhook, and takes the webhook away with an empty text', async () => {
    const { admin } = createClient({ credits: 1 })
    const { json, status } = await admin('PATCH', `/${key}`, {
      quota_remaining: 150,
      quota_total: 200,
      webhook_url: 'http://127.0.0.1/callback',
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      key: `${key.slice(0, 9)}...`,
      quota_remaining: 150,
      quota_total: 200,
      active: true,
      webhook_url: 'http://127.0.0.1/callback',
    })
    const emptied = await admin('PATCH', `/${key}`, { webhook_url: '' })
    expect(emptied.json).toMatchObject({ quota_remaining: 150, webhook_url: null })
  })

  // covers DELETE /api/admin/keys/{key}: path key | status 204 | error 404
  // covers GET /api/admin/keys/{key}: error 404
  // covers PATCH /api/admin/keys/{key}: error 404
  it('deletes a key for good', async () => {
    const { admin, post } = createClient()
    const { bytes, status } = await admin('DELETE', `/${key}`)
    expect([status, bytes.length]).toEqual([204, 0])
    expect((await post('generate', diagram)).status).toBe(401)
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await admin(method, `/${key}`, {})).json).toEqual({ detail: 'API key not found' })
  })

  // covers POST /api/admin/keys: error 422
  // covers PATCH /api/admin/keys/{key}: error 422 | limit quota_remaining at least 0
  // covers PATCH /api/admin/keys/{key}: limit quota_total at least 0
  it.each([
    ['POST', '', {}, ['name']],
    ['POST', '', { name: 'x', quota: -1 }, ['quota']],
    ['POST', '', { name: 'x', owner: 'me' }, ['owner']],
    ['PATCH', `/${key}`, { quota_remaining: -1 }, ['quota_remaining']],
    ['PATCH', `/${key}`, { quota_total: -1 }, ['quota_total']],
    ['PATCH', `/${key}`, { active: 'yes' }, ['active']],
    ['PATCH', `/${key}`, { webhook_url: 'nowhere' }, ['webhook_url']],
  ])('is told which field is wrong: %s %j %j', async (method, path, body, field) => {
    const { json, status } = await createClient().admin(method, path, body)
    expect([status, json.detail[0].loc]).toEqual([422, ['body', ...field]])
  })
})
