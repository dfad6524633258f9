import { describe, expect, test } from 'vitest'
import { createFlokanEmulator, flokanKey } from '../../../../../emulators/src/flokan.js'
import { serve } from '../../../../../emulators/src/serve.js'
import { systemClock } from '../../../../src/clock.js'
import { createSend } from '../../../../src/http/send-once.js'
import { requestOf } from '../../provider-contract.js'
import { atFirstSubmit, submitPrepared } from '../scripted-service.js'
import {
  answering,
  base,
  createProvider,
  figureOf,
  inputOf,
  key,
  keys,
  open,
  origin,
  someId,
} from './setup.js'

const done = {
  job_id: '9c0d4f31-0000-4000-8000-000000000000',
  status: 'completed',
  result_url: 'https://images.flokan.com/USER_ID/processed/JOB_ID.png',
  result_image_id: 'ab7e2511-0000-4000-8000-000000000000',
  model_tier: 'pro',
  provider_used: 'system',
  credits_consumed: 50,
  processing_ms: 18432,
  created_at: '2026-05-04T11:00:00.000Z',
  completed_at: '2026-05-04T11:00:18.432Z',
}

/** What comes of the answer to one `/process`. */
async function outcomeOf(status: number, body: unknown, headers = {}) {
  const { calls, context } = answering(status, body, headers)
  const provider = createProvider()
  const [outcome] = await provider.submit([requestOf(provider, figureOf())], context)
  return { calls, outcome }
}

