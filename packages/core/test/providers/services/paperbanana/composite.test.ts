import { describe, expect, test } from 'vitest'
import { digestContent, digestRequest } from '../../../../src/digest.js'
import { createFigureRequest } from '../../../../src/figure-request.js'
import { resolveComposite } from '../../../../src/providers/services/paperbanana/composite.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { outcomesOf } from '../../../engine/engine-setup.js'
import { requestOf } from '../../provider-contract.js'
import { figureRequestOf } from '../../services-engine/adapter.js'
import { createBuilds } from '../builds.js'
import { compositeOf, jobOf } from './composites.js'
import {
  answering,
  createWorld,
  diagram,
  figureOf,
  key,
  keyPrint,
  otherKeyPrint,
  setQuota,
} from './setup.js'

const refused = { status: 'rejected', error: { code: 'panels-refused' } }

async function createPanels() {
  const world = createWorld()
  const panels = [
    await world.accepted(requestOf(world.provider, diagram())),
    await world.accepted(requestOf(world.provider, diagram())),
  ]
  return { panels, ...world }
}

describe('`POST /api/composite`', () => {
  // covers POST /api/composite: default labels (a), (b), (c) | default label_position bottom
  // covers POST /api/composite: default layout auto | default spacing 20 | default label_font_size 32
  test('gets whole pixels, a `layout` that the service can read, and its own defaults', () => {
    const panels = [jobOf('a'), jobOf('b')]
    expect(compositeOf(panels).request.body).toEqual({
      layout: 'auto',
      labels: ['(a)', '(b)'],
      spacing: 20,
      label_position: 'bottom',
      label_font_size: 32,
      panels: panels.map(({ id }) => ({ sha256: digestContent(id) })),
    })
    const attributes = { layout: '1×2', spacing: '10.5px', label_font_size: '16' }
    expect(compositeOf(panels, attributes).request.body).toMatchObject({
      layout: '1x2',
      spacing: 11,
      label_font_size: 16,
    })
  })

  // covers POST /api/composite: limit source_task_ids at least 2
  test('of one panel, or in another format than PNG, is refused before', () => {
    const layout = { layout: 'auto', labelPosition: 'top', labelFontSize: 32, spacing: 20 } as const
    const { problems } = resolveComposite({ ...layout, labels: ['a'], formats: ['svg', 'png'] })
    expect(problems.map(({ field }) => field)).toEqual(['compose', 'format'])
  })

  test('is known by what its panels hold, whichever jobs made them', () => {
    const { inputs, request } = compositeOf([jobOf('a'), jobOf('b')])
    expect(JSON.stringify(request)).not.toContain('source_task_ids')
    expect(inputs.map(({ job }) => job?.id)).toEqual(['a', 'b'])
    expect(digestRequest(request)).not.toBe(
      digestRequest(compositeOf([jobOf('b'), jobOf('a')]).request),
    )
  })

  // covers POST /api/composite: rule sources of the same key
  test('puts live jobs of the same key together, for a unit, whichever key has its turn', async () => {
    const { emulator, finish, panels, submit, wait } = await createPanels()
    await wait(200_000)
    const { inputs, request } = compositeOf(panels, { layout: '1x2' })
    for (const turn of [keyPrint, otherKeyPrint]) {
      expect(await finish(request, { inputs, key: turn })).toMatchObject({
        status: 'done',
        locations: [{ kind: 'bytes', mediaType: 'image/png' }],
      })
    }
    expect(emulator.charges()).toHaveLength(4)
    const other = compositeOf(panels.map(({ id }) => jobOf(id, otherKeyPrint)))
    expect(await submit(other.request, { inputs: other.inputs })).toMatchObject(refused)
    expect(emulator.charges()).toHaveLength(4)
  })

  // covers POST /api/composite: rule sources completed | rule sources with an image
  test('of jobs that are not over, gone or unknown here is refused, and costs nothing', async () => {
    const { calls, emulator, panels, submit, wait } = await createPanels()
    const { inputs, request } = compositeOf(panels)
    expect(await submit(request, { inputs })).toMatchObject(refused)
    await wait(200_000)
    emulator.restart()
    expect(await submit(request, { inputs })).toMatchObject(refused)
    const asked = calls.length
    expect(await submit(request)).toMatchObject(refused)
    expect(calls).toHaveLength(asked)
    expect(emulator.charges()).toHaveLength(2)
  })

  test.each(['API key is disabled', 'Quota exhausted'])(
    'is put off as its panels are where their key is, which no other stands in for: %s',
    async (detail) => {
      const { context, provider } = answering(403, { detail })
      const { inputs, request } = compositeOf([jobOf('a'), jobOf('b')])
      const [outcome] = await provider.submit([request], { ...context, inputs })
      expect(outcome).toMatchObject({
        status: 'rejected',
        error: { code: 'panels-put-off', message: expect.stringContaining(detail) },
      })
      expect(outcome).not.toHaveProperty('about')
    },
  )

  test.each([
    [401, { detail: 'Said in words' }],
    // So its framework words paths, and a page in front of it whatever it likes.
    [404, { detail: 'Not Found' }],
    [404, { error: 'No such host' }],
  ])('answered by %i %j says nothing of its panels', async (status, body) => {
    const { context, provider } = answering(status, body)
    const { inputs, request } = compositeOf([jobOf('a'), jobOf('b')])
    expect(await provider.submit([request], { ...context, inputs })).toMatchObject([
      { status: 'rejected', error: { code: 'service-refused' } },
    ])
  })
})

