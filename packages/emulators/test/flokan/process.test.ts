import { describe, expect, it } from 'vitest'
import { flokanKey } from '../../src/flokan.ts'
import { sizeOfPng } from '../emulator-client.ts'
import { base, createClient, lighthouse, origin, uuid } from './client.ts'

describe('process', () => {
  it('answers when the picture is there, with every field of the document', async () => {
    const { clock, process } = createClient()
    const startedAt = clock.now()
    const { data, ...answer } = await process()
    expect(answer).toMatchObject({ status: 201, success: true })
    expect(data).toEqual({
      job_id: expect.stringMatching(uuid),
      status: 'completed',
      result_url: expect.stringMatching(
        `^${origin}/images/[0-9a-f-]{36}/processed/${data.job_id}\\.png$`,
      ),
      result_image_id: expect.stringMatching(uuid),
      model_tier: 'pro',
      provider_used: 'system',
      credits_consumed: 50,
      processing_ms: 18_432,
      created_at: new Date(startedAt).toISOString(),
      completed_at: new Date(startedAt + 18_432).toISOString(),
    })
    expect(clock.now()).toBe(startedAt + 18_432)
  })

  // covers POST /api/v1/image-editor/process: limit 10-60 seconds, typically
  it('takes between 10 and 60 seconds by itself', async () => {
    const { process } = createClient()
    for (let index = 0; index < 12; index++) {
      const { data } = await process()
      expect(data.processing_ms).toBeGreaterThanOrEqual(10_000)
      expect(data.processing_ms).toBeLessThanOrEqual(60_000)
    }
  })

  it('gives a PNG that anybody may download, the same for the same request', async () => {
    const { download, process } = createClient()
    const urls = [await process(), await process(), await process({ prompt: 'a mill' })].map(
      ({ data }) => data.result_url,
    )
    const pictures = await Promise.all(urls.map(download))
    expect(pictures[0]).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } })
    const [one = '', same, other] = pictures.map(({ body }) => body)
    expect(sizeOfPng(one)).toEqual([1024, 1024])
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
    expect(await download(`${origin}/images/nobody/processed/x.png`)).toMatchObject({ status: 404 })
  })

  it('has no picture to download while it draws', async () => {
    const { download, jobs, pass, process } = createClient({
      faultOf: (kind, index) => (kind === 'submit' && index === 1 ? 'hang' : undefined),
    })
    const { data } = await process()
    await process()
    const [drawing] = await jobs()
    const url = data.result_url.replace(data.job_id, drawing?.job_id ?? '')
    expect(await download(url)).toMatchObject({ status: 404 })
    await pass(60_000)
    expect(await download(url)).toMatchObject({ status: 200 })
  })

  it.each([
    ['no prompt', { prompt: undefined }],
    ['an empty prompt', { prompt: '' }],
    ['a prompt of 10,001 characters', { prompt: 'x'.repeat(10_001) }],
    ['an unknown tier', { model_tier: 'turbo' }],
    ['no tier', { model_tier: undefined }],
    ['an image_id that is no UUID', { image_id: 'picture-1' }],
    ['an image_url without TLS', { image_url: 'http://example.com/a.png' }],
    ['an image_url of 2,001 characters', { image_url: `https://e.com/${'x'.repeat(1_987)}` }],
    ['a style_id that is no UUID', { style_id: 'flat' }],
    ['a character_id that is no UUID', { character_id: 'anna' }],
    ['an unknown provider', { provider: 'replicate' }],
    ['an unknown field', { aspect_ratio: '16:9' }],
  ])('refuses %s with 400', async (_, more) => {
    const { emulator, process } = createClient()
    const answer = await process(more)
    expect(answer).toMatchObject({ status: 400, success: false, error: expect.any(String) })
    expect(emulator.charges()).toEqual([])
  })

  it('refuses what is no JSON', async () => {
    const { send } = createClient()
    const answer = await send('POST', `${base}/process`, { body: '{', key: flokanKey })
    expect(answer).toMatchObject({ status: 400 })
  })

  it('takes the longest prompt and the longest image_url', async () => {
    const { process } = createClient()
    const image_url = `https://e.com/${'x'.repeat(1_986)}`
    expect(image_url).toHaveLength(2_000)
    expect(await process({ prompt: 'x'.repeat(10_000), image_url })).toMatchObject({ status: 201 })
  })

  it('rejects an unsafe prompt with 422, keeps the failed job, and deducts nothing', async () => {
    const { emulator, jobs, process } = createClient()
    const { error, status } = await process({ prompt: 'an [unsafe] thing' })
    expect(status).toBe(422)
    expect(await jobs()).toMatchObject([
      { status: 'failed', error, credits_consumed: 0, result_url: null },
    ])
    expect(emulator.charges()).toEqual([])
  })

  it('is cut at 300 seconds by the platform, and the job stays as it was', async () => {
    const { clock, emulator, jobs, process } = createClient({ durationMs: () => 300_001 })
    const startedAt = clock.now()
    const { headers, status } = await process()
    expect(status).toBe(504)
    expect(headers).toEqual({ 'content-type': 'text/plain' })
    expect(clock.now()).toBe(startedAt + 300_000)
    expect(await jobs()).toMatchObject([{ status: 'processing' }])
    expect(emulator.charges()).toEqual([])
  })
})

it('keeps what came to process, in order, whether it was taken or not', async () => {
  const { emulator, estimate, process } = createClient()
  await process()
  await estimate({ model_tier: 'pro' })
  await process({ prompt: '' }, 'flk_unknown')
  expect(emulator.submissions()).toEqual([
    { path: `${base}/process`, key: flokanKey, body: lighthouse, status: 201 },
    {
      path: `${base}/process`,
      key: 'flk_unknown',
      body: { ...lighthouse, prompt: '' },
      status: 401,
    },
  ])
})
