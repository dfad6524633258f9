import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { show } from '../outcomes.js'
import { atEverySubmit } from '../scripted-service.js'
import {
  answering,
  createPaperbanana,
  createWorld,
  diagram,
  figureOf,
  inputOf,
  key,
  keyPrint,
  origin,
  otherKey,
  otherKeyPrint,
} from './setup.js'
import { handle, plotHandle, stateOf, task } from './tasks.js'

describe('`GET /api/tasks/{task_id}`', () => {
  // covers GET /api/tasks/{task_id}: response status pending | response status running
  // covers GET /api/tasks/{task_id}: response status completed
  test('`status` is pending, running and completed, and costs nothing to ask', async () => {
    const world = createWorld({ durationMs: () => 60_000 })
    const made = await world.accepted(requestOf(world.provider, diagram()))
    expect(await world.look(made)).toEqual({ status: 'pending', stage: 'pending' })
    await world.wait(30_000)
    expect(await world.look(made)).toEqual({ status: 'pending', stage: 'running' })
    await world.wait(30_000)
    expect(await world.look(made)).toMatchObject({
      status: 'done',
      costCredits: 1,
      locations: [{ kind: 'bytes', mediaType: 'image/png' }],
    })
    expect(world.emulator.charges()).toHaveLength(1)
  })

  test('a `status` that nobody has heard of is pending', async () => {
    expect(await stateOf({ ...task, status: 'reviewing' })).toEqual({
      status: 'pending',
      stage: 'reviewing',
    })
  })

  // covers GET /api/tasks/{task_id}: response status failed | response error
  test('a failed one tells its `error` without what may be secret, and keeps the unit', async () => {
    const error = `upstream said: {"authorization":"Bearer abcdef0123456789"} ${'x'.repeat(2000)}`
    const state = await stateOf({ ...task, status: 'failed', error })
    if (state.status !== 'failed') throw new Error(`it is ${state.status}`)
    expect(state).toMatchObject({ costCredits: 1, error: { code: 'service-failed' } })
    expect(state.error.message).toMatch(/^upstream said/)
    expect(state.error.message).not.toContain('abcdef0123456789')
    expect(state.error.message.length).toBeLessThan(400)
    expect(await stateOf({ ...task, status: 'failed' })).toMatchObject({
      error: { message: 'it gives no reason' },
    })
  })

  test('a job that fails is not given back', async () => {
    const world = createWorld(atEverySubmit('failed-task'))
    expect(await world.finish(requestOf(world.provider, diagram()))).toMatchObject({
      status: 'failed',
      costCredits: 1,
    })
    expect(world.emulator.charges()).toMatchObject([{ credits: 1 }])
  })

  test('`error 404` in its own words is lost; so it is after a restart', async () => {
    const lost = { status: 'lost', reason: '`paperbanana` does not know the task any more' }
    expect(await stateOf({ detail: 'Task not found' }, { status: 404 })).toEqual(lost)
    const world = createWorld()
    const made = await world.accepted(requestOf(world.provider, diagram()))
    world.emulator.restart()
    expect(await world.look(made)).toEqual(lost)
  })

  test.each([
    ['a page', '<html>404</html>'],
    ['JSON of somebody else', { error: { message: 'no such route' } }],
    ['the framework, which has no such path', { detail: 'Not Found' }],
  ])('404 of %s loses nothing', async (_, body) => {
    await expect(stateOf(body, { status: 404 })).rejects.toMatchObject({ code: 'service-refused' })
  })

  test('`error 403` says nothing of the job: a key without quota may not look, and looks again', async () => {
    const world = createWorld({ credits: 1, readsNeedQuota: true })
    const made = await world.accepted(requestOf(world.provider, diagram()))
    await world.wait(200_000)
    await expect(world.look(made)).rejects.toMatchObject({
      code: 'service-refused',
      message: '`paperbanana` answered 403: Quota exhausted',
      hint: expect.stringContaining('quota of this key'),
    })
  })

  // covers GET /api/tasks/{task_id}: response task_id | error 401
  test.each([
    ['error 401', 401, { detail: 'Invalid API key' }, 'service-refused'],
    ['error 429', 429, { detail: 'Too Many Requests' }, 'service-unavailable'],
    ['error 500', 500, { detail: 'Internal Server Error' }, 'service-unavailable'],
    ['502', 502, '<html>', 'service-unavailable'],
    ['200 with a page', 200, '<html>', 'service-unavailable'],
    ['200 with a list', 200, [], 'service-unavailable'],
    ['200 with another task', 200, { ...task, task_id: 'ffff' }, 'service-unavailable'],
    ['200 with a `detail`', 200, { detail: 'Task not found' }, 'service-unavailable'],
  ])('%s says nothing of the job', async (_, status, body, code) => {
    await expect(stateOf(body, { status })).rejects.toMatchObject({ code })
  })

  // covers GET /api/tasks/{task_id}: header Authorization
  test('a task is asked for with the key that made it, whoever else has a turn', async () => {
    const world = createWorld()
    const made = await world.accepted(requestOf(world.provider, diagram()), { key: otherKeyPrint })
    await world.wait(200_000)
    expect((await world.look(made, { key: keyPrint })).status).toBe('done')
    expect(world.calls.at(-1)?.headers?.authorization).toBe(`Bearer ${otherKey}`)
  })

  test('where a task was not made it is not asked for', async () => {
    const { calls, context } = answering(404, { detail: 'Task not found' })
    const moved = createPaperbanana({ baseUrl: 'https://mirror.example' })
    await expect(moved.poll?.([handle], context)).rejects.toThrow(/was made at/)
    expect(calls).toEqual([])
  })

  // covers GET /api/tasks/{task_id}: path task_id
  test('an id of an old ledger cannot leave its place in the path', async () => {
    const { calls, context, provider } = answering(404, { detail: 'Task not found' })
    await provider.poll?.([{ ...handle, id: '../admin/keys?x=' }], context)
    expect(calls[0]?.url).toBe(`${origin}/api/tasks/..%2Fadmin%2Fkeys%3Fx%3D`)
  })
})

test('no key is in what the adapter returns or throws, whatever the service repeats', async () => {
  const said: unknown[] = []
  const tell = (value: unknown) => said.push(value)
  const echo = `your key ${key} in Authorization: Bearer ${key} at https://x.example/?token=${key}`
  const bodies = [
    { detail: echo },
    { detail: [{ loc: ['body', key], msg: echo, input: key }] },
    { ...task, status: 'failed', error: echo },
    { ...task, status: `failing ${key}` },
    { ...task, artifacts: { [key]: {} } },
    { status: key },
    echo,
  ]
  const pdf = inputOf('%PDF-1.7')
  for (const status of [200, 401, 403, 404, 422, 429, 500]) {
    for (const body of bodies) {
      const { context, provider } = answering(status, body)
      const request = requestOf(provider, figureOf({}, { pdf, prompt: 'Figure 1' }))
      tell(request)
      const [outcome] = await provider.submit([request], { ...context, inputs: [pdf] })
      tell(outcome)
      const of = plotHandle('svg', 'png')
      await provider.poll?.([of], context).then(tell, tell)
    }
  }
  const world = createWorld()
  tell(await world.accepted(requestOf(world.provider, diagram())))
  tell({ ...world.provider })
  expect(said.length).toBeGreaterThan(100)
  for (const value of said) expect(show(value)).not.toContain(key)
})
