import { describe, expect, test } from 'vitest'
import { createClient } from './client.ts'

describe('limits', () => {
  const keys = ['sk-team-1', 'sk-team-2', 'sk-team-3']
  const manyKeys = Array.from({ length: 10 }, (_, index) => `sk-team-${index}`)

  /** How many of `count` requests are taken. */
  async function taken(
    { read }: ReturnType<typeof createClient>,
    count: number,
    sentOf: (index: number) => { address?: string; key?: string },
  ) {
    let answered = 0
    for (let index = 0; index < count; index++)
      if ((await read('/api/v1/credits', sentOf(index))).status !== 429) answered += 1
    return answered
  }

  test('are 60 for a key', async () => {
    expect(await taken(createClient(), 100, () => ({}))).toBe(60)
  })

  test('are 120 for an address, and those without a valid key count', async () => {
    const one = createClient({ keys })
    expect(await taken(one, 100, () => ({ key: 'nobody' }))).toBe(100)
    expect(await taken(one, 60, () => ({}))).toBe(20)
    expect(await taken(one, 1, () => ({ address: '192.0.2.2' }))).toBe(1)
    expect(one.emulator.requests.refused).toBe(40)
  })

  test.each([
    ['basic', keys, 120],
    ['pro', manyKeys, 300],
  ] as const)('of team plan %s are %s for all keys', async (plan, teamKeys, expected) => {
    const spread = (index: number) => ({
      key: teamKeys[index % teamKeys.length] ?? '',
      address: `192.0.2.${index % 20}`,
    })
    expect(await taken(createClient({ plan, keys: teamKeys }), 500, spread)).toBe(expected)
  })

  test.each(['fixed', 'sliding', 'bucket'] as const)(
    'by a %s window say when to come again, and keep it',
    async (windowKind) => {
      const one = createClient({ windowKind })
      await taken(one, 60, () => ({}))
      const refused = await one.read('/api/v1/credits')
      expect(refused.status).toBe(429)
      expect(refused.json.success).toBe(false)
      expect(Object.keys(refused.headers).sort()).toEqual(['content-type', 'retry-after'])
      const seconds = Number(refused.headers['retry-after'])
      expect(seconds).toBe(windowKind === 'bucket' ? 1 : 60)
      await one.wait(seconds * 1_000)
      expect((await one.read('/api/v1/credits')).status).toBe(200)
    },
  )

  test('count refused requests only where they are told to', async () => {
    const after = async (countsRefused: boolean) => {
      const one = createClient({ countsRefused, windowKind: 'sliding', windowMs: 1_000 })
      await taken(one, 60, () => ({}))
      await one.wait(500)
      await taken(one, 60, () => ({}))
      await one.wait(500)
      return taken(one, 1, () => ({}))
    }
    expect(await after(false)).toBe(1)
    expect(await after(true)).toBe(0)
  })

  test('are forgotten in a restart, and tasks are not', async () => {
    const one = createClient()
    const id = await one.take()
    await taken(one, 100, () => ({}))
    one.emulator.restart()
    expect((await one.taskOf(id)).task_id).toBe(id)
  })
})