describe('a composite that is bought', () => {
  /** Two panels and their composite through the engine, in one run. */
  function createRuns() {
    const world = createWorld({}, createServiceKeys([key]))
    const { clock, emulator, provider } = world
    const { startRun, spent } = createBuilds(world)
    const prompts = ['a', 'b']

    async function run(name: string, beforeComposite: () => unknown = () => {}) {
      const { engine, ledger, make } = await startRun(name)
      const panels = await outcomesOf(
        clock,
        prompts.map((prompt) => make(prompt)),
      )
      await beforeComposite()
      const jobs = await Promise.all(
        prompts.map(async (prompt) => {
          const { specDigest } = figureRequestOf(provider, prompt)
          return (await ledger.find(specDigest))?.handle ?? jobOf('none')
        }),
      )
      const { inputs, request } = compositeOf(jobs)
      const place = { file: 'paper.md', line: 1, column: 1 }
      const wanted = createFigureRequest('paper.md#all', place, figureOf({}), request)
      const made = await outcomesOf(clock, [engine.make(provider, { ...wanted, inputs })])
      await clock.run(engine.close())
      return [...panels, ...made]
    }
    const spendQuota = () => setQuota(emulator, 0)
    return { charged: () => emulator.charges().length, emulator, run, spendQuota, spent }
  }

  test('is a unit, and a later build buys nothing', async () => {
    const { charged, run, spent } = createRuns()
    for (const name of ['first', 'second']) {
      expect(await run(name)).toEqual(['made', 'made', 'made'])
    }
    expect(charged()).toBe(3)
    expect(await spent()).toEqual(['done 1', 'done 1', 'done 1'])
  })

  test('is refused for nothing where the service forgot a panel meanwhile', async () => {
    const { charged, emulator, run, spent } = createRuns()
    expect(await run('first', emulator.restart)).toEqual(['made', 'made', 'panels-refused'])
    expect(charged()).toBe(2)
    expect((await spent()).toSorted()).toEqual(['done 1', 'done 1', 'failed 0'])
  })

  test('is refused for nothing where the quota of its key is used up meanwhile', async () => {
    const { charged, run, spendQuota, spent } = createRuns()
    expect(await run('first', spendQuota)).toEqual(['made', 'made', 'panels-put-off'])
    expect(charged()).toBe(2)
    expect((await spent()).toSorted()).toEqual(['done 1', 'done 1', 'failed 0'])
  })
})
