import { describe, expect, it } from 'vitest'
import { flokanKey } from '../src/flokan.ts'
import { base, first, lighthouse, open, origin, png } from './flokan-client.ts'

describe('rate limits', () => {
  // covers rate limits: header X-RateLimit-Remaining | header X-RateLimit-Reset
  it('are told with every response, and with when to come back once they are reached', async () => {
    const { ask, clock, emulator, pass } = open({ requestsPerMinute: 2 })
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
    const { ask } = open({ resetUnit, windowMs: 1_500 })
    expect((await ask('GET', '/jobs')).headers['x-ratelimit-reset']).toBe(reset)
  })

  it('are told to strangers too, each by address', async () => {
    const { send } = open({ requestsPerMinute: 1 })
    const at = (address: string) => send('GET', `${base}/jobs`, '', {}, address)
    expect(await at('192.0.2.1')).toMatchObject({
      status: 401,
      headers: { 'x-ratelimit-remaining': '0' },
    })
    expect(await at('192.0.2.1')).toMatchObject({ status: 429 })
    expect(await at('192.0.2.2')).toMatchObject({ status: 401 })
  })

  it('count by key, or by workspace', async () => {
    const keys = [flokanKey, 'flk_other']
    const byKey = open({ keys, requestsPerMinute: 1 })
    const byWorkspace = open({ keys, requestsPerMinute: 1, countedBy: 'workspace' })
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
    const { ask, pass } = open({ requestsPerMinute: 1, limitKind: 'sliding', countsRefused })
    await ask('GET', '/jobs')
    await pass(30_000)
    expect(await ask('GET', '/jobs')).toMatchObject({ status: 429 })
    await pass(30_000)
    expect(await ask('GET', '/jobs')).toMatchObject({ status })
  })

  it('leave uploads and downloads alone', async () => {
    const { download, pass, process, upload } = open({ requestsPerMinute: 1 })
    const { data } = await process()
    await pass(60_000)
    await upload()
    expect((await download(data.result_url)).headers).toEqual({ 'content-type': 'image/png' })
  })
})

describe('faults', () => {
  it.each([
    ['refuse', { fault: 'refuse' }],
    ['reset-before', { fault: 'reset-before' }],
    ['500-before', { status: 500, success: false }],
    ['503-before', { status: 503, success: false }],
    ['429', { status: 429, success: false }],
  ] as const)('%s takes nothing', async (fault, expected) => {
    const { emulator, jobs, pass, process } = open(first(fault))
    expect(await process()).toMatchObject(expected)
    await pass(60_000)
    expect(await jobs()).toEqual([])
    expect(emulator.charges()).toEqual([])
  })

  it.each([
    ['reset-after', { fault: 'reset-after' }],
    ['hang', { fault: 'hang' }],
    ['drip', { fault: 'drip', status: 201 }],
    ['huge-answer', { fault: 'huge-answer' }],
    ['500-after', { status: 500 }],
    ['503-after', { status: 503 }],
    ['html', { status: 502, headers: { 'content-type': 'text/html' } }],
    ['invalid-json', { status: 201, body: expect.not.stringMatching(/\}$/) }],
  ] as const)('%s spoils the answer, and the job goes on', async (fault, expected) => {
    const { clock, emulator, jobs, pass, send } = open(first(fault))
    const answer = await send('POST', `${base}/process`, JSON.stringify(lighthouse), {
      authorization: `Bearer ${flokanKey}`,
    })
    expect(answer).toMatchObject(expected)
    await pass(Math.max(0, Date.UTC(2026, 0, 1) + 18_432 - clock.now()))
    expect(await jobs()).toMatchObject([{ status: 'completed' }])
    expect(emulator.charges()).toHaveLength(1)
  })

  it.each(['reset-after', 'hang', '500-after', '503-after', 'html'] as const)(
    '%s comes while the job is under way',
    async (fault) => {
      const { jobs, process } = open(first(fault))
      await process()
      expect(await jobs()).toMatchObject([{ status: 'pending' }])
    },
  )

  // covers rate limits: error 429 of the provider
  it('429 comes from a provider: the own limit is not reached', async () => {
    const { process } = open(first('429'))
    expect((await process()).headers).toMatchObject({
      'x-ratelimit-remaining': '59',
      'retry-after': '60',
    })
  })

  it('failed-task fails and costs nothing', async () => {
    const { emulator, jobs, process } = open(first('failed-task'))
    const { error, status } = await process()
    expect(status).toBe(500)
    expect(await jobs('?status=failed')).toMatchObject([{ error }])
    expect(emulator.charges()).toEqual([])
  })

  it('stuck-task is cut by the platform', async () => {
    const { emulator, jobs, pass, process } = open(first('stuck-task'))
    expect(await process()).toMatchObject({ status: 504 })
    await pass(86_400_000)
    expect(await jobs()).toMatchObject([{ status: 'processing' }])
    expect(emulator.charges()).toEqual([])
  })

  it('lost-task is nowhere to be found, and deducted', async () => {
    const { ask, emulator, jobs, process } = open(first('lost-task'))
    expect(await process()).toMatchObject({ status: 500 })
    expect(await jobs()).toEqual([])
    const [charge] = emulator.charges()
    expect(await ask('GET', `/jobs/${charge?.task}`)).toMatchObject({ status: 404 })
    expect(charge?.credits).toBe(50)
  })

  it('spoil reads and pictures without touching what is there', async () => {
    const { download, estimate, process } = open({
      faultOf: (kind, index) =>
        (({ submit: [], read: ['500-after'], picture: pictureFaults }) as const)[kind][index],
    })
    const { data } = await process()
    expect(await estimate({ model_tier: 'pro' })).toMatchObject({ status: 500, success: false })
    const spoilt = []
    for (const _ of pictureFaults) spoilt.push(await download(data.result_url))
    const whole = await download(data.result_url)
    expect(spoilt).toMatchObject([
      { body: whole.body.slice(0, whole.body.length >> 1) },
      { headers: { 'content-type': 'image/png' }, body: expect.stringContaining('<html>') },
      { headers: { 'content-length': String(2 ** 40) }, fault: 'drip' },
      { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
    ])
  })

  it('on an upload leave nothing, or the file', async () => {
    const { ask, process, send } = open({
      faultOf: (kind, index) =>
        kind === 'read' ? ([undefined, '500-before', '500-after'] as const)[index] : undefined,
    })
    const { data } = await ask('POST', '/upload-url', png)
    const put = () =>
      send('PUT', data.upload_url.replace(origin, ''), 'b', { 'content-type': 'image/png' })
    expect(await put()).toMatchObject({ status: 500, body: expect.stringContaining('<Error>') })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 404 })
    expect(await put()).toMatchObject({ status: 500 })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 201 })
  })
})

const pictureFaults = [
  'truncated-picture',
  'wrong-picture',
  'huge-picture',
  'private-picture',
] as const
