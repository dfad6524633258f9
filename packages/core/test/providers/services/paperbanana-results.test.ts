import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPaperBananaEmulator } from '../../../../emulators/src/paperbanana.js'
import { serve } from '../../../../emulators/src/serve.js'
import { systemClock } from '../../../src/clock.js'
import { createCollect } from '../../../src/download/collect-pictures.js'
import { createSend } from '../../../src/http/send-once.js'
import { parsePanelOptions } from '../../../src/providers/local/panels/panel-options.js'
import type { JobHandle, JobState } from '../../../src/providers/provider.js'
import { compositeRequest } from '../../../src/providers/services/paperbanana/composite.js'
import { resolveOptimizePrompt } from '../../../src/providers/services/paperbanana/optimize-prompt.js'
import { temporaryFolder } from '../../files/temporary-folder.js'
import { requestOf } from '../provider-contract.js'
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
} from './paperbanana-setup.js'

const handle: JobHandle = {
  provider: 'paperbanana',
  id: 'a1b2c3d4e5f6',
  origin,
  keyFingerprint: keyPrint,
  details: { wanted: ['png'] },
}
const plotHandle = (...wanted: string[]): JobHandle => ({ ...handle, details: { wanted } })
const png = Buffer.from('iVBORw0KGgo=', 'base64')
const task = {
  task_id: handle.id,
  status: 'completed',
  diagram_type: 'methodology',
  image_base64: png.toString('base64'),
  artifacts: {
    png: { format: 'png', media_type: 'image/png', download_url: 'https://evil.example/' },
  },
  description: 'The diagram shows...',
  error: null,
}

/** What one answer tells of a job. */
async function stateOf(
  body: unknown,
  { of = handle, status = 200 }: { of?: JobHandle; status?: number } = {},
): Promise<JobState> {
  const { context, provider } = answering(status, body)
  const [state] = (await provider.poll?.([of], context)) ?? []
  if (state === undefined) throw new Error('there is no state')
  return state
}

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
    const world = createWorld({
      faultOf: (kind) => (kind === 'submit' ? 'failed-task' : undefined),
    })
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

describe('pictures', () => {
  const inline = { kind: 'bytes', bytes: new Uint8Array(png), mediaType: 'image/png' }
  const at = (query = '') => ({
    kind: 'url',
    url: `${origin}/api/tasks/${handle.id}/image${query}`,
    authenticated: true,
  })
  const locationsOf = async (body: object, of = handle) => {
    const state = await stateOf({ ...task, ...body }, { of })
    if (state.status !== 'done') throw new Error(JSON.stringify(state))
    return state.locations.map((location) =>
      location.kind === 'bytes' ? { ...location, bytes: new Uint8Array(location.bytes) } : location,
    )
  }
  const exported = { png: {}, svg: {}, pdf: {} }

  test('`image_base64` is the PNG: it is not downloaded once more', async () => {
    expect(await locationsOf({})).toEqual([inline])
  })

  test.each([
    ['null', null],
    ['empty', ''],
    ['no base64', 'data:image/png;base64,iVBORw0KGgo='],
  ])('the PNG is downloaded when `image_base64` is %s', async (_, image_base64) => {
    expect(await locationsOf({ image_base64 })).toEqual([at()])
  })

  // covers GET /api/tasks/{task_id}: response artifacts.download_url
  test('`/image?format=svg` and pdf are at the address we know, whatever `download_url` says, the primary first', async () => {
    const of = plotHandle('svg', 'png', 'pdf')
    expect(await locationsOf({ artifacts: exported }, of)).toEqual([
      at('?format=svg'),
      inline,
      at('?format=pdf'),
    ])
    expect(await locationsOf({ artifacts: null }, plotHandle('svg'))).toEqual([at('?format=svg')])
  })

  test('a base address with a path keeps it', async () => {
    const { context } = answering(200, { ...task, image_base64: null })
    const mirror = createPaperbanana({ baseUrl: 'https://mirror.example/banana/' })
    const states = await mirror.poll?.([{ ...handle, origin: 'https://mirror.example' }], context)
    expect(states).toMatchObject([
      {
        locations: [{ url: `https://mirror.example/banana/api/tasks/${handle.id}/image` }],
      },
    ])
  })

  test('completed without any picture is not done yet', async () => {
    expect(await stateOf({ ...task, image_base64: null, artifacts: {} })).toMatchObject({
      status: 'pending',
    })
    expect(await stateOf({ task_id: handle.id, status: 'completed' })).toMatchObject({
      status: 'pending',
    })
  })

  test('a format that was not exported is a failure that says so', async () => {
    expect(await stateOf(task, { of: plotHandle('png', 'svg', 'pdf') })).toMatchObject({
      status: 'failed',
      costCredits: 1,
      error: { message: 'it made png, and no svg or pdf' },
    })
  })

  // covers GET /api/tasks/{task_id}/image: header Authorization | path task_id | query format
  // covers GET /api/tasks/{task_id}/image: response header Content-Type | status 200
  test('a plot arrives in all its `artifacts` over a real connection, with the `Authorization` of its key', async () => {
    const seen: string[] = []
    const { close, origin: local } = await serve((origin) => {
      const clock = systemClock
      const { handle } = createPaperBananaEmulator({
        clock,
        origin,
        keys: [key],
        durationMs: () => 0,
      })
      return (request) => {
        seen.push(`${request.path} ${request.headers.authorization}`)
        return handle(request)
      }
    })
    try {
      const provider = createPaperbanana({ baseUrl: local })
      const figure = figureOf(
        { format: 'svg,png,pdf', aspect: '4:3' },
        { data: [{ model: 'A', accuracy: 1 }], prompt: 'Bars' },
      )
      const request = requestOf(provider, figure)
      const context = { clock: systemClock, send: await createSend(), key: keyPrint }
      const [outcome] = await provider.submit([request], context)
      if (outcome?.status !== 'accepted') throw new Error(outcome?.status)
      const [state] = (await provider.poll?.([outcome.handle], context)) ?? []
      if (state?.status !== 'done') throw new Error(state?.status)
      const collect = createCollect({
        allowHosts: [new URL(local).host],
        evidenceFolder: join(temporaryFolder(), 'evidence'),
        random: () => 0.5,
        credentialsOf: () => provider.credentials?.(keyPrint),
      })
      const { alternates = [], mediaType } = await collect(state.locations, request, context)
      expect([mediaType, ...alternates.map(({ mediaType }) => mediaType)]).toEqual([
        'image/svg+xml',
        'image/png',
        'application/pdf',
      ])
      const downloads = seen.filter((line) => line.includes('/image'))
      expect(downloads).toHaveLength(2)
      for (const line of downloads) expect(line).toContain(`Bearer ${key}`)
    } finally {
      await close()
    }
  })
})

