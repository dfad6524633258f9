import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fetched } from '../../../../src/download/fetch-untrusted.js'
import type { Sent } from '../../../../src/http/send-once.js'
import { requestOf } from '../../provider-contract.js'
import { handleOf, show } from '../outcomes.js'
import { answered, atFirstSubmit } from '../scripted-service.js'
import {
  answering,
  data,
  figureOf,
  fingerprintOf,
  inputOf,
  key,
  origin,
  startAgent,
} from './setup.js'

const uuid = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

/** What the adapter makes of an answer to a submission. */
async function readAs(sent: Sent) {
  const { context, provider } = answering(sent)
  const [outcome] = await provider.submit([requestOf(provider, figureOf())], context)
  return outcome
}

describe('a submission to agent', () => {
  // covers POST /v1/generate: model | product | units.count | units.resolution
  test('`POST /v1/generate` is the minimal call of the document, with all that it leaves out', async () => {
    const { calls, emulator, submit } = startAgent()
    await submit(figureOf({ model: 'nano-banana-pro' }, { prompt: '...' }))
    expect(emulator.submissions()).toEqual([
      {
        path: '/v1/generate',
        key,
        status: 200,
        body: {
          model: 'nano-banana-pro',
          prompt: '...',
          request_id: expect.stringMatching(uuid),
          product: 'image',
          units: { count: 1, resolution: '1K' },
        },
      },
    ])
    expect(calls[0]?.headers?.authorization).toBe(`Bearer ${key}`)
  })

  // covers POST /v1/generate: units.aspect_ratio | input_image_urls | price_version
  // covers POST /v1/generate: price_version is optional
  test('`units.aspect_ratio`, `input_image_urls` and `price_version` are sent', async () => {
    const settings = { priceVersion: '2026-02-02-v1' }
    const { emulator, submit } = startAgent({}, { settings })
    const image = 'https://example.com/a.png'
    await submit(figureOf({ aspect: '4:3', count: '2', input_image_urls: image }))
    expect(emulator.submissions()[0]?.body).toMatchObject({
      units: { count: 2, resolution: '1K', aspect_ratio: '4:3' },
      input_image_urls: [image],
      price_version: '2026-02-02-v1',
    })
  })

  // covers POST /v1/generate: request_id | request_id reused does not double-charge
  test('`request_id`: one for every sending of an attempt, which is charged once', async () => {
    const { charged, emulator, submit } = startAgent()
    const first = await submit(figureOf(), 'a-1')
    const again = await submit(figureOf(), 'a-1')
    await submit(figureOf(), 'a-2')
    const [one, other, next] = emulator.submissions().map(({ body }) => body)
    expect(other).toEqual(one)
    expect(next).not.toEqual(one)
    expect(handleOf(again).id).toBe(handleOf(first).id)
    expect(charged()).toBe(40)
  })

  // covers POST /v1/generate: request_id is required
  test('nothing is sent without an id', async () => {
    const { calls, context, provider } = startAgent()
    const requests = [requestOf(provider, figureOf())]
    const [outcome] = await provider.submit(requests, { ...context, requestIds: undefined })
    expect(outcome?.status).toBe('rejected')
    expect(calls).toEqual([])
  })

  test('`data.task_id` is the handle, with the frozen body and without the key', async () => {
    const { emulator, submit } = startAgent()
    const handle = handleOf(await submit(figureOf()))
    expect(handle).toMatchObject({
      provider: 'agent',
      id: emulator.charges()[0]?.task,
      origin,
      keyFingerprint: fingerprintOf(key),
      details: { body: emulator.submissions()[0]?.body },
    })
    expect(JSON.stringify(handle)).not.toContain(key)
  })

  test('`data.task_id` and `data.status` prove it; `data.provider_task_id`, `data.usage_event_id` do not', async () => {
    const bought = { provider_task_id: 'b', usage_event_id: 'c' }
    expect(await readAs(data(bought))).toMatchObject({ status: 'unknown' })
    const documented = { ...bought, task_id: 'a', status: 'pending' }
    expect(await readAs(data(documented))).toMatchObject({ handle: { id: 'a' } })
    expect(await readAs(data({ status: 'pending' }))).toMatchObject({ status: 'accepted' })
  })

  test('an id that is no plain word is not used: ours is known to the service too', async () => {
    const outcome = await readAs(data({ task_id: '../a', status: 'pending' }))
    expect(outcome).toMatchObject({ handle: { id: expect.stringMatching(uuid) } })
  })

  // covers errors: error insufficient_credits | data.error | data.required | data.available
  test('`insufficient_credits` inside HTTP 200 is a refusal that says how much', async () => {
    const { charged, submit } = startAgent({ credits: 10 })
    const outcome = await submit(figureOf({ model: 'z-image' }))
    expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'service-refused' } })
    expect(charged()).toBe(0)
    const documented = data({
      error: 'insufficient_credits',
      required: 50,
      available: 10,
      suggestion: 'Use a cheaper model or ask the owner to top up.',
    })
    expect(await readAs(documented)).toMatchObject({
      error: { message: expect.stringContaining('50 credits are needed, 10 are left') },
    })
  })

  test('`unauthorized` inside HTTP 200 is a refusal of the key, and free', async () => {
    const { charged, submit } = startAgent({ keys: ['another'] })
    const outcome = await submit(figureOf())
    expect(outcome).toMatchObject({
      status: 'rejected',
      about: 'key',
      error: { message: expect.stringContaining('unauthorized') },
    })
    expect(outcome).not.toHaveProperty('again')
    expect(charged()).toBe(0)
  })

  test.each([
    ['HTTP 401', answered(401, { message: 'who are you?' })],
    ['`Unauthorized`, however it is written', data({ error: 'Unauthorized' })],
    ['`unauthorized` with HTTP 403', answered(403, { error: 'unauthorized' })],
    ['`invalid_api_key`', data({ error: 'invalid_api_key' })],
    ['`missing_api_key`', data({ error: 'missing_api_key' })],
    ['`api_key_expired`', data({ error: 'api_key_expired' })],
  ])('%s is about the key, and says to check it', async (_, sent) => {
    expect(await readAs(sent)).toMatchObject({
      status: 'rejected',
      about: 'key',
      error: { hint: expect.stringContaining('Check the key') },
    })
  })

  test.each([
    ['`forbidden` inside HTTP 200', data({ error: 'forbidden' })],
    ['HTTP 403 `Forbidden`', answered(403, { message: 'Forbidden' })],
    ['HTTP 403 `content_not_allowed`', answered(403, { error: 'content_not_allowed' })],
    ['HTTP 403 `prompt violates policy`', answered(403, { message: 'prompt violates policy' })],
  ])('%s refuses one request, and no key', async (_, sent) => {
    const outcome = await readAs(sent)
    expect(outcome).toMatchObject({ status: 'rejected', error: { hint: expect.any(String) } })
    expect(outcome?.status === 'rejected' && outcome.about).toBeUndefined()
  })

  test.each([
    ['INSUFFICIENT_CREDITS', 'Buy credits'],
    ['Price_Version_outdated', 'priceVersion'],
  ])('what to do about `%s` is said however it is written', async (error, hint) => {
    expect(await readAs(data({ error }))).toMatchObject({
      status: 'rejected',
      error: { hint: expect.stringContaining(hint) },
    })
  })

  test.each(['invalid_prompt', 'missing_request_id', 'unsupported_resolution', 'unknown_model'])(
    '`%s` without a state is a refusal of the request: nothing was begun',
    async (error) => {
      const outcome = await readAs(data({ error }))
      expect(outcome).toMatchObject({ status: 'rejected' })
      expect(outcome).not.toMatchObject({ about: 'key' })
    },
  )

  test('an old `price_version` is refused before anything is charged', async () => {
    const { charged, submit } = startAgent({}, { settings: { priceVersion: '2025' } })
    expect(await submit(figureOf())).toMatchObject({
      status: 'rejected',
      error: { hint: expect.stringContaining('priceVersion') },
    })
    expect(charged()).toBe(0)
  })

  test('`rate_limited` is refused until later, with or without HTTP 429', async () => {
    const { submit } = startAgent(atFirstSubmit('429'))
    expect(await submit(figureOf())).toMatchObject({ status: 'rejected', again: 'later' })
    expect(await readAs(data({ error: 'rate_limited' }))).toMatchObject({ again: 'later' })
  })

  // covers POST /v1/generate: response code | response message
  // covers errors: HTTP 200 with code 0 and message ok
  test.each([
    ['an id that was taken with another body', data({ error: 'request_id_conflict' })],
    ['a task that got lost', data({ error: 'task_not_found' })],
    ['a failure of its own', data({ error: 'internal_error' })],
    ['an answer of what stands behind it', data({ error: 'invalid_response' })],
    ['a picture that is none', data({ error: 'invalid_output' })],
    ['a picture that is missing', data({ error: 'missing_output' })],
    ['moderation of nobody knows what', data({ error: 'moderation_blocked' })],
    ['what is not allowed', data({ error: 'requested scope not allowed' })],
    ['a hurry in other words', data({ error: 'rate limit of the upstream model' })],
    ['moderation of what was begun', data({ status: 'failed', error: 'moderation_blocked' })],
    ['words of a task that has a state', data({ status: 'failed', error: 'not allowed here' })],
    ['an error of a task that has a state', data({ status: 'failed', error: 'invalid_prompt' })],
    ['a hurry about a task that has a state', data({ status: 'pending', error: 'rate_limited' })],
    ['`code: 0`, `message: ok` and no task', data({})],
    ['another code', answered(200, { code: 500, message: 'upstream', data: null })],
    ['no envelope', answered(200, [])],
    ['a page', answered(200, '<html>')],
    ['a conflict', answered(409, {})],
    ['a redirect', answered(301, '', { location: 'https://www.rynjer.com/' })],
  ])('%s proves nothing', async (_, sent) => {
    expect(await readAs(sent)).toMatchObject({ status: 'unknown' })
  })

  test.each(['reset-after', 'hang', '500-after', '503-before', 'invalid-json', 'html'] as const)(
    'after `%s` the same request under its id finds the task, charged once',
    async (fault) => {
      const { charged, submit } = startAgent(atFirstSubmit(fault))
      expect(await submit(figureOf())).toMatchObject({ status: 'unknown' })
      expect(await submit(figureOf())).toMatchObject({ status: 'accepted' })
      expect(charged()).toBe(20)
    },
  )

  test('what did not leave may leave later', async () => {
    const { submit } = startAgent(atFirstSubmit('refuse'))
    expect(await submit(figureOf())).toMatchObject({ status: 'rejected', again: 'later' })
  })

  test('`input_image_urls` of a file is where it is published, once it is seen there', async () => {
    const image = await inputOf('a b.png')
    const { emulator, submit } = startAgent({}, { folder: dirname(image.path) })
    const figure = figureOf({}, { prompt: 'As a drawing', images: [image] })
    const asked: string[] = []
    const download = async (address: string): Promise<Fetched> => {
      asked.push(address)
      return { status: 'fetched', bytes: image.bytes, mediaType: 'image/png' }
    }
    expect(await submit(figure, 'a-1', { download })).toMatchObject({ status: 'accepted' })
    const published = 'https://example.com/figures/a%20b.png'
    expect(asked).toEqual([published])
    expect(emulator.submissions()[0]?.body).toMatchObject({ input_image_urls: [published] })
    const other = async (): Promise<Fetched> => {
      return { status: 'fetched', bytes: Buffer.from('another'), mediaType: 'image/png' }
    }
    writeFileSync(image.path, 'another')
    expect(await submit(figure, 'a-2', { download: other })).toMatchObject({ status: 'rejected' })
    expect(emulator.submissions()).toHaveLength(1)
  })

  test('a key never shows, whatever the service says', async () => {
    const echo = `no: ${key} at https://rynjer.com/a?signature=secret`
    const answers = [
      data({ error: echo, suggestion: echo }),
      data({ error: 'unauthorized', suggestion: echo }),
      data({ task_id: echo, status: echo }),
      answered(401, { message: echo }),
      answered(500, { error: { message: echo } }),
    ]
    for (const sent of answers) {
      const shown = show(await readAs(sent))
      expect(shown).not.toContain(key)
      expect(shown).not.toContain('signature')
      const { context, provider } = answering(sent)
      const handle = { provider: 'agent', id: 'a', origin, details: { requestId: 'a', sentAt: 0 } }
      const looked = await Promise.resolve(provider.poll?.([handle], context)).catch(String)
      const told = await Promise.resolve(provider.balance?.(context)).catch(String)
      expect(JSON.stringify([looked, told])).not.toMatch(/ryn_agent|signature/)
    }
  })
})
