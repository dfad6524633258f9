import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import { answered } from '../scripted-service.js'
import { answering, figureOf, fingerprintOf, startAgent } from './setup.js'

const identity = 'moltbook-identity'
const startMoltbook = (options = {}) =>
  startAgent(options, { keys: [identity], settings: { moltbook: {} } })
const exchanges = (paths: readonly string[]) =>
  paths.filter((path) => path === 'POST /auth/moltbook/exchange').length

describe('an identity of Moltbook', () => {
  // covers POST /auth/moltbook/exchange: response access_token
  // covers authentication: access token of Moltbook as bearer
  test('`POST /auth/moltbook/exchange` gives the token that is sent, once for all who wait', async () => {
    const { calls, charged, emulator, pathsOf, submit } = startMoltbook()
    await Promise.all(['a-1', 'a-2', 'a-3'].map((id) => submit(figureOf(), id)))
    expect(exchanges(pathsOf())).toBe(1)
    expect(calls[0]?.headers).not.toHaveProperty('authorization')
    expect(charged()).toBe(60)
    for (const { key } of emulator.submissions()) expect(key).toMatch(/^ryn_at_/)
  })

  // covers POST /auth/moltbook/exchange: limit access_token 15 min
  test('`15 min`: a token is exchanged anew before it expires', async () => {
    const { pathsOf, submit, wait } = startMoltbook()
    await submit(figureOf(), 'a-1')
    await wait(11 * 60_000)
    await submit(figureOf(), 'a-2')
    expect(exchanges(pathsOf())).toBe(1)
    await wait(2 * 60_000)
    expect(await submit(figureOf(), 'a-3')).toMatchObject({ status: 'accepted' })
    expect(exchanges(pathsOf())).toBe(2)
  })

  test.each(['token_expired', 'Unauthorized', 'your session has expired'])(
    'a token that ends early is exchanged anew, and the task is asked for again: `%s`',
    async (error) => {
      let hasEnded = false
      const world = startMoltbook()
      const send = world.send
      const context = {
        ...world.context,
        send: async (call: Parameters<typeof send>[0]) => {
          if (!hasEnded || call.url.includes('exchange')) return send(call)
          hasEnded = false
          return answered(200, { code: 0, message: 'ok', data: { error } })
        },
      }
      const task = handleOf(await world.submit(figureOf()))
      await world.provider.poll?.([task], context)
      await world.wait(1000)
      hasEnded = true
      await expect(world.provider.poll?.([task], context)).rejects.toThrow(error)
      expect(await world.provider.poll?.([task], context)).toHaveLength(1)
      expect(exchanges(world.pathsOf())).toBe(2)
    },
  )

  test.each(['content_not_allowed', 'forbidden', 'scope not allowed', 'input image expired'])(
    'a good token stays when one request is refused: `%s`',
    async (error) => {
      const world = startMoltbook()
      const task = handleOf(await world.submit(figureOf()))
      await world.provider.poll?.([task], world.context)
      await world.wait(1000)
      const send: typeof world.send = async () => answered(200, { data: { error } })
      await world.provider.poll?.([task], { ...world.context, send }).catch(() => {})
      await world.wait(1000)
      await world.provider.poll?.([task], world.context)
      expect(exchanges(world.pathsOf())).toBe(1)
    },
  )

  test('without a token nothing is sent, and the next one tries again', async () => {
    const refused = startMoltbook({ moltbookIdentities: [] })
    expect(await refused.submit(figureOf())).toMatchObject({
      status: 'rejected',
      error: { hint: expect.stringContaining('Moltbook') },
    })
    expect(refused.emulator.requests.submits).toBe(0)
    const outage = startMoltbook({
      faultOf: (kind: string, index: number) =>
        kind === 'read' && index === 0 ? '500-before' : undefined,
    })
    expect(await outage.submit(figureOf())).toMatchObject({ status: 'rejected', again: 'later' })
    expect(await outage.submit(figureOf())).toMatchObject({ status: 'accepted' })
  })

  test('a new identity token looks after the tasks of the one before', async () => {
    const before = startMoltbook()
    const task = handleOf(await before.submit(figureOf()))
    expect(task.keyFingerprint).toBe(fingerprintOf(identity))
    const context = { ...before.context, key: 'another' }
    expect(await before.provider.poll?.([task], context)).toMatchObject([{ status: 'pending' }])
  })

  test('a new identity token repeats no request of the one before: its account may be another', async () => {
    const { context, emulator, provider } = startMoltbook()
    const request = requestOf(provider, figureOf())
    const [outcome] = await provider.submit([request], { ...context, key: 'another' })
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later' })
    expect(emulator.requests.submits).toBe(0)
  })

  test('neither token nor identity shows', async () => {
    const { submit } = startMoltbook()
    const shown = JSON.stringify(await submit(figureOf()))
    expect(shown).not.toMatch(/ryn_at_|moltbook-identity/)
    const echo = answered(200, { data: { access_token: `a\r\nb ${identity}` } })
    const setup = { keys: [identity], settings: { moltbook: {} } }
    const { context, provider } = answering(echo, setup)
    const key = fingerprintOf(identity)
    await expect(provider.balance?.({ ...context, key })).rejects.toThrow('no `access_token`')
  })

  test("Moltbook's own key is sent to nobody", async () => {
    const secret = 'moltbook_sk_a1b2c3d4e5f6'
    for (const settings of [{}, { moltbook: {} }]) {
      const { calls, submit } = startAgent({}, { keys: [secret], settings })
      const outcome = await submit(figureOf())
      expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
      expect(calls).toEqual([])
    }
  })
})
