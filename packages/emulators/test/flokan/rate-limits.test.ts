import { describe, expect, it } from 'vitest'
import { flokanKey } from '../../src/flokan.ts'
import { base, createClient, lighthouse } from './client.ts'

describe('rate limits', () => {
  // covers rate limits: header X-RateLimit-Remaining | header X-RateLimit-Reset
  it('are told with every response, and with when to come back once they are reached', async () => {
    const { ask, clock, emulator, pass } = createClient({ requestsPerMinute: 2 })
    const reset = String(clock.now() / 1_000 + 60)
    expect((await ask('GET', '/jobs')).headers).toEqual({
      'content-type': 'application/json',
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': reset,
    })
    await pass(500)
    expect(await ask('POST', '/process', {})).toMatchObject({
      status: 400,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    })
    expect(await ask('POST', '/process', lighthouse)).toMatchObject({
      status: 429,
      success: false,
      headers: { 'x-ratelimit-remaining': '0', 'retry-after': '60' },
    })
    expect(emulator.requests).toEqual({ submits: 2, reads: 1, pictures: 0, refused: 1 })
    await pass(59_500)
    expect(await ask('GET', '/jobs')).toMatchObject({ status: 200 })
  })

  it.each([
    ['delta-seconds', '2'],
    ['epoch-seconds', '1767225602'],
    ['epoch-ms', '1767225601500'],
  ] as const)('tell their end in %s', async (resetUnit, reset) => {
    const { ask } = createClient({ resetUnit, windowMs: 1_500 })
    expect((await ask('GET', '/jobs')).headers['x-ratelimit-reset']).toBe(reset)
  })

  it('are told to strangers too, each by address', async () => {
    const { send } = createClient({ requestsPerMinute: 1 })
    const at = (address: string) => send('GET', `${base}/jobs`, { address })
    expect(await at('192.0.2.1')).toMatchObject({
      status: 401,
      headers: { 'x-ratelimit-remaining': '0' },
    })
    expect(await at('192.0.2.1')).toMatchObject({ status: 429 })
    expect(await at('192.0.2.2')).toMatchObject({ status: 401 })
  })

  it('count by key, or by workspace', async () => {
    const keys = [flokanKey, 'flk_other']
    const byKey = createClient({ keys, requestsPerMinute: 1 })
    const byWorkspace = createClient({ keys, requestsPerMinute: 1, countedBy: 'workspace' })
    await byKey.ask('GET', '/jobs')
    await byWorkspace.ask('GET', '/jobs')
    expect(await byKey.ask('GET', '/jobs', undefined, 'flk_other')).toMatchObject({ status: 200 })
    expect(await byWorkspace.ask('GET', '/jobs', undefined, 'flk_other')).toMatchObject({
      status: 429,
    })
  })

  it.each([
    [false, 200],
    [true, 429],
  ])('in sliding windows count refused requests: %s', async (countsRefused, status) => {
    const { ask, pass } = createClient({
      requestsPerMinute: 1,
      limitKind: 'sliding',
      countsRefused,
    })
    await ask('GET', '/jobs')
    await pass(30_000)
    expect(await ask('GET', '/jobs')).toMatchObject({ status: 429 })
    await pass(30_000)
    expect(await ask('GET', '/jobs')).toMatchObject({ status })
  })

  it('leave uploads and downloads alone', async () => {
    const { download, pass, process, upload } = createClient({ requestsPerMinute: 1 })
    const { data } = await process()
    await pass(60_000)
    await upload()
    expect((await download(data.result_url)).headers).toEqual({ 'content-type': 'image/png' })
  })
})
