import { systemClock } from '@figmill/core'
import { describe, expect, it } from 'vitest'
import { createFlokanEmulator, flokanKey } from '../src/flokan.ts'
import { serve } from '../src/serve.ts'
import { base, type Data, first, lighthouse, open, origin, someId, uuid } from './flokan-client.ts'

describe('process', () => {
  it('answers when the picture is there, with every field of the document', async () => {
    const { clock, process } = open()
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
    const { process } = open()
    for (let index = 0; index < 12; index++) {
      const { data } = await process()
      expect(data.processing_ms).toBeGreaterThanOrEqual(10_000)
      expect(data.processing_ms).toBeLessThanOrEqual(60_000)
    }
  })

  it('gives a PNG that anybody may download, the same for the same request', async () => {
    const { download, process } = open()
    const urls = [await process(), await process(), await process({ prompt: 'a mill' })].map(
      ({ data }) => data.result_url,
    )
    const pictures = await Promise.all(urls.map(download))
    expect(pictures[0]).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } })
    const [one, same, other] = pictures.map(({ body }) => Buffer.from(body))
    expect([one?.readUInt32BE(16), one?.readUInt32BE(20)]).toEqual([1024, 1024])
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
    expect(await download(`${origin}/images/nobody/processed/x.png`)).toMatchObject({ status: 404 })
  })

  it('has no picture to download while it draws', async () => {
    const { download, jobs, pass, process } = open({
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
    const { emulator, process } = open()
    const answer = await process(more)
    expect(answer).toMatchObject({ status: 400, success: false, error: expect.any(String) })
    expect(emulator.charges()).toEqual([])
  })

  it('refuses what is no JSON', async () => {
    const { send } = open()
    const headers = { authorization: `Bearer ${flokanKey}` }
    expect(await send('POST', `${base}/process`, '{', headers)).toMatchObject({ status: 400 })
  })

  it('takes the longest prompt and the longest image_url', async () => {
    const { process } = open()
    const image_url = `https://e.com/${'x'.repeat(1_986)}`
    expect(image_url).toHaveLength(2_000)
    expect(await process({ prompt: 'x'.repeat(10_000), image_url })).toMatchObject({ status: 201 })
  })

  it('rejects an unsafe prompt with 422, keeps the failed job, and deducts nothing', async () => {
    const { emulator, jobs, process } = open()
    const { error, status } = await process({ prompt: 'an [unsafe] thing' })
    expect(status).toBe(422)
    expect(await jobs()).toMatchObject([
      { status: 'failed', error, credits_consumed: 0, result_url: null },
    ])
    expect(emulator.charges()).toEqual([])
  })

  it('is cut at 300 seconds by the platform, and the job stays as it was', async () => {
    const { clock, emulator, jobs, process } = open({ durationMs: () => 300_001 })
    const startedAt = clock.now()
    const { headers, status } = await process()
    expect(status).toBe(504)
    expect(headers).toEqual({ 'content-type': 'text/plain' })
    expect(clock.now()).toBe(startedAt + 300_000)
    expect(await jobs()).toMatchObject([{ status: 'processing' }])
    expect(emulator.charges()).toEqual([])
  })
})