describe('`POST /api/v1/image-editor/process`', () => {
  test('sends the body of the request, with the key, and no field besides', async () => {
    const { emulator, submit } = open({ styles: [someId], characters: [someId] })
    const figure = figureOf({ style_id: someId, character_id: someId, model_tier: 'creative' })
    expect(await submit(figure)).toMatchObject({ status: 'accepted' })
    expect(emulator.submissions()).toMatchObject([
      {
        path: '/api/v1/image-editor/process',
        key: flokanKey,
        status: 201,
        body: {
          prompt: 'a lighthouse',
          model_tier: 'creative',
          provider: 'platform',
          style_id: someId,
          character_id: someId,
        },
      },
    ])
  })

  // covers POST /api/v1/image-editor/process: response 201
  test("the document's answer: `response data.job_id`, `response data.status`, `response data.result_url`, `response data.result_image_id`, `response data.credits_consumed`, `response data.model_tier`", async () => {
    const { outcome } = await outcomeOf(201, { success: true, data: done })
    expect(outcome).toEqual({
      status: 'accepted',
      handle: {
        provider: 'flokan',
        id: done.job_id,
        origin,
        keyFingerprint: key,
        details: { result_image_id: done.result_image_id },
      },
      costCredits: 50,
      end: {
        status: 'done',
        locations: [{ kind: 'url', url: done.result_url, authenticated: false }],
        costCredits: 50,
        model: 'pro',
      },
    })
  })

  test('`image_url` goes as it is: the service fetches it', async () => {
    const { calls, emulator, submit } = open()
    const image_url = 'https://example.com/a.png'
    expect(await submit(figureOf({ image_url }))).toMatchObject({ end: { status: 'done' } })
    expect(emulator.submissions()[0]?.body).toMatchObject({ image_url })
    expect(calls).toHaveLength(1)
  })

  test('`image_id of a result` goes on from a picture that Flokan made', async () => {
    const { emulator, submit } = open()
    const made = await submit(figureOf())
    if (made.status !== 'accepted') throw new Error(made.status)
    const image_id = String(made.handle.details?.result_image_id)
    expect(await submit(figureOf({ image_id }))).toMatchObject({ end: { status: 'done' } })
    expect(emulator.submissions()[1]?.body).toMatchObject({ image_id })
  })

  test('`BYOK 0 credits`: `provider` is whose key was chosen', async () => {
    const { emulator, submit } = open({ byok: { openai: 'enabled' } })
    expect(await submit(figureOf({ byok: 'openai' }))).toMatchObject({ costCredits: 0 })
    expect(emulator.submissions()[0]?.body).toMatchObject({ provider: 'openai' })
  })

  test('a job that is named and not over is looked after', async () => {
    const { outcome } = await outcomeOf(201, {
      success: true,
      data: { job_id: 'a-1', status: 'processing', result_url: null, credits_consumed: null },
    })
    expect(outcome).toEqual({
      status: 'accepted',
      handle: { provider: 'flokan', id: 'a-1', origin, keyFingerprint: key },
    })
  })

  test.each(['processing', 'failed', 'completed'])(
    'credits of a job that is `%s`, without a picture, are not what it costs',
    async (status) => {
      const data = { job_id: 'a-1', status, result_url: null, credits_consumed: 0 }
      const { outcome } = await outcomeOf(201, { success: true, data })
      expect(outcome).toMatchObject({ status: 'accepted', handle: { id: 'a-1' } })
      expect(outcome).not.toHaveProperty('costCredits')
    },
  )

  test.each([
    ['a page', '<html>'],
    ['nothing', ''],
    ['no job', { success: true, data: {} }],
    ['an error within', { success: false, error: 'it broke' }],
    ['an id with slashes', { success: true, data: { ...done, job_id: '../../keys' } }],
    ['an id without end', { success: true, data: { ...done, job_id: 'x'.repeat(201) } }],
    ['a list', [done]],
  ])('an answer of 201 with %s proves nothing', async (_, body) => {
    expect((await outcomeOf(201, body)).outcome?.status).toBe('unknown')
  })

  test('a 403 is about the key in its own words, and about nothing in those of a page in front of it', async () => {
    const own = await outcomeOf(403, { success: false, error: 'Missing image_editor scope' })
    expect(own.outcome).toMatchObject({ status: 'rejected', about: 'key' })
    const { outcome } = await outcomeOf(403, { title: 'Blocked by the firewall' })
    expect(outcome).toMatchObject({ status: 'rejected' })
    expect(outcome).not.toMatchObject({ about: 'key' })
  })

  // covers errors: response success: false | response error
  test.each([
    ['error 400', 400, 'Validation error'],
    ['error 401', 401, 'Missing or invalid API key'],
    ['error 402', 402, 'Insufficient AI credits'],
    ['error 403', 403, 'Missing image_editor scope'],
    ['error 404 image_id', 404, 'image_id not found'],
    ['error 404 style_id', 404, 'style_id not found'],
    ['error 404 character_id', 404, 'character_id not found'],
    ['error 422 safety filter', 422, 'The safety filter rejected the prompt'],
    ['error 422 provider not configured', 422, 'BYOK provider openai is not configured'],
  ])('`%s` is a refusal, and says why', async (_, status, error) => {
    const { calls, outcome } = await outcomeOf(status, { success: false, error })
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
    if (outcome?.status !== 'rejected') throw new Error('it was not refused')
    expect(outcome.error.message).toContain(error)
    expect(outcome.again).toBeUndefined()
    expect(calls).toHaveLength(1)
  })

  // covers POST /api/v1/image-editor/process: error 422 provider not enabled
  // covers POST /api/v1/image-editor/process: error 422 plan without BYOK
  test('`error 422` has two meanings, and the hint is of the one that it has', async () => {
    const hintOf = async (error: string) => {
      const { outcome } = await outcomeOf(422, { success: false, error })
      return outcome?.status === 'rejected' ? outcome.error.hint : undefined
    }
    expect(await hintOf('Prompt rejected by the safety filter')).toContain('other words')
    for (const error of ['Your plan does not include BYOK', 'provider kie is not enabled']) {
      expect(await hintOf(error)).toContain('`byok`')
    }
  })

  test('`error 429` may be sent again when `header Retry-After on 429` says', async () => {
    const { outcome } = await outcomeOf(
      429,
      { success: false, error: 'Rate limit exceeded' },
      { 'retry-after': '17' },
    )
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later', retryAfterMs: 17_000 })
  })

  test.each([
    ['error 500', 500, { success: false, error: 'Unexpected' }],
    ['limit 300 seconds', 504, 'FUNCTION_INVOCATION_TIMEOUT'],
    ['a redirect', 302, ''],
  ])('`%s` proves nothing', async (_, status, body) => {
    expect((await outcomeOf(status, body)).outcome?.status).toBe('unknown')
  })

  test('a connection that breaks proves nothing; one that was not made does', async () => {
    const lost = open(atFirstSubmit('reset-after'))
    expect(await lost.submit(figureOf())).toEqual({ status: 'unknown', reason: 'ECONNRESET' })
    const refused = open(atFirstSubmit('refuse'))
    expect(await refused.submit(figureOf())).toMatchObject({ status: 'rejected', again: 'later' })
  })

  test('nothing of ours or of theirs that is secret is told', async () => {
    const said = `${flokanKey} Bearer ${flokanKey} https://a.example/b?signature=abcdef`
    for (const status of [201, 400, 403, 422, 429, 500]) {
      const { outcome } = await outcomeOf(status, { success: false, error: said, data: { said } })
      const told = outcome?.status === 'rejected' ? [outcome.error.message] : outcome
      expect(JSON.stringify(told)).not.toMatch(new RegExp(`${keys.secretOf(key)}|abcdef`))
    }
  })
})

