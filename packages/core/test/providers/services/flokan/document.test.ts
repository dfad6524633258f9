import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { answering, createProvider, figureOf } from './setup.js'

const provider = createProvider()
const request = requestOf(provider, figureOf())

test('`scope image_editor` and `permission access_image_editor` are what to give a key that is refused', async () => {
  const { context } = answering(403, { success: false, error: 'Forbidden' })
  const [outcome] = await provider.submit([request], context)
  const hint = outcome?.status === 'rejected' ? outcome.error.hint : undefined
  expect(hint).toContain('`image_editor` scope')
  expect(hint).toContain('access to the Image Editor')
})

describe('`POST /api/v1/image-editor/estimate-credits`', () => {
  test("the document's answer of `response 200`", async () => {
    const data = {
      model_tier: 'pro',
      provider: 'platform',
      estimated_credits: 50,
      is_exact: false,
      available_credits: 12450,
      can_proceed: true,
      byok_skips_credits: false,
    }
    const { context } = answering(200, { success: true, data })
    expect(await provider.quote?.(request, context)).toEqual({ credits: 50, bound: 'upper' })
    expect(await provider.balance?.(context)).toBe(12450)
  })

  test('`error 400` says why, and no price', async () => {
    const { context } = answering(400, { success: false, error: 'bad model tier' })
    await expect(provider.quote?.(request, context)).rejects.toMatchObject({
      code: 'service-refused',
      message: expect.stringContaining('bad model tier'),
    })
  })
})
