import { describe, expect, test } from 'vitest'
import { atSubmit, sizeOfPng } from '../emulator-client.ts'
import { createClient, imagesOf } from './client.ts'

describe('a task', () => {
  test('is pending, then processing, then completed', async () => {
    const { generate, poll, wait } = createClient({ durationMs: () => 40_000 })
    const { json } = await generate({ prompt: 'a' })
    expect((await poll(json.taskId)).json).toEqual({ status: 'pending' })
    await wait(5_000)
    expect((await poll(json.taskId)).json).toEqual({ status: 'processing' })
    await wait(35_000)
    expect((await poll(json.taskId)).json).toEqual({
      status: 'completed',
      images: [
        {
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/images\/[\w-]+\.png$/),
          prompt: 'a',
        },
      ],
    })
  })

  // covers GET /api/v1/task/{taskId}: limit generation 30 to 90 seconds
  test('takes 30 to 90 seconds', async () => {
    const { generate, poll, wait } = createClient()
    const tasks = await Promise.all(
      Array.from({ length: 70 }, async () => (await generate({ prompt: 'a' })).json.taskId),
    )
    const isDone = async (id: unknown) => (await poll(id)).json.status === 'completed'
    await wait(29_999)
    expect((await Promise.all(tasks.map(isDone))).some(Boolean)).toBe(false)
    await wait(60_001)
    expect((await Promise.all(tasks.map(isDone))).every(Boolean)).toBe(true)
  })

  test.each([
    [{ model: 'cv-2' }, [2048, 1152]],
    [{ model: 'cv-1', quality: '4k', aspectRatio: '9:16' }, [2304, 4096]],
    [{ aspectRatio: 'a4-portrait' }, [1448, 2048]],
  ])('with %o makes a PNG of the size, for anybody', async (settings, size) => {
    const { ask, generate, poll, wait } = createClient()
    const { json } = await generate({ prompt: 'a', ...settings })
    await wait(90_000)
    const [image] = imagesOf(await poll(json.taskId))
    const path = new URL(image?.url ?? '').pathname
    const { body, headers, status } = await ask('GET', path, { headers: { authorization: '' } })
    expect(status).toBe(200)
    expect(headers).toEqual({ 'content-type': 'image/png' })
    expect(sizeOfPng(body)).toEqual(size)
  })

  // covers GET /api/v1/task/{taskId}: tasks of another account
  test('belongs to the account, with all its keys', async () => {
    const { generate, poll } = createClient({
      keys: ['cvk_one', 'cvk_two'],
      foreignKeys: ['cvk_foreign'],
      credits: 10,
    })
    const as = (name: string) => ({ authorization: `Bearer ${name}` })
    const { json } = await generate({ prompt: 'a' }, as('cvk_one'))
    expect((await poll(json.taskId, as('cvk_two'))).status).toBe(200)
    expect(await poll(json.taskId, as('cvk_foreign'))).toMatchObject({
      status: 404,
      json: { code: 'TASK_NOT_FOUND', error: expect.any(String) },
    })
    const credits = await Promise.all(
      ['cvk_two', 'cvk_foreign'].map(
        async (name) => (await generate({ prompt: 'b' }, as(name))).json.credits_remaining,
      ),
    )
    expect(credits).toEqual([6, 8])
  })

  test('that nobody started is TASK_NOT_FOUND', async () => {
    const { poll } = createClient()
    expect(await poll('vaW29_MJ1wbnyFU4bl_pd')).toMatchObject({
      status: 404,
      json: { code: 'TASK_NOT_FOUND' },
    })
  })

  test('with fewer pictures than prompts names those that it made, and keeps the price', async () => {
    const { credits, generate, poll, wait } = createClient({ imagesReturned: () => 2 })
    const { json } = await generate({ prompts: ['a', 'b', 'c'] })
    await wait(90_000)
    const polled = await poll(json.taskId)
    expect(polled.json.status).toBe('completed')
    expect(imagesOf(polled).map(({ prompt }) => prompt)).toEqual(['b', 'c'])
    expect(credits()).toEqual([6])
  })

  test.each([200, 500] as const)('that fails is refunded, with status %i', async (status) => {
    const { credits, generate, poll, wait } = createClient({
      credits: 10,
      failedTaskStatus: status,
      ...atSubmit('failed-task'),
    })
    const { json } = await generate({ prompts: ['a', 'b'] })
    expect(credits()).toEqual([4])
    await wait(90_000)
    expect(credits()).toEqual([4, -4])
    const failed = await poll(json.taskId)
    expect(failed.status).toBe(status)
    expect(failed.json).toEqual({
      status: 'failed',
      error: 'Image generation failed. Please try again later.',
      code: 'GENERATION_FAILED',
      credits_refunded: true,
    })
    expect((await generate({ prompt: 'a' })).json.credits_remaining).toBe(8)
  })

  test('is kept over a restart', async () => {
    const { credits, emulator, generate, poll } = createClient()
    const { json } = await generate({ prompt: 'a' })
    emulator.restart()
    expect((await poll(json.taskId)).status).toBe(200)
    expect(credits()).toEqual([2])
  })
})
