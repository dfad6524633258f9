import { describe, expect, it } from 'vitest'
import { flokanKey } from '../../src/flokan.ts'
import { atSubmit } from '../emulator-client.ts'
import { base, createClient, lighthouse, png } from './client.ts'

const pictureFaults = [
  'truncated-picture',
  'wrong-picture',
  'huge-picture',
  'private-picture',
] as const

describe('faults', () => {
  it.each([
    ['refuse', { fault: 'refuse' }],
    ['reset-before', { fault: 'reset-before' }],
    ['500-before', { status: 500, success: false }],
    ['503-before', { status: 503, success: false }],
    ['429', { status: 429, success: false }],
  ] as const)('%s takes nothing', async (fault, expected) => {
    const { emulator, jobs, pass, process } = createClient(atSubmit(fault))
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
    const { clock, emulator, jobs, pass, send } = createClient(atSubmit(fault))
    const answer = await send('POST', `${base}/process`, { body: lighthouse, key: flokanKey })
    expect(answer).toMatchObject(expected)
    await pass(Math.max(0, Date.UTC(2026, 0, 1) + 18_432 - clock.now()))
    expect(await jobs()).toMatchObject([{ status: 'completed' }])
    expect(emulator.charges()).toHaveLength(1)
  })

  it.each(['reset-after', 'hang', '500-after', '503-after', 'html'] as const)(
    '%s comes while the job is under way',
    async (fault) => {
      const { jobs, process } = createClient(atSubmit(fault))
      await process()
      expect(await jobs()).toMatchObject([{ status: 'pending' }])
    },
  )

  // covers rate limits: error 429 of the provider
  it('429 comes from a provider: the own limit is not reached', async () => {
    const { process } = createClient(atSubmit('429'))
    expect((await process()).headers).toMatchObject({
      'x-ratelimit-remaining': '59',
      'retry-after': '60',
    })
  })

  it('failed-task fails and costs nothing', async () => {
    const { emulator, jobs, process } = createClient(atSubmit('failed-task'))
    const { error, status } = await process()
    expect(status).toBe(500)
    expect(await jobs('?status=failed')).toMatchObject([{ error }])
    expect(emulator.charges()).toEqual([])
  })

  it('stuck-task is cut by the platform', async () => {
    const { emulator, jobs, pass, process } = createClient(atSubmit('stuck-task'))
    expect(await process()).toMatchObject({ status: 504 })
    await pass(86_400_000)
    expect(await jobs()).toMatchObject([{ status: 'processing' }])
    expect(emulator.charges()).toEqual([])
  })

  it('lost-task is nowhere to be found, and deducted', async () => {
    const { ask, emulator, jobs, process } = createClient(atSubmit('lost-task'))
    expect(await process()).toMatchObject({ status: 500 })
    expect(await jobs()).toEqual([])
    const [charge] = emulator.charges()
    expect(await ask('GET', `/jobs/${charge?.task}`)).toMatchObject({ status: 404 })
    expect(charge?.credits).toBe(50)
  })

  it('spoil reads and pictures without touching what is there', async () => {
    const { download, estimate, process } = createClient({
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
    const { ask, process, put } = createClient({
      faultOf: (kind, index) =>
        kind === 'read' ? ([undefined, '500-before', '500-after'] as const)[index] : undefined,
    })
    const { data } = await ask('POST', '/upload-url', png)
    const upload = () => put(data.upload_url, 'b')
    expect(await upload()).toMatchObject({ status: 500, body: expect.stringContaining('<Error>') })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 404 })
    expect(await upload()).toMatchObject({ status: 500 })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 201 })
  })
})
