import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { FigureError } from '../../errors.js'
import type { DrawJob, DrawReply } from './render-worker.js'

export interface RenderLimits {
  /** For one picture: from when a worker can begin it until it is back, its start included. */
  timeMs: number
  /** Heap of one worker. */
  memoryMb: number
}

export interface WorkerProcess {
  /** Jobs it was handed and has not answered. */
  readonly load: number
  /**
   * Draws, after what it was handed before; `undefined` when it ended on one of those, or because
   * the signal of one aborted.
   *
   * @throws {FigureError} `render-failed` when a limit is reached.
   */
  draw(job: DrawJob, signal: AbortSignal | undefined): Promise<DrawReply | undefined>
}

interface HandedJob {
  resolve: (reply: DrawReply | undefined) => void
  reject: (error: FigureError) => void
}

/** By name and not from this file, which may have been bundled into another package. */
const workerPath = fileURLToPath(import.meta.resolve('@figmill/core/internal-render-worker'))

/** How long an idle worker waits for more: a build that watches must not hold on to its memory. */
const idleMs = 10_000

/**
 * Starts a worker, which does not keep this process alive. A process, because a thread that asks
 * for too much memory at once takes all of them down: V8 ends the process when a single table
 * cannot be allocated.
 *
 * @param onEnd Nothing may be handed to it from then on; may be called twice.
 */
export function startWorker(limits: RenderLimits, onEnd: () => void): WorkerProcess {
  const child = fork(workerPath, {
    // The times of a Vega-Lite spec are local ones.
    env: { ...process.env, TZ: 'UTC' },
    execArgv: [`--max-old-space-size=${limits.memoryMb}`],
    serialization: 'advanced',
    // V8 prints a page when memory runs out.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  /** The first is being drawn. */
  const jobs: HandedJob[] = []
  let timer: NodeJS.Timeout | undefined

  function watchFirst(): void {
    clearTimeout(timer)
    const [first] = jobs
    if (first === undefined) {
      child.unref()
      child.channel?.unref()
      timer = setTimeout(end, idleMs).unref()
      return
    }
    // After what has come by now: this process may have been too busy to look.
    const look = () => first === jobs[0] && end(tookTooLong(limits))
    timer = setTimeout(() => setImmediate(look), limits.timeMs)
  }

  /** @param failure Of the first job; without one it may be drawn by another, like the rest. */
  function end(failure?: FigureError): void {
    clearTimeout(timer)
    onEnd()
    child.kill('SIGKILL')
    if (failure !== undefined) jobs.shift()?.reject(failure)
    for (const { resolve } of jobs.splice(0)) resolve(undefined)
  }

  child.on('exit', (exitCode, killedBy) => end(endedEarly(String(killedBy ?? exitCode), limits)))
  child.on('error', ({ message }) => end(endedEarly(message, limits)))
  child.on('message', (reply: DrawReply) => {
    jobs.shift()?.resolve(reply)
    watchFirst()
  })

  return {
    get load() {
      return jobs.length
    },
    draw(job, signal) {
      const { promise, ...handed } = Promise.withResolvers<DrawReply | undefined>()
      // One of its own: Node.js warns about a signal that many listen to.
      const aborting = signal && AbortSignal.any([signal])
      const onAbort = () => end()
      aborting?.addEventListener('abort', onAbort)
      if (jobs.push(handed) === 1) {
        child.ref()
        child.channel?.ref()
        watchFirst()
      }
      child.send(job)
      return promise.finally(() => aborting?.removeEventListener('abort', onAbort))
    },
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
function endedEarly(how: string, { memoryMb }: RenderLimits): FigureError {
  const message = `its worker ended with ${how}`
  if (/^SIG(?:HUP|INT|TERM)$/.test(how)) {
    const what = `Drawing the picture was stopped from outside: ${message}`
    return new FigureError('render-failed', what, { hint: 'Build again.' })
  }
  return new FigureError(
    'render-failed',
    `The picture could not be finished with ${memoryMb} MB of memory: ${message}`,
    { hint: 'Look for a list that grows without end, or draw less at once.' },
  )
}
