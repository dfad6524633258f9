import { describe, expect, it } from 'vitest'
import { adminKey, createClient, diagram, key } from './client.ts'

describe('an API key', () => {
  // covers GET /api/tasks/{task_id}/image: error 401
  // covers authentication: scope of an API key
  it('is needed, and is not the admin key', async () => {
    const { call, post } = createClient()
    for (const token of ['', 'pb_unknown', adminKey]) {
      const { json, status } = await post('generate', diagram, token)
      expect([status, json]).toEqual([401, { detail: 'Missing or invalid API key' }])
    }
    expect((await call('GET', '/api/tasks/x', { key: '' })).status).toBe(401)
    expect((await call('GET', '/api/tasks/x/image', { key: '' })).status).toBe(401)
  })

  it('is looked at before the request', async () => {
    const { post } = createClient({ credits: 0 })
    expect((await post('generate', {}, '')).status).toBe(401)
    expect((await post('generate', {})).status).toBe(403)
  })

  // covers prices: quota of each key
  it('pays one unit for each accepted task, at once, and for nothing else', async () => {
    const { admin, emulator, finish, post, task } = createClient({ credits: 5 })
    const { task_id: id } = await finish('generate', diagram)
    expect((await post('generate', {})).status).toBe(422)
    await task(id)
    await post('composite', { source_task_ids: [id, id] })
    const { json } = await admin('GET', `/${key}`)
    expect(json).toMatchObject({ quota_remaining: 3, quota_total: 5, total_used: 2 })
    expect(emulator.charges().map(({ credits }) => credits)).toEqual([1, 1])
  })

  it('without quota starts nothing, and still gets what it paid for', async () => {
    const { image, post, task, wait } = createClient({ credits: 1 })
    const { task_id: id } = (await post('generate', diagram)).json
    const { json, status } = await post('generate', diagram)
    expect([status, json]).toEqual([403, { detail: 'Quota exhausted' }])
    await wait(200_000)
    expect((await task(id)).status).toBe(200)
    expect((await image(id)).status).toBe(200)
  })

  // covers GET /api/tasks/{task_id}/image: error 403
  it('without quota cannot even poll, where reads need quota', async () => {
    const { image, post, task } = createClient({ credits: 1, readsNeedQuota: true })
    const { task_id: id } = (await post('generate', diagram)).json
    expect((await task(id)).json).toEqual({ detail: 'Quota exhausted' })
    expect((await image(id)).status).toBe(403)
  })

  // covers PATCH /api/admin/keys/{key}: active
  it('that is disabled can do nothing until it is enabled', async () => {
    const { admin, post, task } = createClient()
    const { task_id: id } = (await post('generate', diagram)).json
    await admin('PATCH', `/${key}`, { active: false })
    const { json, status } = await post('generate', diagram)
    expect([status, json]).toEqual([403, { detail: 'API key is disabled' }])
    expect((await task(id)).status).toBe(403)
    await admin('PATCH', `/${key}`, { active: true })
    expect((await task(id)).status).toBe(200)
  })
})
