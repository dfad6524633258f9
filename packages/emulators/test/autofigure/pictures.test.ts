import { describe, expect, test } from 'vitest'
import { sizeOfPng } from '../emulator-client.ts'
import { apple, createClient } from './client.ts'

describe('a picture', () => {
  test.each([
    ['png', 'image/png', '89504e47'],
    ['jpg', 'image/jpeg', 'ffd8ff'],
    ['jpeg', 'image/jpeg', 'ffd8ff'],
    ['webp', 'image/webp', '52494646'],
  ])('is %s when asked for', async (format, mediaType, magic) => {
    const { emulator, read, take, taskOf, wait } = createClient()
    const id = await take({ ...apple, options: { output_format: format } })
    await wait(20_000)
    const [{ type, url }] = (await taskOf(id)).output.images
    const answer = await read(new URL(url).pathname, { key: '' })
    expect([answer.status, answer.headers, type]).toEqual([
      200,
      { 'content-type': mediaType },
      mediaType,
    ])
    expect(Buffer.from(answer.body).toString('hex')).toMatch(new RegExp(`^${magic}`))
    expect(emulator.requests.pictures).toBe(1)
  })

  test.each([
    [{}, [1024, 1024]],
    [{ aspect_ratio: '16:9' }, [1024, 576]],
    [{ aspect_ratio: '3:4', resolution: '2K' }, [1536, 2048]],
    [{ aspect_ratio: '21:9', resolution: '4K' }, [4096, 1755]],
  ])('has the size of %j', async (options, size) => {
    const { read, take, wait } = createClient()
    const path = `/uploads/${await take({ ...apple, options })}.png`
    expect((await read(path)).status).toBe(404)
    await wait(20_000)
    expect(sizeOfPng((await read(path)).body)).toEqual(size)
  })

  test('is spoiled by faults of downloads alone', async () => {
    const faults = [
      undefined,
      'truncated-picture',
      'wrong-picture',
      'huge-picture',
      'private-picture',
    ] as const
    const { read, take, wait } = createClient({
      faultOf: (kind, index) => (kind === 'picture' ? faults[index] : undefined),
    })
    const path = `/uploads/${await take()}.png`
    await wait(20_000)
    const whole = await read(path)
    const png = { 'content-type': 'image/png' }
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: png,
      body: whole.body.slice(0, whole.body.length >> 1),
    })
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: png,
      body: expect.stringContaining('<html>'),
    })
    expect(await read(path)).toMatchObject({
      status: 200,
      headers: { ...png, 'content-length': '1099511627776' },
      fault: 'drip',
    })
    expect(await read(path)).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/latest/meta-data' },
    })
  })
})
