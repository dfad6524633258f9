import { describe, expect, it } from 'vitest'
import type { Fault } from '../../src/faults.ts'
import { atSubmit } from '../emulator-client.ts'
import { createClient, diagram, key } from './client.ts'

describe('a fault', () => {
  const before: Fault[] = ['refuse', 'reset-before', '500-before', '503-before', '429']
  const after: Fault[] = [
    'reset-after',
    'hang',
    '500-after',
    '503-after',
    'html',
    'invalid-json',
    'huge-answer',
  ]

  it.each(before)('%s takes nothing', async (fault) => {
    const { emulator, post } = createClient({ faultOf: () => fault })
    await post('generate', diagram)
    expect(emulator.charges()).toEqual([])
  })

  it.each(after)('%s takes the request and spoils its answer', async (fault) => {
    const { emulator, post, task } = createClient(atSubmit(fault))
    await post('generate', diagram)
    const [charge] = emulator.charges()
    expect(charge).toEqual({ task: expect.any(String), credits: 1, request: diagram })
    expect((await task(charge?.task ?? '')).status).toBe(200)
  })

  it('500 is worded as the service words its errors', async () => {
    const { post } = createClient({ faultOf: () => '500-after' })
    const { json, status } = await post('generate', diagram)
    expect([status, json]).toEqual([500, { detail: 'Internal Server Error' }])
  })

  it.each([
    ['stuck-task', 200, 'running', null],
    ['failed-task', 200, 'failed', 'The image model returned no picture'],
    ['lost-task', 404, undefined, undefined],
  ] as const)(
    '%s stays with the task, and the unit is spent',
    async (fault, status, state, error) => {
      const { emulator, image, post, task, wait } = createClient(atSubmit(fault))
      const accepted = await post('generate', diagram)
      await wait(1e7)
      const found = await task(accepted.json.task_id)
      expect([found.status, found.json.status, found.json.error]).toEqual([status, state, error])
      expect((await image(accepted.json.task_id)).status).toBe(404)
      expect(emulator.charges()).toHaveLength(1)
    },
  )

  it('of a picture spoils the download, and the preview in the answer', async () => {
    const faults: Partial<Record<string, Fault[]>> = {
      read: ['truncated-picture'],
      picture: ['truncated-picture', 'wrong-picture', 'huge-picture', 'private-picture'],
    }
    const { emulator, image, post, task, wait } = createClient({
      faultOf: (kind, index) => faults[kind]?.[index],
    })
    const { task_id: id } = (await post('generate', diagram)).json
    await wait(200_000)
    const half = Buffer.from((await task(id)).json.image_base64, 'base64')
    const whole = Buffer.from((await task(id)).json.image_base64, 'base64')
    expect(half).toEqual(whole.subarray(0, whole.length >> 1))
    expect((await image(id)).bytes).toEqual(half)
    expect((await image(id)).bytes.toString()).toContain('<html>')
    expect((await image(id)).headers['content-length']).toBe(String(2 ** 40))
    const { headers, status } = await image(id)
    expect([status, headers.location]).toEqual([302, 'http://169.254.169.254/latest/meta-data'])
    expect((await image(id)).bytes).toEqual(whole)
    expect(emulator.requests).toEqual({ submits: 1, reads: 2, pictures: 5, refused: 0 })
  })

  it('is counted, and what was submitted is kept in order', async () => {
    const faults: Fault[] = ['refuse', '429', '500-after']
    const { emulator, post } = createClient({ faultOf: (_, index) => faults[index] })
    for (const caption of ['a', 'b', 'c', 'd']) await post('generate', { ...diagram, caption })
    await post('generate', {})
    expect(emulator.submissions()).toEqual([
      ...[
        ['b', 429],
        ['c', 500],
        ['d', 202],
      ].map(([caption, status]) => ({
        path: '/api/generate',
        key,
        body: { ...diagram, caption },
        status,
      })),
      { path: '/api/generate', key, body: {}, status: 422 },
    ])
    expect(emulator.requests).toEqual({ submits: 5, reads: 0, pictures: 0, refused: 1 })
  })
})
