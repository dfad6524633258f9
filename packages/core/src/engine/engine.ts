import type { Cache } from '../cache/cache.js'
import type { FigureRecord } from '../cache/tier.js'
import type { Clock } from '../clock.js'
import type { SpecDigest } from '../digest.js'
import type { FetchUntrusted } from '../download/fetch-untrusted.js'
import { FigureError } from '../errors.js'
import type { Listener } from '../events.js'
import type { FigureRequest } from '../figure-request.js'
import type { Send } from '../http/send-once.js'
import type { Provider } from '../providers/provider.js'
import { withoutKey } from '../providers/without-key.js'
import { createCollectLimit } from './collect-limit.js'
import { createDurations, type Durations, type LifeTable } from './durations.js'
import type { PassPoint } from './fail-points.js'
import { type Collect, createKeeper } from './keep-picture.js'
import type { Cap, Ledger } from './ledger.js'
import { createPoller, type Poller } from './poller.js'
import { createRoom } from './room.js'
import { createRunner } from './runner.js'
import type { SendLog } from './send-log.js'
import { createServiceAccount } from './service-account.js'
import { createServiceQueue, type ServiceQueue } from './service-queue.js'
import { createSteadySendLog } from './steady-send-log.js'

export interface EngineOptions {
  ledger: Ledger
  cache: Cache
  sendLog: SendLog
  clock: Clock
  /** From 0 to 1, for waiting times. */
  random: () => number
  send: Send
  collect: Collect
  /** Gets what is at a public address, for services that take addresses of inputs. */
  download?: FetchUntrusted
  caps: readonly Cap[]
  /** Submissions under way at once, per service. */
  concurrency: number
  /** How long a job is waited for in one run. */
  deadlineMs?: number
  passPoint?: PassPoint
  listener?: Listener | undefined
}

/** What stands between a miss in the cache and a paid request. */
export interface Engine {
  /**
   * Buys a picture, or goes on with one that was bought before.
   *
   * @throws {FigureError} `budget-exceeded`, `figure-parked`, `interrupted`, `service-refused`,
   *   `service-left-alone`, `service-failed`, `service-unavailable`, `ledger-unavailable`,
   *   `cache-unavailable`.
   */
  make(provider: Provider, request: FigureRequest): Promise<FigureRecord>
  /** Looks at a job of a service now, if it waits for it: somebody says that it has ended. */
  hint(service: string, id: string): void
  /** Sends nothing more; resolves when every request that left has its receipt. */
  stop(): Promise<void>
  /** Stops, and lets go of the ledger. */
  close(): Promise<void>
}

const renewEveryMs = 10_000
/** Storing waits for the disk: many small pictures at once, or few large ones. */
const storingBytes = 4 * 2 ** 20
const usualDeadlineMs = 30 * 60_000

export function createEngine(options: EngineOptions): Engine {
  const { clock, deadlineMs = usualDeadlineMs, ledger, listener, passPoint = () => {} } = options
  const { cache, caps, collect, concurrency, random, send } = options
  const sendLog = createSteadySendLog(options.sendLog)
  const stopping = new AbortController()
  const stop = stopping.signal
  const collecting = createCollectLimit()
  const room = createRoom(storingBytes)
  const queues = new Map<string, Promise<ServiceQueue>>()
  const pollers = new Map<string, Poller>()
  /** By request: equal ones share a job. */
  const underWay = new Map<SpecDigest, Promise<FigureRecord>>()
  const learnt = new Map<string, Durations>()
  let resting = new AbortController()

  /** While something is under way: says that this process is alive, so that no other takes it over. */
  async function beat(): Promise<void> {
    const { signal } = resting
    while (!signal.aborted) {
      // One that cannot be written ends in errors where it matters.
      await ledger.renew().catch(() => {})
      await clock.sleep(renewEveryMs, signal).catch(() => {})
    }
  }

  function begin(key: SpecDigest, job: Promise<FigureRecord>): void {
    if (underWay.size === 0) {
      resting = new AbortController()
      void beat()
    }
    underWay.set(key, job)
  }

  /** Nothing keeps the process alive when nothing is under way. */
  async function end(key: SpecDigest): Promise<void> {
    underWay.delete(key)
    if (underWay.size > 0) return
    resting.abort()
    for (const [name, durations] of learnt) {
      const seen = durations.toJson().map((row) => [...row])
      await ledger.remember(`durations ${name}`, seen).catch(() => {})
    }
  }

  async function open(provider: Provider): Promise<ServiceQueue> {
    const { name, service } = provider
    if (service === undefined || service.keys.length === 0) throw withoutKey(provider)
    const account = createServiceAccount({ provider, service, clock, log: sendLog, send })
    const seen = (await ledger.recall(`durations ${name}`)) as LifeTable | undefined
    const durations = createDurations(seen)
    learnt.set(name, durations)
    const poller = createPoller({
      provider,
      clock,
      random,
      durations,
      deadlineMs,
      isSubmitting: () => queue.isSubmitting(),
      openTurn: (key) => account.forRead(key, stop),
      listener,
      stop,
    })
    pollers.set(name, poller)
    const keeper = createKeeper({
      provider: name,
      ledger,
      cache,
      clock,
      collect,
      collecting,
      room,
      passPoint,
      stop,
    })
    const runner = createRunner({
      provider,
      account,
      ledger,
      cache,
      clock,
      random,
      caps,
      keeper,
      poller,
      download: options.download,
      passPoint,
      listener,
      stop,
    })
    const queue = createServiceQueue({
      provider,
      account,
      runner,
      ledger,
      clock,
      random,
      concurrency,
      listener,
      stop,
    })
    return queue
  }

  function queueOf(provider: Provider): Promise<ServiceQueue> {
    const known = queues.get(provider.name)
    if (known !== undefined) return known
    const queue = open(provider)
    queues.set(provider.name, queue)
    // The next figure tries again.
    queue.catch(() => queues.delete(provider.name))
    return queue
  }

  async function stopAll(): Promise<void> {
    stopping.abort(new FigureError('interrupted', 'the run was interrupted'))
    await Promise.allSettled([...queues.values()].map(async (queue) => (await queue).settled()))
    await Promise.allSettled(underWay.values())
  }

  return {
    async make(provider, request) {
      const { specDigest } = request
      const running = underWay.get(specDigest)
      if (running !== undefined) return running
      const job = queueOf(provider).then((queue) => queue.buy(request))
      begin(specDigest, job)
      return job.finally(() => end(specDigest))
    },
    hint: (service, id) => pollers.get(service)?.hint(id),
    stop: stopAll,
    async close() {
      await stopAll()
      sendLog.close()
      await ledger.close()
    },
  }
}
