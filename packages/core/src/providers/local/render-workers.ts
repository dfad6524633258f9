import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import type { ProviderRequest } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { Rendered, RenderResources } from './render.js'
import type { DrawJob, DrawReply } from './render-worker.js'

export interface RenderLimits {
  /** For one picture: from handing it to a worker until it is back, the worker's start included. */
  timeMs: number
  /** Heap of one worker. */
  memoryMb: number
}

export interface RenderWorkers {
  /**
   * Draws in another process. One that fails or is stopped ends alone: what waits has not been
   * handed out yet.
   *
   * @throws {FigureError} what drawing throws, and `render-failed` when a limit is reached.
   * @throws The reason of the signal when it aborts.
   */
  draw(request: ProviderRequest, signal: AbortSignal | undefined): Promise<Rendered>
}

/** By name and not from this file, which may have been bundled into another package. */
const workerPath = fileURLToPath(import.meta.resolve('@figmill/core/internal-render-worker'))

/** How long an idle worker waits for more: a build that watches must not hold on to its memory. */
const idleMs = 10_000

/**
 * At most `count` processes, started when there is something to draw and none is idle. They do
 * not keep this process alive. Processes, because a thread that asks for too much memory at once
 * takes all of them down: V8 ends the process when a single table cannot be allocated.
 */
export function createRenderWorkers(
  count: number,
  resources: RenderResources,
  limits: RenderLimits,
): RenderWorkers {
  // The queue is here and not in the workers, so that the time limit counts from the start.
  const limit = pLimit(count)
  const idle = new Map<ChildProcess, NodeJS.Timeout>()

  function take(): ChildProcess {
    for (const [worker, timer] of idle) {
      clearTimeout(timer)
      idle.delete(worker)
      worker.ref()
      worker.channel?.ref()
      return worker
    }
    const worker = fork(workerPath, {
      // The times of a Vega-Lite spec are local ones.
      env: { ...process.env, TZ: 'UTC' },
      execArgv: [`--max-old-space-size=${limits.memoryMb}`],
      serialization: 'advanced',
      // V8 prints a page when memory runs out.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    worker.on('exit', () => idle.delete(worker))
    return worker
  }

  function giveBack(worker: ChildProcess): void {
    worker.unref()
    worker.channel?.unref()
    idle.set(worker, setTimeout(() => worker.kill(), idleMs).unref())
  }

  async function drawInWorker(request: ProviderRequest, signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    const worker = take()
    const deadline = AbortSignal.timeout(limits.timeMs)
    try {
      const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
      const reply = await ask(worker, { request, resources }, stop)
      giveBack(worker)
      return reply
    } catch (error) {
      worker.kill('SIGKILL')
      signal?.throwIfAborted()
      throw deadline.aborted ? tookTooLong(limits) : endedEarly(error, limits)
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

/** @throws When the worker ends before it answers, and when the signal aborts. */
async function ask(worker: ChildProcess, job: DrawJob, signal: AbortSignal): Promise<DrawReply> {
  const answered = new AbortController()
  const until = { signal: AbortSignal.any([signal, answered.signal]) }
  worker.send(job)
  try {
    return await Promise.race([
      once(worker, 'message', until).then(([reply]) => reply as DrawReply),
      once(worker, 'exit', until).then(([exitCode, killedBy]) => {
        throw new Error(`its worker ended with ${killedBy ?? exitCode}`)
      }),
    ])
  } finally {
    answered.abort()
  }
}

function tookTooLong({ timeMs }: RenderLimits): FigureError {
  return new FigureError(
    'render-failed',
    `The picture was not finished after ${timeMs / 1000} seconds, and drawing it was stopped`,
    { hint: 'Look for an expression or a layout that never ends, or draw less at once.' },
  )
}

/** What ends a worker from within is memory, nearly always. */
function endedEarly(error: unknown, { memoryMb }: RenderLimits): FigureError {
  const message = error instanceof Error ? error.message : String(error)
  if (/SIG(?:HUP|INT|TERM)$/.test(message)) {
    const what = `Drawing the picture was stopped from outside: ${message}`
    return new FigureError('render-failed', what, { cause: error, hint: 'Build again.' })
  }
  return new FigureError(
    'render-failed',
    `The picture could not be finished with ${memoryMb} MB of memory: ${message}`,
    { cause: error, hint: 'Look for a list that grows without end, or draw less at once.' },
  )
}
