import { describe, expect, test } from 'vitest'
import { createClient } from './client.ts'

describe('a key', () => {
  test.each([{ authorization: '' }, { authorization: 'Basic abc' }])(
    'is missing in %o: UNAUTHORIZED',
    async (headers) => {
      const { generate } = createClient()
      expect(await generate({ prompt: 'a' }, headers)).toMatchObject({
        status: 401,
        json: { code: 'UNAUTHORIZED', error: expect.any(String) },
      })
    },
  )

  test('that is unknown or disabled is INVALID_API_KEY', async () => {
    const { generate, poll } = createClient({
      keys: ['cvk_one', 'cvk_off'],
      disabledKeys: ['cvk_off'],
    })
    for (const name of ['cvk_other', 'cvk_off']) {
      const headers = { authorization: `Bearer ${name}` }
      const refused = { status: 401, json: { code: 'INVALID_API_KEY' } }
      expect(await generate({ prompt: 'a' }, headers)).toMatchObject(refused)
      expect(await poll('x', headers)).toMatchObject(refused)
    }
  })

  test('of a plan below Pro is PLAN_REQUIRED', async () => {
    const { generate, poll } = createClient({ plan: 'free' })
    const refused = { status: 403, json: { code: 'PLAN_REQUIRED' } }
    expect(await generate({ prompt: 'a' })).toMatchObject(refused)
    expect(await poll('x')).toMatchObject(refused)
  })

  // covers authentication: limit 5 keys per account
  test('is one of at most five of an account', () => {
    const keys = Array.from({ length: 6 }, (_, index) => `cvk_${index}`)
    expect(() => createClient({ keys })).toThrow(RangeError)
  })
})
