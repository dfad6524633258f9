import { describe, expect, test } from 'vitest'
import { createClient, key, minute, order, statusPath } from './client.ts'

describe('a repeated request_id', () => {
  test('is charged once, and answered as the first time', async () => {
    const { emulator, generate, wait } = createClient()
    const first = await generate()
    await wait(minute)
    expect(await generate()).toEqual(first)
    expect(emulator.charges()).toHaveLength(1)
    expect(emulator.submissions()).toHaveLength(2)
  })

  test('shows how far the task is when there is no other way', async () => {
    const { ask, generate, handle, wait } = createClient({ statusPath: null })
    await generate()
    expect(await handle('GET', statusPath)).toMatchObject({ status: 404 })
    await wait(20_000)
    expect(await generate()).toMatchObject({ status: 'succeeded', outputs: [expect.anything()] })
    expect(await ask('POST', '/v1/generate', order)).toMatchObject({ status: 'succeeded' })
  })

  test('is one request whatever the order of its fields, with whatever key', async () => {
    const { ask, emulator, generate } = createClient({ keys: [key, 'other'] })
    const { task_id } = await generate()
    const turned = Object.fromEntries(Object.entries(order).reverse())
    expect(await ask('POST', '/v1/generate', turned, 'other')).toMatchObject({ task_id })
    expect(emulator.charges()).toHaveLength(1)
  })

  test('with another body is refused, free of charge, and leaves the first as it was', async () => {
    const { ask, emulator, generate, wait } = createClient()
    await generate()
    expect(await generate({ prompt: 'Two lighthouses' })).toMatchObject({
      error: 'request_id_conflict',
    })
    await wait(20_000)
    expect(await ask('GET', statusPath)).toMatchObject({ status: 'succeeded' })
    expect(emulator.charges()).toHaveLength(1)
  })

  test('may be used again when the first request was refused', async () => {
    const { generate } = createClient()
    expect(await generate({ units: { count: 3 } })).toHaveProperty('error')
    expect(await generate()).toHaveProperty('task_id')
  })

  test('is still known after the service starts anew', async () => {
    const { emulator, generate } = createClient()
    await generate()
    emulator.restart()
    await generate()
    expect(emulator.charges()).toHaveLength(1)
  })
})
