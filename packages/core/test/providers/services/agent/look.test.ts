import { describe, expect, test } from 'vitest'
import type { JobHandle } from '../../../../src/providers/provider.js'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import { answered, atFirstSubmit } from '../scripted-service.js'
import { answering, data, figureOf, origin, startAgent } from './setup.js'

const handle: JobHandle = {
  provider: 'agent',
  id: 'a',
  origin,
  details: { requestId: 'r-1', taskId: 'a', sentAt: Date.UTC(2026, 0, 1), body: {} },
}

/** What the adapter makes of an answer about a task. */
async function readAs(value: unknown) {
  const { context, provider } = answering(data(value))
  return (await provider.poll?.([handle], context))?.[0]
}

describe('a look at a task of agent', () => {
  // covers GET /agent/openapi.json
  test.each([
    ['by the id of the request', '/v1/generate/{requestId}'],
    ['by the id of the task', '/v1/tasks/{task_id}/status'],
  ])('`/agent/openapi.json` names the path, and is read once: %s', async (_, statusPath) => {
    const { look, pathsOf, submit, wait } = startAgent({ statusPath })
    const task = handleOf(await submit(figureOf()))
    expect(await look(task)).toEqual([{ status: 'pending', stage: 'pending' }])
    await wait(15_000)
    expect(await look(task)).toEqual([{ status: 'pending', stage: 'processing' }])
    await wait(15_000)
    const [state] = await look(task)
    expect(state).toMatchObject({ status: 'done', locations: [{ kind: 'url' }] })
    expect(pathsOf().filter((path) => path.includes('openapi'))).toHaveLength(1)
    expect(pathsOf().filter((path) => path.startsWith('POST'))).toHaveLength(1)
  })

  test('several at once read the description once', async () => {
    const { look, pathsOf, submit } = startAgent()
    const one = handleOf(await submit(figureOf(), 'a-1'))
    const other = handleOf(await submit(figureOf(), 'a-2'))
    expect(await look(one, other)).toHaveLength(2)
    expect(pathsOf().filter((path) => path.includes('openapi'))).toHaveLength(1)
  })

  test('a description that cannot be read is asked for again, one without a path is not', async () => {
    const outage = startAgent({
      faultOf: (kind, index) => (kind === 'read' && index === 0 ? '503-before' : undefined),
    })
    const task = handleOf(await outage.submit(figureOf()))
    await outage.look(task)
    await outage.look(task)
    expect(outage.pathsOf().filter((path) => path.includes('openapi'))).toHaveLength(2)
    expect(outage.charged()).toBe(20)
  })

  test('a configured `statusPath` is for a description that names none', async () => {
    const settings = { statusPath: '/v1/generate/{requestId}' }
    const { charged, look, pathsOf, submit } = startAgent({ statusPath: null }, { settings })
    const task = handleOf(await submit(figureOf()))
    expect(await look(task)).toEqual([{ status: 'pending', stage: 'it answered 404' }])
    expect(pathsOf().slice(1)).toEqual([
      'GET /agent/openapi.json',
      `GET /v1/generate/${task.details?.requestId}`,
    ])
    expect(charged()).toBe(20)
  })

  test('without a path the same `request_id` is sent again with its frozen body', async () => {
    const { charged, emulator, look, submit, wait } = startAgent({ statusPath: null })
    const task = handleOf(await submit(figureOf({ count: '2' })))
    expect(await look(JSON.parse(JSON.stringify(task)))).toMatchObject([{ status: 'pending' }])
    await wait(30_000)
    expect(await look(task)).toMatchObject([{ status: 'done' }])
    const [first, ...others] = emulator.submissions().map(({ body }) => body)
    expect(others).toEqual([first, first])
    expect(charged()).toBe(40)
  })

  test('a request is not repeated when its id may be forgotten', async () => {
    const { look, pathsOf, submit, wait } = startAgent({ statusPath: null })
    const task = handleOf(await submit(figureOf()))
    await wait(23 * 60 * 60_000)
    expect(await look(task)).toMatchObject([
      { status: 'pending', stage: expect.stringContaining('statusPath') },
    ])
    expect(pathsOf().filter((path) => path === 'POST /v1/generate')).toHaveLength(1)
  })

  test('a request that was sent before has an id as old as its first sending', async () => {
    const { clock, look, pathsOf, submit, wait } = startAgent({ statusPath: null })
    const sentAtMs = [clock.now()]
    await wait(21 * 60 * 60_000)
    const task = handleOf(await submit(figureOf(), 'a-1', { sentAtMs }))
    await wait(2 * 60 * 60_000)
    expect(await look(task)).toMatchObject([{ status: 'pending' }])
    expect(pathsOf().filter((path) => path === 'POST /v1/generate')).toHaveLength(1)
  })

  test('paths of the description lead nowhere else, and ask for an id that we have', async () => {
    const paths = {
      '//elsewhere.example/generate/{id}': { get: {} },
      'https://elsewhere.example/generate/{id}': { get: {} },
      '/v1/../generate/{id}': { get: {} },
      '/v1/generate/{id}/cancel': { post: {} },
      '/v1/models/{id}': { get: {} },
    }
    const { context, provider } = answering(answered(200, { paths }))
    const asked: string[] = []
    const send = async (call: { method: string; url: string }) => {
      asked.push(`${call.method} ${call.url}`)
      return answered(200, { paths })
    }
    await provider.poll?.([handle], { ...context, send })
    expect(asked).toEqual([`GET ${origin}/agent/openapi.json`, `POST ${origin}/v1/generate`])
  })

  test('of several images the first is the figure', async () => {
    const { look, submit, wait } = startAgent()
    const task = handleOf(await submit(figureOf({ count: '4' })))
    await wait(30_000)
    const [state] = await look(task)
    expect(state).toEqual({
      status: 'done',
      locations: [{ kind: 'url', url: `${origin}/results/${task.id}/0.png`, authenticated: false }],
    })
  })

  test('a picture may be elsewhere; one without an address is not there yet', async () => {
    const url = 'https://cdn.example.com/a.png'
    expect(await readAs({ status: 'succeeded', outputs: [{ url }] })).toMatchObject({
      locations: [{ url, authenticated: false }],
    })
    expect(await readAs({ status: 'succeeded', outputs: [{ url: '/a.png' }] })).toMatchObject({
      locations: [{ url: `${origin}/a.png` }],
    })
    for (const outputs of [[], [{}], [{ url: 'https://' }], null, 'a']) {
      expect(await readAs({ status: 'succeeded', outputs })).toEqual({
        status: 'pending',
        stage: 'succeeded',
      })
    }
  })

  test('a failed task keeps its credits, for nothing says that they are given back', async () => {
    const { look, submit, wait } = startAgent(atFirstSubmit('failed-task'))
    const task = handleOf(await submit(figureOf()))
    await wait(30_000)
    const [state] = await look(task)
    expect(state).toMatchObject({ status: 'failed', error: { message: 'generation_failed' } })
    expect(state).not.toHaveProperty('costCredits')
  })

  test('a status that nobody knows, and a task that it does not know or show, are no end', async () => {
    expect(await readAs({ status: 'upscaling' })).toEqual({ status: 'pending', stage: 'upscaling' })
    for (const error of ['task_not_found', 'forbidden', 'not allowed here']) {
      expect(await readAs({ error })).toEqual({ status: 'pending', stage: error })
    }
    expect(await readAs({})).toMatchObject({ status: 'pending' })
  })

  test('who may not ask is told, and the task stays', async () => {
    for (const error of [
      'unauthorized',
      'the session has expired',
      'requested scope not allowed',
      'rate_limited',
    ]) {
      await expect(readAs({ error })).rejects.toThrow(error)
    }
    const { context, provider } = answering(answered(500, {}))
    await expect(provider.poll?.([handle], context)).rejects.toThrow('500')
  })

  test('a task of another address is not asked for here', async () => {
    const { context, provider } = answering(data({}))
    const stray = { ...handle, origin: 'https://elsewhere.example' }
    await expect(provider.poll?.([stray], context)).rejects.toThrow('elsewhere.example')
  })
})

