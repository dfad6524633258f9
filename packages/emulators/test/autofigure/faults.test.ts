import { describe, expect, test } from 'vitest'
import { atSubmit } from '../emulator-client.ts'
import { apple, createClient, diagram, key } from './client.ts'

describe('a fault', () => {
  test.each(['refuse', 'reset-before', '500-before', '503-before', '429'] as const)(
    '%s takes nothing',
    async (fault) => {
      const { emulator, read, submit, wait } = createClient(atSubmit(fault))
      await submit(apple)
      await wait(60_000)
      expect((await read('/api/v1/tasks')).json.data.tasks).toEqual([])
      expect(emulator.charges()).toEqual([])
      expect(emulator.submissions().length).toBe(
        fault === 'refuse' || fault === 'reset-before' ? 0 : 1,
      )
    },
  )

  test.each([
    ['reset-after', 200],
    ['hang', 200],
    ['500-after', 500],
    ['503-after', 503],
    ['html', 502],
    ['invalid-json', 200],
    ['huge-answer', 200],
  ] as const)('%s spoils only the answer', async (fault, status) => {
    const { emulator, read, submit, wait } = createClient(atSubmit(fault))
    const answer = await submit(apple)
    await wait(60_000)
    expect(answer.status).toBe(status)
    expect((await read('/api/v1/tasks?status=success')).json.data.tasks).toHaveLength(1)
    expect(emulator.charges()).toHaveLength(1)
    expect(emulator.submissions()).toEqual([{ path: '/api/v1/generate', key, body: apple, status }])
  })

  test('words errors of the service as it does', async () => {
    const { read } = createClient({ faultOf: () => '503-before' })
    const answer = await read('/api/v1/credits')
    expect(answer.status).toBe(503)
    expect(answer.json).toEqual({ success: false, error: { message: expect.any(String) } })
  })

  test('stuck-task never ends', async () => {
    const { emulator, take, taskOf, wait } = createClient(atSubmit('stuck-task'))
    const id = await take(diagram)
    await wait(3_600_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'processing',
      output: { current_stage: 'critic_round_0' },
    })
    expect(emulator.charges()).toEqual([])
  })

  test('lost-task is unknown, and charged', async () => {
    const { emulator, read, take, wait } = createClient(atSubmit('lost-task'))
    const id = await take()
    await wait(20_000)
    expect((await read(`/api/v1/task/${id}`)).status).toBe(404)
    expect((await read('/api/v1/tasks')).json.data.tasks).toEqual([])
    expect(emulator.charges()).toMatchObject([{ task: id, credits: 10 }])
  })

  test('failed-task fails within 200, and costs nothing', async () => {
    const { emulator, take, taskOf, wait } = createClient(atSubmit('failed-task'))
    const id = await take()
    await wait(20_000)
    expect(await taskOf(id)).toMatchObject({
      status: 'failed',
      cost_credits: 0,
      output: { images: [] },
      error: 'task failed',
    })
    expect(emulator.charges()).toEqual([])
  })
})