describe('texts and composites', () => {
  // covers GET /api/tasks/{task_id}: response description
  test('`POST /api/optimize-prompt` ends with its `description` as a text', async () => {
    const world = createWorld()
    const { request } = resolveOptimizePrompt({ prompt: 'An encoder' })
    if (request === undefined) throw new Error('it does not resolve')
    const state = await world.finish(request)
    const [location] = state.status === 'done' ? state.locations : []
    if (location?.kind !== 'bytes') throw new Error(JSON.stringify(state))
    expect(location.mediaType).toBe('text/plain')
    expect(new TextDecoder().decode(location.bytes)).toContain('An encoder')
    expect(world.emulator.charges()).toHaveLength(1)
  })

  test('a text that is empty is a failure', async () => {
    const of = { ...handle, details: { wanted: 'text' } }
    for (const description of [null, ' ']) {
      expect(await stateOf({ ...task, description }, { of })).toMatchObject({ status: 'failed' })
    }
  })

  // covers POST /api/composite: rule sources of the same key
  test('`POST /api/composite` puts live jobs of the same key together, for a unit', async () => {
    const world = createWorld()
    const panels = [
      await world.accepted(requestOf(world.provider, diagram())),
      await world.accepted(requestOf(world.provider, diagram())),
    ]
    await world.wait(200_000)
    const { options } = parsePanelOptions({ layout: '1x2' }, 2)
    if (options === undefined) throw new Error('the options are wrong')
    const ids = panels.map(({ id }) => id)
    expect(await world.finish(compositeRequest(ids, options))).toMatchObject({
      status: 'done',
      locations: [{ kind: 'bytes', mediaType: 'image/png' }],
    })
    expect(world.emulator.charges()).toHaveLength(3)
    const elsewhere = await world.submit(compositeRequest(ids, options), { key: otherKeyPrint })
    expect(elsewhere.status).toBe('rejected')
    expect(world.emulator.charges()).toHaveLength(3)
  })
})

test('no key is in what the adapter returns or throws, whatever the service repeats', async () => {
  const said: unknown[] = []
  const tell = (value: unknown) => {
    said.push(value)
    if (value instanceof Error) said.push(value.message, value.stack, { ...value })
  }
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
      if (outcome?.status === 'rejected') tell(outcome.error)
      const of = plotHandle('svg', 'png')
      await provider.poll?.([of], context).then(([state]) => {
        tell(state)
        if (state?.status === 'failed') tell(state.error)
      }, tell)
    }
  }
  const world = createWorld()
  tell(await world.accepted(requestOf(world.provider, diagram())))
  tell({ ...world.provider })
  expect(said.length).toBeGreaterThan(100)
  for (const value of said) {
    expect(typeof value === 'string' ? value : JSON.stringify(value)).not.toContain(key)
  }
})
