import { describe, expect, test } from 'vitest'
import { atSubmit } from '../emulator-client.ts'
import { createClient, imagesOf } from './client.ts'

describe('a fault', () => {
  test.each(['refuse', 'reset-before', '500-before', '503-before', '429'] as const)(
    '%s takes nothing',
    async (fault) => {
      const { credits, generate } = createClient(atSubmit(fault))
      expect(await generate({ prompt: 'a' })).not.toMatchObject({ status: 200 })
      expect(credits()).toEqual([])
    },
  )

  test.each(['reset-after', 'hang', '500-after', 'html', 'invalid-json', 'huge-answer'] as const)(
    '%s takes the request and spoils only the answer',
    async (fault) => {
      const { credits, emulator, generate, poll, wait } = createClient(atSubmit(fault))
      const answer = await generate({ prompt: 'a' })
      const isWhole = answer.fault === undefined && answer.json.taskId !== undefined
      expect(isWhole).toBe(false)
      await wait(90_000)
      expect(credits()).toEqual([2])
      const [charge] = emulator.charges()
      expect((await poll(charge?.task)).json.status).toBe('completed')
    },
  )

  test('stuck-task never ends', async () => {
    const { credits, generate, poll, wait } = createClient(atSubmit('stuck-task'))
    const { json } = await generate({ prompt: 'a' })
    await wait(86_400_000)
    expect((await poll(json.taskId)).json).toEqual({ status: 'processing' })
    expect(credits()).toEqual([2])
  })

  test('lost-task is charged and forgotten', async () => {
    const { credits, generate, poll, wait } = createClient(atSubmit('lost-task'))
    const { json } = await generate({ prompt: 'a' })
    await wait(90_000)
    expect((await poll(json.taskId)).status).toBe(404)
    expect(credits()).toEqual([2])
  })

  test('private-picture leads to a private address', async () => {
    const { ask, generate, poll, wait } = createClient({
      faultOf: (kind) => (kind === 'picture' ? 'private-picture' : undefined),
    })
    const { json } = await generate({ prompt: 'a' })
    await wait(90_000)
    const [image] = imagesOf(await poll(json.taskId))
    const answer = await ask('GET', new URL(image?.url ?? '').pathname)
    expect(answer.headers.location).toBe('http://169.254.169.254/latest/meta-data')
  })
})
