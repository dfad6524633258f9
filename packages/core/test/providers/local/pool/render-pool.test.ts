import { type ChildProcess, spawnSync } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { digestContent, type ProviderRequest } from '../../../../src/digest.js'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.js'
import { renderLocal } from '../../../../src/providers/local/render.js'
import { createRenderPool } from '../../../../src/providers/local/render-pool.js'
import { createRenderWorkers } from '../../../../src/providers/local/render-workers.js'
import { startChild } from '../../../files/child.js'
import { requestOf } from '../../provider-contract.js'
import { localFigure, sampleFigures } from '../sample-figures.js'

// Workers are found by the name of the package, so they run what `npm run build` made.

const resources = { fonts: [] }
const limits = { timeMs: 20_000, memoryMb: 512 }
const provider = createLocalProvider()
const requests = Object.entries(sampleFigures).map(
  ([name, figure]) => [name, requestOf(provider, figure)] as const,
)

/** A spec of one point that works something out first. */
function requestFor(expression: string): ProviderRequest {
  const spec = {
    data: { values: [{ a: 1 }] },
    transform: [{ calculate: expression, as: 'b' }],
    mark: 'point',
    encoding: { x: { field: 'a', type: 'quantitative' } },
  }
  const source = { language: 'vega-lite', text: JSON.stringify(spec) } as const
  return requestOf(provider, localFigure({ source }))
}

const sound = requestFor('datum.a + 1')
const endless = requestFor(`test(/^(a+)+$/, '${'a'.repeat(60)}!')`)
const plot = requestOf(
  provider,
  localFigure({ task: 'plot', data: { name: ['a', 'b'], value: [1, 2] } }),
)

let started = 0
const count = () => {
  started += 1
}
beforeEach(() => {
  started = 0
  subscribe('child_process', count)
})
afterEach(() => unsubscribe('child_process', count))

describe('a worker is started', () => {
  test('never for a few plots and diagrams', async () => {
    const pool = createRenderPool(resources)
    const small = requests.filter(([, { operation }]) => /^(plot|diagram)$/.test(operation))
    for (const [index, [, request]] of small.entries()) {
      await pool.draw(request, { waiting: small.length - index })
    }
    expect(started).toBe(0)
  })

  test('when what waits would take longer than starting it', async () => {
    const pool = createRenderPool(resources)
    for (let drawn = 0; drawn < 5; drawn++) await pool.draw(plot, { waiting: 100 })
    expect(started).toBe(0)
    await Promise.all([1, 2].map(() => pool.draw(plot, { waiting: 1_000_000 })))
    expect(started).toBe(1)
  })

  test('at once when very many wait, and this process draws beside it', async () => {
    const pool = createRenderPool(resources)
    await Promise.all([1, 2].map(() => pool.draw(plot, { waiting: 150 })))
    expect(started).toBe(1)
  })

  test('for a spec, a dot graph and a large diagram, whose drawing may never end', async () => {
    const nodes = Array.from({ length: 61 }, (_, index) => ({ id: `n${index}` }))
    const large = localFigure({ task: 'diagram', data: { nodes, edges: [['n0', 'n1']] } })
    const dot = localFigure({ source: { language: 'dot', text: 'digraph { a -> b }' } })
    for (const request of [sound, requestOf(provider, dot), requestOf(provider, large)]) {
      started = 0
      await createRenderPool(resources).draw(request, {})
      expect(started).toBe(1)
    }
  })
})

test('a worker draws the bytes that this process draws, whatever was drawn before', async () => {
  const workers = createRenderWorkers({ count: 2, handedEach: 2 }, resources, limits)
  const elsewhere = await Promise.all(
    requests.toReversed().map(async ([name, request]) => {
      const { artifact, warnings } = await workers.draw(request, undefined)
      return [name, digestContent(artifact.bytes), warnings]
    }),
  )
  const here = []
  for (const [name, request] of requests) {
    const { artifact, warnings } = await renderLocal(request, resources)
    here.push([name, digestContent(artifact.bytes), warnings])
  }
  expect(elsewhere.reverse()).toEqual(here)
  expect(started).toBe(2)
})

