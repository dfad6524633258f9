import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPaperBananaEmulator } from '../../../../../emulators/src/paperbanana.js'
import { serve } from '../../../../../emulators/src/serve.js'
import { systemClock } from '../../../../src/clock.js'
import { createCollect } from '../../../../src/download/collect-pictures.js'
import { createSend } from '../../../../src/http/send-once.js'
import { resolveOptimizePrompt } from '../../../../src/providers/services/paperbanana/optimize-prompt.js'
import { temporaryFolder } from '../../../files/temporary-folder.js'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import {
  answering,
  createPaperbanana,
  createWorld,
  figureOf,
  key,
  keyPrint,
  origin,
} from './setup.js'
import { handle, plotHandle, png, stateOf, task } from './tasks.js'

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
      const [state] = (await provider.poll?.([handleOf(outcome)], context)) ?? []
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

describe('texts', () => {
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
})
