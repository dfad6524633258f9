import { describe, expect, test } from 'vitest'
import { createClient, minute, order, statusPath } from './client.ts'

describe('the account', () => {
  test('has what is left of its credits, and is told what is missing', async () => {
    const { ask, generate } = createClient({ credits: 50 })
    await generate({ units: { count: 2 } })
    expect(await ask('GET', '/v1/credits/balance')).toEqual({ balance: 10 })
    expect(await generate({ request_id: 'request 2' })).toEqual({
      error: 'insufficient_credits',
      required: 20,
      available: 10,
      suggestion: 'Use a cheaper model or ask the owner to top up.',
    })
  })

  test('is told of every error in an answer that looks like success', async () => {
    const { handle } = createClient({ credits: 0 })
    const { body, status } = await handle('POST', '/v1/generate', order)
    expect(status).toBe(200)
    expect(JSON.parse(String(body))).toMatchObject({ code: 0, message: 'ok' })
  })

  test('is closed to a key that is not known', async () => {
    const { ask } = createClient()
    for (const path of ['/v1/credits/balance', '/v1/models/list', statusPath])
      expect(await ask('GET', path, undefined, 'other')).toMatchObject({ error: 'unauthorized' })
    expect(await ask('POST', '/v1/generate', order, 'other')).toMatchObject({
      error: 'unauthorized',
    })
  })

  test('grants its keys some rights only', async () => {
    const { ask, estimate, generate } = createClient({ scopes: ['image'] })
    const refusal = { error: 'requested scope not allowed' }
    expect(await ask('GET', '/v1/credits/balance')).toMatchObject(refusal)
    expect(await estimate({ model: 'veo3' })).toMatchObject(refusal)
    expect(await generate({ model: 'veo3' })).toMatchObject(refusal)
    expect(await generate()).toHaveProperty('task_id')
  })

  test('is open for fifteen minutes to a Moltbook identity, and no longer', async () => {
    const { ask, wait } = createClient({ moltbookIdentities: ['agent'] })
    const exchange = '/auth/moltbook/exchange'
    const { access_token } = await ask('POST', exchange, { identity_token: 'agent' }, '')
    const look = () => ask('GET', '/v1/credits/balance', undefined, String(access_token))
    await wait(15 * minute - 1)
    expect(await look()).toHaveProperty('balance')
    await wait(1)
    expect(await look()).toMatchObject({ error: 'token_expired' })
    const { access_token: next } = await ask('POST', exchange, { identity_token: 'agent' }, '')
    expect(next).not.toBe(access_token)
    expect(await ask('POST', exchange, { identity_token: 'other' }, '')).toMatchObject({
      error: 'invalid_identity',
    })
  })

  test('can be limited, and then says nothing about when to come again', async () => {
    const { emulator, handle, wait } = createClient({
      limits: [{ scope: 'account', requests: 2, windowMs: minute, kind: 'fixed' }],
    })
    const look = () => handle('GET', '/v1/credits/balance')
    await look()
    await look()
    expect(await look()).toMatchObject({
      status: 429,
      headers: { 'content-type': 'application/json' },
    })
    expect(emulator.requests.refused).toBe(1)
    await wait(minute)
    expect(await look()).toMatchObject({ status: 200 })
  })
})
