import { describe, expect, it } from 'vitest'
import { atSubmit } from '../emulator-client.ts'
import { createClient, someId } from './client.ts'

describe('jobs', () => {
  it('are shown whole, with what they were made from', async () => {
    const { ask, process, upload } = createClient({ styles: [someId] })
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
    const { jobs, process } = createClient({ showsPrompt: false })
    await process()
    expect((await jobs())[0]).not.toHaveProperty('prompt')
  })

  it('are listed newest first, by page and by status', async () => {
    const { jobs, process } = createClient({ requestsPerMinute: 1_000, durationMs: () => 100 })
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
    const { jobs, process } = createClient({ listShape: 'jobs' })
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
      const { ask } = createClient()
      expect(await ask('GET', `/jobs?${query}`)).toMatchObject({ status: 400 })
    },
  )

  it('go from pending to processing to completed though nobody waits for them', async () => {
    const { jobs, pass, process } = createClient({
      durationMs: () => 10_000,
      ...atSubmit('reset-after'),
    })
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
    const { ask, emulator, process } = createClient({ requestsPerMinute: 1 })
    const { data } = await process()
    emulator.restart()
    expect(await ask('GET', `/jobs/${data.job_id}`)).toMatchObject({ status: 200 })
    expect(emulator.charges()).toHaveLength(1)
  })
})
