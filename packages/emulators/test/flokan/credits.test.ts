import { describe, expect, it } from 'vitest'
import { flokanKey } from '../../src/flokan.ts'
import { atSubmit } from '../emulator-client.ts'
import { createClient, lighthouse } from './client.ts'

describe('BYOK', () => {
  const byok = { openai: 'enabled', google: 'enabled', fal: 'enabled', kie: 'enabled' } as const

  it.each([
    ['openai', ['pro', 'standard'], ['creative']],
    ['google', ['pro'], ['standard', 'creative']],
    ['fal', ['pro', 'standard', 'creative'], []],
    ['kie', ['pro', 'standard', 'creative'], []],
  ])('lets %s draw in %j only', async (provider, allowed, others) => {
    const { emulator, estimate, process } = createClient({ byok })
    for (const model_tier of allowed) {
      expect(await process({ provider, model_tier })).toMatchObject({
        status: 201,
        data: { provider_used: provider, credits_consumed: 0 },
      })
      expect(await estimate({ provider, model_tier })).toMatchObject({
        status: 200,
        data: { provider, estimated_credits: 0, byok_skips_credits: true, can_proceed: true },
      })
    }
    for (const model_tier of others) {
      expect(await process({ provider, model_tier })).toMatchObject({ status: 400 })
      expect(await estimate({ provider, model_tier })).toMatchObject({ status: 400 })
    }
    expect(emulator.charges()).toEqual([])
  })

  it.each([
    ['is not configured', {}],
    ['is not enabled', { byok: { kie: 'disabled' } as const }],
    ['is not in the plan', { byok, planIncludesByok: false }],
  ])('answers 422 when the provider %s', async (_, options) => {
    const { estimate, process } = createClient(options)
    expect(await process({ provider: 'kie' })).toMatchObject({ status: 422 })
    expect(await estimate({ provider: 'kie', model_tier: 'pro' })).toMatchObject({ status: 422 })
  })

  it('needs no credits', async () => {
    const { process } = createClient({ byok, credits: 0 })
    expect(await process({ provider: 'fal' })).toMatchObject({ status: 201 })
  })
})

describe('credits', () => {
  it('are estimated with every field of the document', async () => {
    const { estimate } = createClient({ credits: 12_450 })
    const { data, status } = await estimate({ model_tier: 'pro' })
    expect(status).toBe(200)
    expect(data).toEqual({
      model_tier: 'pro',
      provider: 'platform',
      estimated_credits: 50,
      is_exact: false,
      available_credits: 12_450,
      can_proceed: true,
      byok_skips_credits: false,
    })
  })

  it('differ by tier, and as options say', async () => {
    const { estimate } = createClient({ prices: { creative: 7.5 } })
    const price = async (model_tier: string) =>
      (await estimate({ model_tier })).data.estimated_credits
    expect([await price('pro'), await price('standard'), await price('creative')]).toEqual([
      50, 20, 7.5,
    ])
  })

  it.each([[{}], [{ model_tier: 'turbo' }], [{ ...lighthouse }]])(
    'refuses an estimate of %j with 400',
    async (body) => {
      const { estimate } = createClient()
      expect(await estimate(body)).toMatchObject({ status: 400 })
    },
  )

  it('are deducted when the call ends, maybe less than was estimated', async () => {
    const { clock, emulator, estimate, pass, process } = createClient({
      creditsOf: () => 42.5,
      ...atSubmit('hang'),
    })
    const startedAt = clock.now()
    await process()
    expect(clock.now()).toBe(startedAt)
    expect(emulator.charges()).toEqual([])
    await pass(18_432)
    const [charge] = emulator.charges()
    expect(charge).toEqual({ task: expect.any(String), credits: 42.5, request: lighthouse })
    const { data } = await estimate({ model_tier: 'pro' })
    expect(data).toMatchObject({ estimated_credits: 50, available_credits: 999_957.5 })
  })

  it("are the workspace's own", async () => {
    const { estimate, process } = createClient({
      keys: [flokanKey, 'flk_other'],
      rightsOf: (key) => ({ workspace: key }),
      credits: 60,
    })
    await process()
    const route = { model_tier: 'pro' }
    expect((await estimate(route)).data).toMatchObject({ available_credits: 10 })
    expect((await estimate(route, 'flk_other')).data).toMatchObject({ available_credits: 60 })
  })

  it('are booked as jobs end, whichever began first', async () => {
    const { emulator, jobs, pass, process } = createClient({
      durationMs: (index) => [30_000, 10_000][index] ?? 0,
      ...atSubmit('hang'),
    })
    await process()
    await process()
    await pass(20_000)
    const [newer, older] = await jobs()
    expect(emulator.charges().map(({ task }) => task)).toEqual([newer?.job_id, older?.job_id])
  })

  it('stop the next call with 402 when too few are left', async () => {
    const { emulator, estimate, process } = createClient({ credits: 99 })
    expect(await process()).toMatchObject({ status: 201 })
    expect(await process()).toMatchObject({ status: 402, error: 'Insufficient AI credits' })
    expect((await estimate({ model_tier: 'pro' })).data).toMatchObject({
      available_credits: 49,
      can_proceed: false,
    })
    expect(await process({ model_tier: 'standard' })).toMatchObject({ status: 201 })
    expect(emulator.charges()).toHaveLength(2)
  })
})
