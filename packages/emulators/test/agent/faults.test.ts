import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/faults.ts'
import { atSubmit } from '../emulator-client.ts'
import { createClient, minute, order, statusPath } from './client.ts'

const atDownload = (fault: Fault) => ({
  faultOf: (kind: string) => (kind === 'picture' ? fault : undefined),
})

describe('what goes wrong', () => {
  test.each<Fault>(['refuse', 'reset-before', '500-before', '503-before', '429'])(
    'at submit by %s takes nothing',
    async (fault) => {
      const { ask, emulator, handle } = createClient(atSubmit(fault))
      await handle('POST', '/v1/generate', order)
      expect(emulator.charges()).toEqual([])
      expect(await ask('GET', statusPath)).toMatchObject({ error: 'task_not_found' })
      await handle('POST', '/v1/generate', order)
      expect(emulator.charges()).toHaveLength(1)
    },
  )

  test.each<Fault>(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'])(
    'at submit by %s takes and charges the request, which can be found again',
    async (fault) => {
      const { ask, emulator, generate, handle } = createClient(atSubmit(fault))
      const { body } = await handle('POST', '/v1/generate', order)
      const { task_id } = await ask('GET', statusPath)
      expect(task_id).toEqual(expect.any(String))
      if (fault === 'invalid-json') expect(() => JSON.parse(String(body))).toThrow()
      expect(await generate()).toMatchObject({ task_id })
      expect(emulator.charges()).toHaveLength(1)
    },
  )

  test('a task that is stuck never ends', async () => {
    const { ask, generate, wait } = createClient(atSubmit('stuck-task'))
    await generate()
    await wait(1_000 * minute)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'processing' })
  })

  test('a task that is lost is unknown, and charged, and never charged again', async () => {
    const { ask, emulator, generate } = createClient(atSubmit('lost-task'))
    expect(await generate()).toHaveProperty('task_id')
    expect(await ask('GET', statusPath)).toMatchObject({ error: 'task_not_found' })
    expect(await generate()).toMatchObject({ error: 'task_not_found' })
    expect(emulator.charges()).toHaveLength(1)
  })

  test('a task that fails keeps what it cost', async () => {
    const { ask, emulator, generate, wait } = createClient(atSubmit('failed-task'))
    await generate()
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({
      status: 'failed',
      error: 'generation_failed',
    })
    expect(emulator.charges()).toMatchObject([{ credits: 20 }])
  })

  test('a task that fails can be given back, and can be called otherwise', async () => {
    const { ask, emulator, generate, spent, wait } = createClient({
      ...atSubmit('failed-task'),
      credits: 100,
      failureStatus: 'error',
      refundsFailed: true,
    })
    await generate()
    expect(spent()).toBe(20)
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'error' })
    expect(emulator.charges()).toMatchObject([{ credits: 20 }, { credits: -20 }])
    expect(await ask('GET', '/v1/credits/balance')).toEqual({ balance: 100 })
  })

  test.each<[Fault, object]>([
    ['private-picture', { status: 302, headers: { location: expect.stringMatching(/169\.254/) } }],
    ['wrong-picture', { status: 200, body: expect.stringMatching(/^<html>/) }],
    ['huge-picture', { headers: { 'content-length': String(2 ** 40) }, fault: 'drip' }],
    ['500-before', { status: 500 }],
  ])('a download by %s', async (fault, expected) => {
    const client = createClient(atDownload(fault))
    await client.generate()
    expect(await client.downloadFirst()).toMatchObject(expected)
  })

  test('a download that ends early has half of the picture', async () => {
    const whole = createClient()
    await whole.generate()
    const { body } = await whole.downloadFirst()
    const cut = createClient(atDownload('truncated-picture'))
    await cut.generate()
    expect((await cut.downloadFirst()).body).toHaveLength(body.length >> 1)
  })
})