describe('a request to agent whose answer was lost', () => {
  const attemptOf = ({ provider }: ReturnType<typeof startAgent>, requestId: string) => ({
    request: requestOf(provider, figureOf()),
    requestId,
    sentAtMs: Date.UTC(2026, 0, 1),
  })

  test('is found by its `request_id`', async () => {
    const world = startAgent(atFirstSubmit('reset-after'))
    const { charged, context, emulator, look, provider, submit, wait } = world
    await submit(figureOf(), 'a-1')
    const rivals = [attemptOf(world, 'a-1'), attemptOf(world, 'a-2')]
    const [found] = (await provider.recover?.(rivals, { ...context, known: new Set() })) ?? []
    const task = handleOf(found)
    expect(task.id).toBe(emulator.charges()[0]?.task)
    await wait(30_000)
    expect(await look(task)).toMatchObject([{ status: 'done' }])
    expect(charged()).toBe(20)
  })

  test('is not found when the service does not know it, or when it is somebody’s', async () => {
    const world = startAgent(atFirstSubmit('reset-after'))
    const { context, emulator, provider, submit } = world
    await submit(figureOf(), 'a-1')
    const known = new Set(emulator.charges().map(({ task }) => task))
    for (const id of ['a-1', 'a-2']) {
      const found = await provider.recover?.([attemptOf(world, id)], { ...context, known })
      expect(found).toMatchObject([{ status: 'not-found' }])
    }
    const hidden = startAgent({ statusPath: null })
    const none = { ...hidden.context, known }
    expect(await hidden.provider.recover?.([attemptOf(hidden, 'a-1')], none)).toMatchObject([
      { status: 'not-found' },
    ])
    expect(hidden.emulator.requests.submits).toBe(0)
  })
})
