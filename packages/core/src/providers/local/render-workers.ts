import pLimit from 'p-limit'
import type { ProviderRequest } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { Rendered, RenderResources } from './render.js'
import { type RenderLimits, startWorker, type WorkerProcess } from './worker-process.js'

export interface RenderWorkers {
  /**
   * Draws in another process. One that fails or is stopped ends alone: what it was handed besides
   * is drawn by another.
   *
   * @throws {FigureError} what drawing throws, and `render-failed` when a limit is reached.
   * @throws The reason of the signal when it aborts.
   */
  draw(request: ProviderRequest, signal: AbortSignal | undefined): Promise<Rendered>
}

export interface WorkerNumbers {
  /** Most processes at once, started when there is something to draw and none is idle. */
  count: number
  /**
   * Most requests that each is handed at once. With two it goes on while this process is too busy
   * to take its answer; with one nothing waits behind what may never end.
   */
  handedEach: number
}

export function createRenderWorkers(
  { count, handedEach }: WorkerNumbers,
  resources: RenderResources,
  limits: RenderLimits,
): RenderWorkers {
  const workers = new Set<WorkerProcess>()
  // The queue is here and not in the workers, so that the time limit counts from the start.
  const limit = pLimit(count * handedEach)

  function take(): WorkerProcess {
    const [freest] = [...workers].sort((left, right) => left.load - right.load)
    if (freest !== undefined && (freest.load === 0 || workers.size === count)) return freest
    const worker = startWorker(limits, () => workers.delete(worker))
    workers.add(worker)
    return worker
  }

  async function drawInWorker(request: ProviderRequest, signal: AbortSignal | undefined) {
    for (;;) {
      signal?.throwIfAborted()
      const reply = await take().draw({ request, resources }, signal)
      if (reply !== undefined) return reply
    }
  }

  return {
    async draw(request, signal) {
      const reply = await limit(drawInWorker, request, signal)
      if ('rendered' in reply) return reply.rendered
      const { code, hint, message } = reply.failure
      throw new FigureError(code, message, { hint })
    },
  }
}