describe('jobs', () => {
  it('are shown whole, with what they were made from', async () => {
    const { ask, process, upload } = open({ styles: [someId] })
    const image_id = await upload()
    const { data } = await process({ image_id, style_id: someId })
    expect(await ask('GET', `/jobs/${data.job_id}`)).toMatchObject({
      status: 200,
      data: {
        ...data,
        prompt: 'a lighthouse',
        image_id,
        style_id: someId,
        character_id: null,
        error: null,
      },
    })
    expect(await ask('GET', `/jobs/${someId}`)).toMatchObject({ status: 404 })
  })

  it('carry no prompt when told so', async () => {
    const { jobs, process } = open({ showsPrompt: false })
    await process()
    expect((await jobs())[0]).not.toHaveProperty('prompt')
  })

  it('are listed newest first, by page and by status', async () => {
    const { jobs, process } = open({ requestsPerMinute: 1_000, durationMs: () => 100 })
    for (let index = 0; index < 102; index++) {
      await process({ prompt: index === 40 ? '[unsafe]' : `picture ${index}` })
    }
    const prompts = async (query: string) => (await jobs(query)).map(({ prompt }) => prompt)
    expect(await prompts('')).toHaveLength(50)
    expect((await prompts(''))[0]).toBe('picture 101')
    expect(await prompts('?per_page=100')).toHaveLength(100)
    expect(await prompts('?page=2&per_page=100')).toEqual(['picture 1', 'picture 0'])
    expect(await prompts('?status=failed')).toEqual(['[unsafe]'])
    expect((await prompts('?status=completed&page=3'))[0]).toBe('picture 0')
  })

  it('can be listed inside an object', async () => {
    const { jobs, process } = open({ listShape: 'jobs' })
    await process()
    expect(await jobs()).toMatchObject({
      jobs: [{ status: 'completed' }],
      page: 1,
      per_page: 50,
      total: 1,
    })
  })

  it.each(['page=0', 'page=x', 'per_page=101', 'per_page=0', 'status=done', 'limit=5'])(
    'are not listed by %s',
    async (query) => {
      const { ask } = open()
      expect(await ask('GET', `/jobs?${query}`)).toMatchObject({ status: 400 })
    },
  )

  it('go from pending to processing to completed though nobody waits for them', async () => {
    const { jobs, pass, process } = open({ durationMs: () => 10_000, ...first('reset-after') })
    await process()
    const status = async () => {
      const [job] = await jobs()
      expect(await jobs(`?status=${job?.status}`)).toHaveLength(1)
      return job
    }
    expect(await status()).toMatchObject({
      status: 'pending',
      result_url: null,
      result_image_id: null,
      credits_consumed: null,
      processing_ms: null,
      completed_at: null,
    })
    await pass(1_000)
    expect(await status()).toMatchObject({ status: 'processing' })
    await pass(9_000)
    expect(await status()).toMatchObject({ status: 'completed', credits_consumed: 50 })
  })

  it('outlive a restart, as do charges', async () => {
    const { ask, emulator, process } = open({ requestsPerMinute: 1 })
    const { data } = await process()
    emulator.restart()
    expect(await ask('GET', `/jobs/${data.job_id}`)).toMatchObject({ status: 200 })
    expect(emulator.charges()).toHaveLength(1)
  })
})

describe('keys', () => {
  it.each(['', 'flk_unknown'])('answers %j with 401', async (key) => {
    const { process } = open()
    expect(await process({}, key)).toMatchObject({ status: 401, success: false })
  })

  it.each([{ scopes: ['thumbnail_generator'] }, { permissions: [] }])(
    'answers 403 to one with %j',
    async (rights) => {
      const { ask, process } = open({ rightsOf: () => rights })
      expect(await process()).toMatchObject({ status: 403 })
      expect(await ask('GET', '/jobs')).toMatchObject({ status: 403 })
    },
  )

  it('have nothing else than the documented endpoints', async () => {
    const { ask } = open()
    expect(await ask('DELETE', '/jobs')).toMatchObject({ status: 404, success: false })
    expect(await ask('GET', '/models')).toMatchObject({ status: 404 })
  })
})

it('keeps what came to process, in order, whether it was taken or not', async () => {
  const { emulator, estimate, process } = open()
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

it('goes on over loopback when the client hangs up', async () => {
  const create = (address: string) =>
    createFlokanEmulator({ clock: systemClock, origin: address, durationMs: () => 300 })
  let emulator = create('')
  const served = await serve((address) => {
    emulator = create(address)
    return emulator.handle
  })
  const headers = { authorization: `Bearer ${flokanKey}` }
  const editor = `${served.origin}${base}`
  try {
    const given = { method: 'POST', headers, body: JSON.stringify(lighthouse) }
    const hungUp = fetch(`${editor}/process`, { ...given, signal: AbortSignal.timeout(100) })
    await expect(hungUp).rejects.toThrow()
    const answered = await fetch(`${editor}/process`, given)
    expect(answered.status).toBe(201)
    const listed = await fetch(`${editor}/jobs`, { headers })
    const { data } = (await listed.json()) as { data: readonly Data[] }
    expect(data).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
    expect(emulator.charges()).toHaveLength(2)
    const picture = await fetch(data[1]?.result_url ?? '')
    expect(picture.headers.get('content-type')).toBe('image/png')
  } finally {
    await served.close()
  }
})