test('an error of a worker has its code and hint', async () => {
  const failed = createRenderPool(resources).draw(requestFor('nonsense('), {})
  await expect(failed).rejects.toMatchObject({
    name: 'FigureError',
    code: 'render-failed',
    message: expect.stringContaining('Vega-Lite cannot draw this'),
    hint: expect.stringContaining('editor'),
  })
})

describe('drawing is stopped, and the figures beside it are drawn,', () => {
  test('when an expression never ends', async () => {
    const pool = createRenderPool(resources, { ...limits, timeMs: 5_000 })
    const [stopped, ...drawn] = await Promise.allSettled(
      [endless, sound, plot, sound].map((request) => pool.draw(request, {})),
    )
    expect(stopped).toMatchObject({
      reason: {
        code: 'render-failed',
        message: expect.stringMatching(/not finished after 5 seconds/),
        hint: expect.any(String),
      },
    })
    expect(drawn.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  test('also when they were handed to the same worker', async () => {
    const only = { count: 1, handedEach: 2 }
    const workers = createRenderWorkers(only, resources, { ...limits, timeMs: 3_000 })
    const [stopped, ...drawn] = await Promise.allSettled(
      [endless, plot, sound].map((request) => workers.draw(request, undefined)),
    )
    expect(stopped).toMatchObject({ reason: { message: expect.stringMatching(/not finished/) } })
    expect(drawn.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect(started).toBe(2)
  })

  // The second asks for more at once than V8 can give: it ends the process it happens in.
  test.each([["split(pad('', 100000000, 'ab'), '')"], ['length(sequence(0, 100000000))']])(
    'when %s takes all memory',
    async (expression) => {
      const pool = createRenderPool(resources, { ...limits, memoryMb: 128 })
      const greedy = pool.draw(requestFor(expression), {})
      const beside = pool.draw(sound, {})
      await expect(greedy).rejects.toMatchObject({
        code: 'render-failed',
        message: expect.stringMatching(/128 MB of memory/),
        hint: expect.any(String),
      })
      expect((await beside).artifact.width).toBe(640)
      expect((await pool.draw(sound, {})).artifact.width).toBe(640)
    },
  )

  test('when its worker is told to end', async () => {
    const workers: ChildProcess[] = []
    const note = (message: unknown) => workers.push((message as { process: ChildProcess }).process)
    subscribe('child_process', note)
    const pool = createRenderPool(resources)
    const stopped = pool.draw(endless, {})
    const beside = pool.draw(sound, {})
    await sleep(500)
    unsubscribe('child_process', note)
    workers[0]?.kill('SIGTERM')
    await expect(stopped).rejects.toMatchObject({
      code: 'render-failed',
      message: expect.stringMatching(/stopped from outside: .* SIGTERM/),
    })
    expect((await beside).artifact.width).toBe(640)
  })

  test('when the build is called off', async () => {
    const pool = createRenderPool(resources)
    const reason = new Error('called off')
    const controller = new AbortController()
    const stopped = [endless, endless, endless].map((request) =>
      pool.draw(request, { signal: controller.signal }),
    )
    setTimeout(() => controller.abort(reason), 500)
    for (const outcome of await Promise.allSettled(stopped))
      expect(outcome).toMatchObject({ reason })
    await expect(pool.draw(plot, { signal: controller.signal })).rejects.toBe(reason)
    expect((await pool.draw(sound, {})).artifact.width).toBe(640)
  })
})

test('an idle worker does not keep the process', async () => {
  const child = startChild(new URL('./pool-child.mjs', import.meta.url), [JSON.stringify(sound)])
  expect(await child.nextLine()).toBe('drawn')
  const startMs = performance.now()
  expect((await child.ended).exitCode).toBe(0)
  expect(performance.now() - startMs).toBeLessThan(5_000)
})

test.skipIf(process.platform === 'win32')(
  'a drawing that never ends ends when the process that waits for it is killed',
  async () => {
    const child = startChild(new URL('./killed-child.mjs', import.meta.url), [
      JSON.stringify(endless),
    ])
    const worker = await child.nextLine()
    const isAlive = () => {
      const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', worker], { encoding: 'utf8' })
      return /^[^Z\s]/.test(stdout)
    }
    await sleep(1_500)
    expect(isAlive()).toBe(true)
    child.process.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive()).toBe(false), { timeout: 5_000, interval: 200 })
  },
)
