import { describe, expect, test } from 'vitest'
import { apple, createClient, diagram, origin } from './client.ts'

describe('a task', () => {
  test('is pending, is processed and ends with a picture', async () => {
    const { remaining, take, taskOf, wait } = createClient()
    const id = await take({ ...apple, options: { output_format: 'jpg' } })
    const facts = {
      task_id: id,
      type: 'standard',
      model: 'nano-banana-pro',
      scene: 'text-to-image',
      cost_credits: 10,
      created_at: '2026-01-01T00:00:00.000Z',
      error: null,
    }
    expect(await taskOf(id)).toEqual({ ...facts, status: 'pending', output: { images: [] } })
    await wait(19_999)
    expect(await taskOf(id)).toEqual({ ...facts, status: 'processing', output: { images: [] } })
    expect(await remaining()).toBe(12_000)
    await wait(1)
    const url = `${origin}/uploads/${id}.jpg`
    const images = [{ url, type: 'image/jpeg' }]
    expect(await taskOf(id)).toEqual({ ...facts, status: 'success', output: { images } })
    expect(await remaining()).toBe(11_990)
  })

  test('of the pipeline goes through its stages, and more rounds cost more', async () => {
    const { emulator, submit, taskOf, wait } = createClient({
      moreRounds: () => 1,
      windowMs: 1_000,
    })
    const submitted = (await submit(diagram)).json.data
    expect(submitted.cost_credits).toBe(12)
    const seen = []
    for (let second = 0; second <= 60; second++) {
      const { cost_credits, model, output, status } = await taskOf(submitted.task_id)
      expect(model).toBe('pipeline')
      seen.push(`${status} ${output.current_stage} ${cost_credits}`)
      await wait(1_000)
    }
    expect([...new Set(seen)]).toEqual([
      'pending undefined 12',
      'processing retriever 14',
      'processing planner 14',
      'processing stylist 14',
      'processing visualizer 14',
      'processing critic_round_0 14',
      'processing critic_round_1 14',
      'success undefined 14',
    ])
    expect(emulator.charges()).toEqual([{ task: submitted.task_id, credits: 14, request: diagram }])
  })

  test.each([
    [apple, [10, 20, 40]],
    [{ ...apple, model: 'nano-banana-2' }, [5, 10, 20]],
    [diagram, [6, 12, 24]],
  ])('costs by its resolution: %j', async (body, prices) => {
    const { emulator, take, wait } = createClient()
    const options = 'options' in body ? body.options : {}
    for (const resolution of ['1K', '2K', '4K'])
      await take({ ...body, options: { ...options, resolution } })
    await wait(60_000)
    expect(emulator.charges().map(({ credits }) => credits)).toEqual(prices)
  })

  test('is booked when it ends, whether or not anybody looks', async () => {
    const { emulator, take, wait } = createClient({ durationMs: (index) => 5_000 - index * 1_000 })
    const ids = [await take(), await take(diagram)]
    await wait(4_000)
    expect(emulator.charges().map(({ task }) => task)).toEqual([ids[1]])
    await wait(1_000)
    expect(emulator.charges().map(({ task }) => task)).toEqual([ids[1], ids[0]])
  })

  test('that nobody knows is not found', async () => {
    const answer = await createClient().read('/api/v1/task/7655ed66-3a83-4a5a-9cb1-3b7c449ec4a9')
    expect(answer.status).toBe(404)
    expect(answer.json).toMatchObject({ success: false })
  })

  test('can be cancelled, for nothing', async () => {
    const { emulator, take, taskOf, wait } = createClient({ isCanceled: () => true })
    const id = await take()
    await wait(20_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'canceled',
      cost_credits: 0,
      output: { images: [] },
      error: null,
    })
    expect(emulator.charges()).toEqual([])
  })
})

describe('the list', () => {
  test('has pages, newest first, 20 long', async () => {
    const { read, take } = createClient()
    const ids: string[] = []
    for (let index = 0; index < 42; index++) ids.unshift(await take())
    const page = async (query: string) => {
      const { pagination, tasks } = (await read(`/api/v1/tasks${query}`)).json.data
      return { pagination, ids: tasks.map((task: { task_id: string }) => task.task_id) }
    }
    expect(await page('')).toEqual({
      pagination: { total: 42, page: 1, limit: 20, total_pages: 3 },
      ids: ids.slice(0, 20),
    })
    expect((await page('?page=3')).ids).toEqual(ids.slice(40))
    expect((await page('?limit=100')).ids).toEqual(ids)
    expect((await page('?page=9')).ids).toEqual([])
  })

  test('shows those of one status, as the task shows itself', async () => {
    const { read, take, taskOf, wait } = createClient({
      faultOf: (kind, index) => (kind === 'submit' && index === 1 ? 'failed-task' : undefined),
      isCanceled: (index) => index === 2,
    })
    const [success, failed, canceled] = [await take(), await take(), await take()]
    await wait(20_000)
    const processing = await take()
    await wait(10_000)
    const pending = await take()
    for (const [status, id] of Object.entries({ success, failed, canceled, processing, pending })) {
      const { pagination, tasks } = (await read(`/api/v1/tasks?status=${status}`)).json.data
      expect(pagination.total).toBe(1)
      expect(tasks).toEqual([await taskOf(id)])
    }
  })

  test.each(['page=0', 'limit=101', 'limit=x', 'status=done', 'sort=new'])(
    'refuses %s',
    async (query) => {
      expect((await createClient().read(`/api/v1/tasks?${query}`)).status).toBe(400)
    },
  )
})
