import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { ProviderRequest } from '../../digest.js'
import { type Rendered, type RenderResources, renderLocal } from './render.js'
import { createRenderWorkers } from './render-workers.js'
import type { LocalBody } from './request-body.js'
import type { RenderLimits } from './worker-process.js'

export interface RenderPool {
  /**
   * Draws a request in this process or another one; the bytes are the same.
   *
   * @param waiting How many requests will follow this one, as far as that is known.
   * @throws {FigureError} `render-failed` for what cannot be drawn as it is, or within the limits.
   * @throws The reason of the signal when it aborts.
   */
  draw(
    request: ProviderRequest,
    context: { signal?: AbortSignal | undefined; waiting?: number | undefined },
  ): Promise<Rendered>
}

const defaultLimits: RenderLimits = { timeMs: 20_000, memoryMb: 512 }

/** Each holds some 150 MB once everything is loaded. */
const mostWorkers = 8

/** With so many waiting, workers pay whatever is drawn: by the time a pace is known, they could draw. */
const manyPictures = 150

/** The first pictures take much longer, because their code is loaded: they tell no pace. */
const coldPictures = 3

/**
 * A worker loads and warms up for itself, which is more than a second of processor time, and the
 * pace after a few pictures is half of what it becomes. With less work left than this, by that
 * pace, this process alone is done as early.
 */
const worthMs = 4_000

/** Draws here, beside that in workers once they pay, and there alone what may never end. */
export function createRenderPool(
  resources: RenderResources,
  limits: RenderLimits = defaultLimits,
): RenderPool {
  const processCount = Math.min(availableParallelism(), mostWorkers)
  const stoppable = { count: processCount, handedEach: 1 }
  const guarded = createRenderWorkers(stoppable, resources, limits)
  // This process is one of those that draw: it is warm already.
  const helping = { count: Math.max(1, processCount - 1), handedEach: 2 }
  const helpers = createRenderWorkers(helping, resources, limits)
  // One at a time: more would only take memory, and their times could not be told apart.
  const here = pLimit(1)
  let drawn = 0
  let warmMs = 0
  let pays = false

  async function drawHere(request: ProviderRequest, signal: AbortSignal | undefined) {
    // What the helpers answered comes first: they wait for more.
    if (pays) await nextTurn()
    signal?.throwIfAborted()
    const startMs = performance.now()
    const rendered = await renderLocal(request, resources)
    drawn += 1
    if (drawn > coldPictures) warmMs += performance.now() - startMs
    return rendered
  }

  return {
    draw(request, { signal, waiting = 0 }) {
      if (mayNeverEnd(request)) return guarded.draw(request, signal)
      const paceMs = warmMs / Math.max(1, drawn - coldPictures)
      pays ||= processCount > 1 && (waiting >= manyPictures || waiting * paceMs > worthMs)
      const isFree = here.activeCount + here.pendingCount === 0
      return isFree || !pays ? here(drawHere, request, signal) : helpers.draw(request, signal)
    },
  }
}

/** Expressions can loop, and the time of a layout grows much faster than its graph. */
function mayNeverEnd({ body, operation }: ProviderRequest): boolean {
  if (operation === 'diagram') {
    const { edges, nodes } = (body as unknown as Extract<LocalBody, { graph: unknown }>).graph
    return nodes.length > 60 || edges.length > 120
  }
  return operation !== 'plot'
}