describe('`POST /api/v1/image-editor/upload-url` and `PUT upload_url`', () => {
  // covers POST /api/v1/image-editor/upload-url: file_name | limit file_name 1-255 characters
  // covers POST /api/v1/image-editor/upload-url: mime_type | file_size | response data.image_id
  // covers POST /api/v1/image-editor/upload-url: response data.upload_url
  // covers PUT upload_url: header Content-Type as declared in mime_type
  test.each([
    ['mime_type image/jpeg', 'image/jpeg'],
    ['mime_type image/png', 'image/png'],
    ['mime_type image/webp', 'image/webp'],
    ['mime_type image/gif', 'image/gif'],
  ])('`%s`: a file is put where the service says, and edited from there', async (_, mediaType) => {
    const { calls, emulator, submit } = open({ durationMs: () => 0 })
    const image = inputOf('a.bin', mediaType)
    expect(await submit(figureOf({}, { images: [image] }))).toMatchObject({
      status: 'accepted',
      end: { status: 'done' },
    })
    const [asked, put, process] = calls
    const file_name = `image.${mediaType.slice('image/'.length)}`
    expect(asked).toMatchObject({ method: 'POST', url: `${base}/upload-url` })
    expect(JSON.parse(String(asked?.body))).toEqual({
      file_name,
      mime_type: mediaType,
      file_size: image.sizeBytes,
    })
    expect(put).toMatchObject({ method: 'PUT', headers: { 'content-type': mediaType } })
    expect(put?.headers).not.toHaveProperty('authorization')
    expect(process?.url).toBe(`${base}/process`)
    expect(emulator.submissions()).toMatchObject([
      { body: { image_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
    ])
  })

  const upload_url = 'https://store.example/x?signature=abcdef'
  const named = (data: object) =>
    answering(201, { success: true, data: { image_id: someId, upload_url, ...data } })
  const submitTo = async ({ context }: ReturnType<typeof answering>) => {
    const provider = createProvider()
    const image = inputOf()
    const request = requestOf(provider, figureOf({}, { images: [image] }))
    return submitPrepared(provider, request, { ...context, inputs: [image] })
  }

  test('a store at another host gets the file, and never the key', async () => {
    const service = named({})
    await submitTo(service)
    expect(service.calls[1]).toMatchObject({ method: 'PUT', url: upload_url })
    expect(JSON.stringify(service.calls[1])).not.toContain(flokanKey)
  })

  test.each([
    'http://store.example/x?signature=abcdef',
    'https://169.254.169.254/x?signature=abcdef',
    'https://localhost/x?signature=abcdef',
    'https://me:word@store.example/x?signature=abcdef',
    'file:///etc/passwd?signature=abcdef',
    'abcdef',
  ])('no file goes to %s, and nothing is asked for', async (upload_url) => {
    const service = named({ upload_url })
    const outcome = await submitTo(service)
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
    expect(JSON.stringify(outcome?.status === 'rejected' && outcome.error.message)).not.toContain(
      'signature',
    )
    expect(service.calls).toHaveLength(1)
  })

  test.each([
    'reset-after',
    'hang',
    '500-after',
    '503-before',
    'html',
    'invalid-json',
    '429',
    'refuse',
  ] as const)(
    'what goes wrong with it (%s) costs nothing, and may be tried again',
    async (fault) => {
      for (const nth of [0, 1]) {
        if (nth === 1 && ['429', 'invalid-json'].includes(fault)) continue
        const { emulator, submit } = open({
          faultOf: (kind, index) => (kind === 'read' && index === nth ? fault : undefined),
        })
        const outcome = await submit(figureOf({}, { images: [inputOf()] }))
        expect(outcome).toMatchObject({ status: 'rejected', again: 'later' })
        expect(emulator.submissions()).toEqual([])
      }
    },
  )

  test('a key without rights is told before the upload: another may do it', async () => {
    const { calls, submit } = open({ rightsOf: () => ({ scopes: [] }) })
    const outcome = await submit(figureOf({}, { images: [inputOf()] }))
    expect(outcome).toMatchObject({ status: 'rejected', about: 'key' })
    expect(calls).toHaveLength(1)
  })

  test('a file that changed, or is not at hand, is no request', async () => {
    const { calls, submit } = open()
    const image = { ...inputOf(), digest: 'other' as never }
    const figure = figureOf({}, { images: [image] })
    for (const inputs of [[image], []]) {
      expect(await submit(figure, { inputs })).toMatchObject({
        status: 'rejected',
        error: { code: 'service-refused' },
      })
    }
    expect(calls).toEqual([])
  })
})

test('the same over a real connection', async () => {
  const served = await serve(
    (at) => createFlokanEmulator({ clock: systemClock, origin: at, durationMs: () => 20 }).handle,
  )
  try {
    const provider = createProvider({}, `${served.origin}/api/v1/image-editor`)
    const image = inputOf()
    const context = { clock: systemClock, send: await createSend(), key, inputs: [image] }
    const request = requestOf(provider, figureOf({}, { images: [image] }))
    const outcome = await submitPrepared(provider, request, context)
    if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome))
    const [state] = (await provider.poll?.([outcome.handle], context)) ?? []
    expect(state).toEqual(outcome.end)
    expect(await provider.balance?.(context)).toBe(1_000_000 - 50)
  } finally {
    await served.close()
  }
})
