import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'

describe('keys', () => {
  it.each(['', 'flk_unknown'])('answers %j with 401', async (key) => {
    const { process } = createClient()
    expect(await process({}, key)).toMatchObject({ status: 401, success: false })
  })

  it.each([{ scopes: ['thumbnail_generator'] }, { permissions: [] }])(
    'answers 403 to one with %j',
    async (rights) => {
      const { ask, process } = createClient({ rightsOf: () => rights })
      expect(await process()).toMatchObject({ status: 403 })
      expect(await ask('GET', '/jobs')).toMatchObject({ status: 403 })
    },
  )

  it('have nothing else than the documented endpoints', async () => {
    const { ask } = createClient()
    expect(await ask('DELETE', '/jobs')).toMatchObject({ status: 404, success: false })
    expect(await ask('GET', '/models')).toMatchObject({ status: 404 })
  })
})
