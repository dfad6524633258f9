import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { answered } from '../scripted-service.js'
import {
  accepted,
  alwaysSends,
  createConceptviz,
  figureOf,
  fingerprint,
  handlesOf,
  inputOf,
  startConceptviz,
} from './setup.js'

const provider = createConceptviz()
const prompts = (...texts: string[]) => texts.map((prompt) => figureOf({}, { prompt }))
const requestFor = (prompt: string) => requestOf(provider, figureOf({}, { prompt }))

describe("the document's examples are figures", () => {
  // covers POST /api/v1/generate: prompt | model | quality
  test('cURL: `POST /generate` with `prompt`, `model` and `quality`', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const prompt = 'water cycle diagram showing evaporation, condensation, and precipitation'
    await submitFigures(figureOf({ model: 'cv-2', quality: '2k' }, { prompt }))
    expect(emulator.submissions()).toMatchObject([
      { path: '/api/v1/generate', body: { prompt, model: 'cv-2', quality: '2k' }, status: 200 },
    ])
    expect(Object.keys(emulator.submissions()[0]?.body ?? {})).toHaveLength(3)
  })

  test('Python: `photosynthesis process diagram`', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const prompt = 'photosynthesis process diagram'
    await submitFigures(figureOf({ model: 'cv-2', quality: '2k' }, { prompt }))
    expect(emulator.submissions()[0]?.body).toEqual({ prompt, model: 'cv-2', quality: '2k' })
  })

  test('JavaScript: `prompts` of two figures that go together', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const texts = ['cell division mitosis diagram', 'DNA double helix structure']
    await submitFigures(
      ...texts.map((prompt) => figureOf({ model: 'cv-2', quality: '2k' }, { prompt })),
    )
    expect(emulator.submissions().map(({ body }) => body)).toEqual([
      { prompts: texts, model: 'cv-2', quality: '2k' },
    ])
  })

  // covers POST /api/v1/edit: header Content-Type application/json | prompt | images address
  // covers POST /api/v1/edit: model | quality
  test('JSON: `POST /edit` with an image URL; `quality` is said besides', async () => {
    const { calls, emulator, submitFigures } = startConceptviz()
    const prompt = 'Replace the annotations with a clean professional architecture diagram'
    const url = 'https://example.com/marked-up-diagram.png'
    await submitFigures(figureOf({ model: 'cv-2', image_urls: url }, { prompt }))
    expect(emulator.submissions()).toMatchObject([{ path: '/api/v1/edit', status: 200 }])
    expect(emulator.submissions()[0]?.body).toEqual({
      prompt,
      images: [url],
      model: 'cv-2',
      quality: '2k',
    })
    expect(calls[0]?.headers?.['content-type']).toBe('application/json')
  })

  // covers POST /api/v1/edit: header Content-Type multipart/form-data | form prompt | form image
  // covers POST /api/v1/edit: form model
  test('multipart: `image=@./sketch.png`', async () => {
    const { calls, emulator, submitFigures } = startConceptviz()
    const prompt = 'Convert this sketch into a polished system diagram'
    const sketch = await inputOf('sketch.png')
    await submitFigures(figureOf({ model: 'cv-2' }, { prompt, images: [sketch] }))
    const [submission] = emulator.submissions()
    expect(submission).toMatchObject({ path: '/api/v1/edit', status: 200 })
    const { image, ...fields } = (submission?.body ?? {}) as { image: { bytes: Uint8Array }[] }
    expect(fields).toEqual({ prompt, model: 'cv-2', quality: '2k' })
    expect(image).toMatchObject([{ name: 'image-1.png', type: 'image/png' }])
    expect(image[0]?.bytes).toHaveLength(sketch.sizeBytes)
    expect(calls[0]?.headers?.['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  })

  // covers POST /api/v1/edit: form image repeated | model default cv-2 | quality default 2k
  test('multipart: `repeat the image form field` for several inputs, in their order', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const prompt = 'Combine these references into one clean diagram'
    const images = [
      await inputOf('reference-1.png'),
      await inputOf('reference-2.jpg', 'image/jpeg'),
    ]
    await submitFigures(figureOf({ aspect: '4:3' }, { prompt, images }))
    const { image, ...fields } = (emulator.submissions()[0]?.body ?? {}) as { image: object[] }
    expect(fields).toEqual({ prompt, model: 'cv-2', quality: '2k', aspectRatio: '4:3' })
    expect(image).toMatchObject([
      { name: 'image-1.png', type: 'image/png' },
      { name: 'image-2.jpeg', type: 'image/jpeg' },
    ])
    expect(emulator.submissions()[0]?.status).toBe(200)
  })
})

describe('conceptviz submits', () => {
  // covers POST /api/v1/edit: images data URL
  test('`data:image/...;base64,...` where `uploads` says so, and beside an address', async () => {
    const sketch = await inputOf('sketch.png')
    const images = [sketch]
    const json = startConceptviz({}, { uploads: 'data-url' })
    await json.submitFigures(figureOf({}, { prompt: 'a', images }))
    const mixed = startConceptviz()
    const image_urls = 'https://example.com/b.png'
    await mixed.submitFigures(figureOf({ image_urls }, { prompt: 'a', images }))
    const [alone] = json.emulator.submissions()
    const [beside] = mixed.emulator.submissions()
    const dataUrl = expect.stringMatching(/^data:image\/png;base64,iVBORw0KGgo/)
    expect(alone).toMatchObject({ status: 200, body: { images: [dataUrl] } })
    expect(beside).toMatchObject({ status: 200, body: { images: [dataUrl, image_urls] } })
  })

  test('how files are sent is in no key', async () => {
    const figure = figureOf({}, { prompt: 'a', images: [await inputOf('sketch.png')] })
    const other = createConceptviz({ uploads: 'data-url' })
    expect(requestOf(other, figure)).toEqual(requestOf(provider, figure))
  })

  // covers POST /api/v1/generate: response taskId | response model
  // covers prices: charged at submission
  test('one task, one id: each handle says whose it is, and what it cost', async () => {
    const { charged, emulator, submitFigures } = startConceptviz()
    const outcomes = await submitFigures(...prompts('a', 'b', 'c'))
    expect(emulator.requests.submits).toBe(1)
    const handles = handlesOf(outcomes)
    expect(new Set(handles.map(({ id }) => id)).size).toBe(1)
    expect(handles).toMatchObject(
      ['a', 'b', 'c'].map((prompt) => ({
        provider: 'conceptviz',
        origin: 'https://conceptviz.app',
        keyFingerprint: fingerprint,
        details: { prompt, nth: 0, of: 3, model: 'cv-2', credits: 2 },
      })),
    )
    const costs = outcomes.map((outcome) => outcome.status === 'accepted' && outcome.costCredits)
    expect(costs).toEqual([2, 2, 2])
    expect(charged()).toBe(6)
  })

  test('a handle holds its own prompt, and of the others 16 characters each', async () => {
    const { submitFigures } = startConceptviz()
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(1000))
    for (const { details } of handlesOf(await submitFigures(...prompts(...texts)))) {
      expect(details?.marks).toEqual(Array(4).fill(expect.stringMatching(/^[\da-f]{16}$/)))
      expect(JSON.stringify(details).length).toBeLessThan(1300)
    }
  })

  // covers POST /api/v1/generate: response credits_used
  test('`credits_used` is divided, whatever the table of prices says', async () => {
    const { context } = alwaysSends(answered(200, { ...accepted, credits_used: 3 }))
    const outcomes = await provider.submit([requestFor('a'), requestFor('b')], context)
    expect(outcomes).toMatchObject([{ costCredits: 1.5 }, { costCredits: 1.5 }])
    const { credits_used: _, ...silent } = accepted
    const [outcome] = await provider.submit(
      [requestFor('a')],
      alwaysSends(answered(200, silent)).context,
    )
    expect(outcome).toMatchObject({ status: 'accepted' })
    expect(outcome).not.toHaveProperty('costCredits')
  })

  test('equal prompts of one batch are sent, paid and told apart each by itself', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const twice = [
      figureOf({}, { prompt: 'a' }),
      figureOf({}, { prompt: 'b' }),
      figureOf({ take: '2' }, { prompt: 'a' }),
    ]
    const handles = handlesOf(await submitFigures(...twice))
    expect(emulator.submissions()[0]?.body).toMatchObject({ prompts: ['a', 'b', 'a'] })
    expect(handles.map(({ details }) => details?.nth)).toEqual([0, 0, 1])
  })

  test('requests go together by model, quality and aspect; an edit goes alone', async () => {
    const groupOf = (attributes: Record<string, string>, prompt = 'a') =>
      provider.groupOf?.(requestOf(provider, figureOf(attributes, { prompt })))
    expect(groupOf({})).toBe(groupOf({ model: 'cv-2', resolution: '2K' }, 'b'))
    const edit = { image_urls: 'https://example.com/a.png' }
    const groups = [
      groupOf({}),
      groupOf({ aspect: '1:1' }),
      groupOf({ model: 'cv-1' }),
      groupOf({ model: 'cv-1', quality: '4k' }),
      groupOf(edit),
      groupOf(edit, 'b'),
    ]
    expect(new Set(groups).size).toBe(groups.length)
  })

  test('what does not go with the first is not sent, and says so', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const outcomes = await submitFigures(
      figureOf({}, { prompt: 'a' }),
      figureOf({ model: 'cv-1' }, { prompt: 'b' }),
      figureOf({}, { prompt: 'c' }),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted'])
    expect(emulator.submissions().map(({ body }) => body)).toMatchObject([{ prompts: ['a', 'c'] }])
  })

  test('one edit is one request, even where an equal one stands beside it', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const edit = figureOf({ image_urls: 'https://example.com/a.png' }, { prompt: 'a' })
    const outcomes = await submitFigures(edit, edit)
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'rejected'])
    expect(emulator.requests.submits).toBe(1)
  })

  // covers POST /api/v1/generate: prompts before prompt | limit 4 prompts
  test('never more than `max 4` prompts, and `prompt` and `prompts` never both', async () => {
    const { emulator, submitFigures } = startConceptviz()
    const outcomes = await submitFigures(...prompts('a', 'b', 'c', 'd', 'e'))
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 4 }, () => 'accepted'),
      'rejected',
    ])
    await submitFigures(...prompts('f'))
    const [many, one] = emulator.submissions().map(({ body }) => Object.keys(body as object))
    expect(many).not.toContain('prompt')
    expect(one).not.toContain('prompts')
  })

  // covers POST /api/v1/generate: response poll_url
  test('`poll_url` is not followed, wherever it points', async () => {
    const poll_url = 'https://evil.example/api/v1/task/vaW29_MJ1wbnyFU4bl_pd'
    const { calls, context } = alwaysSends(answered(200, { ...accepted, poll_url }))
    const handles = handlesOf(await provider.submit([requestFor('a')], context))
    expect(JSON.stringify(handles)).not.toContain('evil')
    await provider.poll?.(handles, context)
    expect(calls[1]?.url).toBe('https://conceptviz.app/api/v1/task/vaW29_MJ1wbnyFU4bl_pd')
  })

  test('an input that changed since it was read is rejected, and nothing is sent', async () => {
    const { calls, submitFigures } = startConceptviz()
    const sketch = await inputOf('sketch.png')
    const figure = figureOf({}, { prompt: 'a', images: [sketch] })
    writeFileSync(sketch.path, 'something else')
    const [changed] = await submitFigures(figure)
    const [absent] = await submitFigures(
      figureOf({}, { prompt: 'a', images: [{ ...sketch, path: '/nowhere/sketch.png' }] }),
    )
    expect([changed?.status, absent?.status]).toEqual(['rejected', 'rejected'])
    expect(calls).toEqual([])
  })
})

