import { describe, expect, test } from 'vitest'
import { apple, createClient, key } from './client.ts'

describe('a key', () => {
  test.each([
    ['', 401],
    ['sk-team-unknown', 401],
    ['sk-personal', 403],
    [key, 200],
  ])('%j answers %i', async (presented, status) => {
    expect((await createClient().read('/api/v1/credits', { key: presented })).status).toBe(status)
  })

  test('sees all of its team and nothing of another', async () => {
    const { read, submit, take, wait } = createClient({
      credits: 100,
      keys: [key, 'sk-team-two'],
      otherTeamKeys: ['sk-team-far'],
    })
    const path = `/api/v1/task/${await take()}`
    await submit(apple, { key: 'sk-team-two' })
    await wait(60_000)
    const seen = async (reader: string) => ({
      status: (await read(path, { key: reader })).status,
      listed: (await read('/api/v1/tasks', { key: reader })).json.data.pagination.total,
      left: (await read('/api/v1/credits', { key: reader })).json.data.remaining_credits,
    })
    expect(await seen('sk-team-two')).toEqual({ status: 200, listed: 2, left: 80 })
    expect(await seen('sk-team-far')).toEqual({ status: 404, listed: 0, left: 100 })
  })

  test('is one of as many as the plan allows', () => {
    const keys = (count: number) => Array.from({ length: count }, (_, n) => `sk-team-${n}`)
    expect(() => createClient({ keys: keys(3) })).not.toThrow()
    expect(() => createClient({ keys: keys(4) })).toThrow('up to 3 keys')
    expect(() => createClient({ keys: keys(10), plan: 'pro' })).not.toThrow()
    expect(() => createClient({ keys: keys(11), plan: 'pro' })).toThrow('up to 10 keys')
    expect(() => createClient({ keys: ['sk-own'] })).toThrow('sk-team-')
  })

  test.each([
    ['basic', 12_000],
    ['pro', 24_000],
  ] as const)('of plan %s starts with %i credits', async (plan, credits) => {
    expect(await createClient({ plan }).remaining()).toBe(credits)
  })
})
