import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import { answered } from '../scripted-service.js'
import {
  accepted,
  alwaysSends,
  createConceptviz,
  figureOf,
  fingerprint,
  startConceptviz,
} from './setup.js'

const provider = createConceptviz()
const edited = (attributes = {}) =>
  figureOf({ image_urls: 'https://example.com/a.png', ...attributes }, { prompt: 'a' })
const edit = requestOf(provider, edited())

test('`POST /api/v1/generate` has the `header Content-Type` of JSON', async () => {
  const { calls, submitFigures } = startConceptviz()
  await submitFigures(figureOf({}, { prompt: 'a' }))
  expect(calls[0]?.headers?.['content-type']).toBe('application/json')
})

describe('`POST /api/v1/edit`', () => {
  test('`quality 2k with cv-2`: 4k of it is refused here', () => {
    const fieldsOf = (attributes: object) =>
      provider.resolve(edited(attributes)).problems.map(({ field }) => field)
    expect(fieldsOf({ model: 'cv-2', quality: '4k' })).toEqual(['quality'])
    expect(fieldsOf({ model: 'cv-1', quality: '4k' })).toEqual([])
  })

  test("the document's answer: `response taskId`, `response model`, `response credits_used`", async () => {
    const { calls, context } = alwaysSends(answered(200, accepted))
    expect(await provider.submit([edit], context)).toMatchObject([
      {
        status: 'accepted',
        costCredits: 2,
        handle: {
          id: 'vaW29_MJ1wbnyFU4bl_pd',
          keyFingerprint: fingerprint,
          details: { model: 'cv-2', credits: 2 },
        },
      },
    ])
    expect(calls).toHaveLength(1)
  })

  test('`response poll_url` is not followed', async () => {
    const { calls, context } = alwaysSends(
      answered(200, { taskId: 'a', poll_url: 'https://evil.example/task/a' }),
    )
    const [outcome] = await provider.submit([edit], context)
    await provider.poll?.([handleOf(outcome)], context)
    expect(calls[1]?.url).toBe('https://conceptviz.app/api/v1/task/a')
  })

  test.each([
    [400, 'IMAGE_REQUIRED'],
    [400, 'INVALID_IMAGE'],
    [400, 'TOO_MANY_IMAGES'],
    [400, 'INVALID_BODY'],
    [400, 'PROMPT_REQUIRED'],
    [400, 'UNSUPPORTED_MODEL'],
    [400, 'INPUT_MODERATION_BLOCKED'],
    [402, 'INSUFFICIENT_CREDITS'],
    [403, 'QUALITY_NOT_ALLOWED'],
  ])('%i `%s` is a refusal, which says what to do', async (status, code) => {
    const { context } = alwaysSends(answered(status, { error: 'No.', code }))
    const [outcome] = await provider.submit([edit], context)
    if (outcome?.status !== 'rejected') throw new Error(outcome?.status)
    expect(outcome.error.message).toContain(`${code}: No.`)
    expect(outcome.error.hint).toMatch(/\.$/)
    expect(outcome.again).toBeUndefined()
  })

  test('`error 402 credits_remaining` is told', async () => {
    const { emulator, submitFigures } = startConceptviz({ credits: 1 })
    const [outcome] = await submitFigures(edited())
    expect(outcome?.status === 'rejected' && outcome.error.message).toContain('1 credits are left')
    expect(emulator.charges()).toEqual([])
  })

  test('429 `MODERATION_RATE_LIMITED` may go again later', async () => {
    const body = { error: 'Slow down', code: 'MODERATION_RATE_LIMITED' }
    const { context } = alwaysSends(answered(429, body))
    expect(await provider.submit([edit], context)).toMatchObject([
      { status: 'rejected', again: 'later' },
    ])
  })

  test.each(['CREDIT_CONSUMPTION_FAILED', 'GENERATION_FAILED'])(
    '500 `%s` proves nothing',
    async (code) => {
      const { context } = alwaysSends(answered(500, { error: 'Oh.', code }))
      expect(await provider.submit([edit], context)).toMatchObject([{ status: 'unknown' }])
    },
  )
})