describe('an answer that is no plain yes', () => {
  const two = [requestFor('a'), requestFor('b')]

  // covers authentication: error 401 UNAUTHORIZED | error 401 INVALID_API_KEY
  // covers authentication: error 403 PLAN_REQUIRED
  // covers errors: response error | response code
  // covers POST /api/v1/generate: error 400 TOO_MANY_PROMPTS | error 403 PLAN_LIMIT_EXCEEDED
  // covers POST /api/v1/generate: error 400 INVALID_BODY | error 400 PROMPT_REQUIRED
  // covers POST /api/v1/generate: error 400 UNSUPPORTED_MODEL | error 400 INPUT_MODERATION_BLOCKED
  // covers POST /api/v1/generate: error 403 QUALITY_NOT_ALLOWED
  test.each([
    [400, 'INVALID_BODY'],
    [400, 'IMAGE_REQUIRED'],
    [400, 'INVALID_IMAGE'],
    [400, 'PROMPT_REQUIRED'],
    [400, 'TOO_MANY_IMAGES'],
    [400, 'TOO_MANY_PROMPTS'],
    [400, 'UNSUPPORTED_MODEL'],
    [400, 'INPUT_MODERATION_BLOCKED'],
    [401, 'UNAUTHORIZED'],
    [401, 'INVALID_API_KEY'],
    [402, 'INSUFFICIENT_CREDITS'],
    [403, 'PLAN_REQUIRED'],
    [403, 'QUALITY_NOT_ALLOWED'],
    [403, 'PLAN_LIMIT_EXCEEDED'],
    [404, 'TASK_NOT_FOUND'],
  ])('%i `%s` is a refusal of all, and says what to do', async (status, code) => {
    const { context } = alwaysSends(answered(status, { error: 'No.', code }))
    const outcomes = await provider.submit(two, context)
    expect(outcomes).toHaveLength(2)
    for (const outcome of outcomes) {
      if (outcome.status !== 'rejected') throw new Error(`it is ${outcome.status}`)
      expect(outcome.again).toBeUndefined()
      expect(outcome.error.code).toBe('service-refused')
      expect(outcome.error.message).toContain(`${code}: No.`)
      expect(outcome.error.hint).toMatch(/\.$/)
    }
  })

  // covers POST /api/v1/generate: error 402 INSUFFICIENT_CREDITS | error 402 credits_remaining
  test('402 `INSUFFICIENT_CREDITS` tells `credits_remaining`', async () => {
    const { submitFigures } = startConceptviz({ credits: 3 })
    const [outcome] = await submitFigures(...prompts('a', 'b'))
    expect(outcome?.status === 'rejected' && outcome.error.message).toContain('3 credits are left')
  })

  // covers POST /api/v1/generate: error 429 MODERATION_RATE_LIMITED
  test('429 `MODERATION_RATE_LIMITED` may go later, after `Retry-After` if it says one', async () => {
    const body = { error: 'Slow down', code: 'MODERATION_RATE_LIMITED' }
    const silent = alwaysSends(answered(429, body))
    const [plain] = await provider.submit(two, silent.context)
    expect(plain).toMatchObject({ status: 'rejected', again: 'later' })
    const timed = alwaysSends(answered(429, body, { 'retry-after': '7' }))
    const [told] = await provider.submit(two, timed.context)
    expect(told).toMatchObject({ status: 'rejected', again: 'later', retryAfterMs: 7_000 })
  })

  // covers POST /api/v1/generate: error 500 CREDIT_CONSUMPTION_FAILED | error 500 GENERATION_FAILED
  test.each(['CREDIT_CONSUMPTION_FAILED', 'GENERATION_FAILED'])(
    '500 `%s` proves nothing: the outcome is unknown',
    async (code) => {
      const { context } = alwaysSends(answered(500, { error: 'Oh.', code }))
      const outcomes = await provider.submit(two, context)
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'unknown' })
        expect(outcome.status === 'unknown' && outcome.reason).toContain(code)
      }
    },
  )

  test.each([
    ['a page', answered(200, '<html>Sorry</html>')],
    ['nothing', answered(200, '')],
    ['no task', answered(200, { status: 'pending' })],
    ['an error inside 200', answered(200, { error: 'No', code: 'INVALID_BODY' })],
    ['an id that is a path', answered(200, { ...accepted, taskId: '../credits' })],
    ['an id that is none', answered(200, { ...accepted, taskId: 7 })],
    ['a redirect', answered(302, '')],
    ['a page of a gateway', answered(502, '<html>Bad Gateway</html>')],
    ['a timeout', answered(408, '')],
    ['a lost answer', { status: 'unknown', reason: 'ECONNRESET' } as const],
  ])('%s is unknown: it may have been taken', async (_, sent) => {
    const outcomes = await provider.submit(two, alwaysSends(sent).context)
    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown'])
  })

  test('what never left is rejected, and may go later', async () => {
    const { context } = alwaysSends({ status: 'not-sent', reason: 'ECONNREFUSED' })
    const [outcome] = await provider.submit(two, context)
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later' })
  })
})
