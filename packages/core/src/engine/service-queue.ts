import type { FigureRecord } from '../cache/tier.js'
import type { Clock } from '../clock.js'
import { FigureError } from '../errors.js'
import type { Listener } from '../events.js'
import type { FigureRequest } from '../figure-request.js'
import { toProblem } from '../problem.js'
import type { Provider } from '../providers/provider.js'
import { askLimits } from './ask-limits.js'
import { interrupted } from './job-errors.js'
import type { Ledger } from './ledger.js'
import { backoffMs, createRetryQuota, mostPatienceMs, retryRules } from './retry.js'
import type { Answer, Next, Runner } from './runner.js'
import type { Sending } from './sender.js'
import type { ServiceAccount, Turn } from './service-account.js'

export interface ServiceQueueOptions {
  provider: Provider
  account: ServiceAccount
  runner: Runner
  ledger: Ledger
  clock: Clock
  random: () => number
  /** Submissions under way at once. */
  concurrency: number
  listener?: Listener | undefined
  stop: AbortSignal
}

export interface ServiceQueue {
  /** @throws {FigureError} when no picture comes of it in this run. */
  buy(request: FigureRequest): Promise<FigureRecord>
  /** Whether some wait to be sent. */
  isSubmitting(): boolean
  /** Resolves when every request that left has its receipt. */
  settled(): Promise<void>
}

/** Thousands may be under way at once: what each of them keeps alive is small. */
interface Job {
  request: FigureRequest
  /** Milliseconds since the epoch. */
  queuedAt: number
  /** Times it was refused with proof that nothing was charged. */
  refusals: number
  /** Most requests it is sent together with: fewer after a refusal of many. */
  batchLimit: number
  resolve: (record: FigureRecord) => void
  reject: (error: unknown) => void
}

interface JobSending extends Sending {
  job: Job
}

type Resubmission = Extract<Next, { do: 'resubmit' }>

/** How often another process's claim is looked at. */
const heldLookMs = 1_000

/** Sends what is to be bought from one service: in order, in batches, at the pace it allows. */
export function createServiceQueue(options: ServiceQueueOptions): ServiceQueue {
  const { account, clock, concurrency, ledger, listener, provider, random, runner, stop } = options
  const waiting: Job[] = []
  const underWay = new Set<Promise<void>>()
  const quota = createRetryQuota()
  let dispatching = false
  let limitsAsked: Promise<void> | undefined
  /** Aborts when nothing more is sent in this run: that was tried enough. */
  const closing = new AbortController()
  const noMore = AbortSignal.any([stop, closing.signal])

  /** What was claimed before needs no turn: nothing is sent for it. */
  async function begin(job: Job): Promise<void> {
    const known = await ledger.find(job.request.specDigest)
    const isNew =
      known === undefined ||
      known.state === 'leased' ||
      (known.state === 'failed' && known.spent === 0)
    if (isNew) return enqueue(job)
    const result = await runner.claim(job.request)
    if (result.status === 'claimed') {
      await ledger.release(result.claim)
      return enqueue(job)
    }
    if (result.status === 'held') return waitForOther(job)
    goOn(job, runner.resume(job.request, result))
  }

  function enqueue(job: Job): void {
    waiting.push(job)
    if (dispatching) return
    dispatching = true
    void dispatch()
  }

  async function dispatch(): Promise<void> {
    try {
      limitsAsked ??= askLimits(provider, account, noMore)
      await limitsAsked
      while (waiting.length > 0) {
        while (underWay.size >= concurrency) await Promise.race(underWay)
        const next = account.forSubmit(noMore)
        const untilMs = account.waitsUntil()
        if (untilMs !== undefined) {
          listener?.({ type: 'provider-waiting', provider: provider.name, untilMs })
        }
        const turn = await next
        const jobs = takeBatch()
        const sent = send(jobs, turn)
        underWay.add(sent)
        void sent.finally(() => underWay.delete(sent))
      }
    } catch (error) {
      const reason = stop.aborted ? interrupted() : error
      for (const job of waiting.splice(0)) fail(job, reason)
    } finally {
      dispatching = false
    }
  }

  /** The first in line, and others that may go with it. */
  function takeBatch(): Job[] {
    const [first] = waiting
    if (first === undefined) return []
    const groupOf = (job: Job) => provider.groupOf?.(job.request.request)
    const most = Math.min(provider.capabilities.batchSize, first.batchLimit)
    const group = groupOf(first)
    const batch: Job[] = []
    // Thousands may be in line: no further than need be.
    for (const job of waiting) {
      if (batch.length === most) break
      if (job === first || (job.batchLimit >= most && groupOf(job) === group)) batch.push(job)
    }
    for (const job of batch) waiting.splice(waiting.indexOf(job), 1)
    return batch
  }

  /** Resolves when every request that left has its receipt; what follows goes on by itself. */
  async function send(jobs: readonly Job[], turn: Turn): Promise<void> {
    // All are prepared before the first may leave: nothing slow lies between an intent and its answer.
    const prepared = (await Promise.all(jobs.map((job) => claimFor(job, turn)))).flat()
    const ready = await waitForPlace(prepared, turn)
    const sendings = (await Promise.all(ready.map((sending) => intend(sending, turn)))).flat()
    if (sendings.length === 0) return void turn.release()
    const answers = await runner.submit(sendings, turn)
    for (const [index, { job }] of sendings.entries()) {
      const answer = answers[index]
      if (answer?.status === 'fulfilled') {
        follow(job, answer.value, turn.key, sendings.length)
      } else fail(job, answer?.reason)
    }
  }

  function follow(job: Job, answer: Answer, sender: string, together: number): void {
    const { outcome } = answer
    if (outcome.status !== 'rejected') quota.refill()
    else if (outcome.about === 'key' || (outcome.retryAfterMs ?? 0) > mostPatienceMs) {
      if (account.leaveOut(sender) === 0) close(outcome.error)
      else if (outcome.about === 'key') {
        enqueue(job)
        return
      }
    }
    // Which of many was refused is told by asking for fewer.
    else if (outcome.about === undefined && outcome.again !== 'later' && together > 1) {
      enqueue({ ...job, batchLimit: Math.ceil(together / 2) })
      return
    }
    goOn(job, runner.follow(job.request, answer))
  }

  function goOn(job: Job, next: Promise<Next>): void {
    next
      .then(
        (found) => finish(job, found),
        (error) => fail(job, error),
      )
      .catch(job.reject)
  }

  async function claimFor(job: Job, turn: Turn): Promise<JobSending[]> {
    try {
      const { request } = job
      const result = await runner.claim(request)
      if (result.status === 'held') waitForOther(job)
      else if (result.status !== 'claimed') goOn(job, runner.resume(request, result))
      else {
        const { claim } = result
        const prepared = await runner.prepare(request, claim, turn)
        if (prepared.status === 'ready')
          return [{ job, request, claim, prepared: prepared.request }]
        follow(job, { claim, outcome: prepared }, turn.key, 1)
      }
    } catch (error) {
      fail(job, error)
    }
    return []
  }

  /** To prepare them may have used the turn, and taken long. Gives those that may leave now: all or none. */
  async function waitForPlace(prepared: JobSending[], turn: Turn): Promise<JobSending[]> {
    if (prepared.length === 0) return []
    try {
      await turn.ready()
      stop.throwIfAborted()
      return prepared
    } catch (error) {
      const reason = stop.aborted ? interrupted() : error
      for (const { claim, job } of prepared) {
        await ledger.release(claim).catch(() => {})
        fail(job, reason)
      }
      return []
    }
  }

  async function intend(sending: JobSending, turn: Turn): Promise<JobSending[]> {
    const { claim, job, request } = sending
    try {
      if (await runner.intend(claim, turn)) {
        const { figure, specDigest } = request
        listener?.({ type: 'figure-started', specDigest, figure, provider: provider.name })
        return [sending]
      }
      waitForOther(job)
    } catch (error) {
      fail(job, error)
    }
    return []
  }

  function finish(job: Job, next: Next): void {
    if (next.do === 'return') succeed(job, next.record)
    else tryAgain(job, next).catch((error) => fail(job, error))
  }

  async function tryAgain(job: Job, { afterMs, error }: Resubmission): Promise<void> {
    if (stop.aborted) throw interrupted()
    const tries = job.refusals
    const isEnough = tries >= retryRules.submit.retries + (afterMs === undefined ? 0 : 20)
    if (closing.signal.aborted) throw closing.signal.reason
    if (isEnough) throw error
    if (afterMs === undefined && !quota.take('unreachable')) throw close(error)
    // After a refusal that says how long to wait the gate waits for all.
    if (afterMs === undefined) await clock.sleep(backoffMs(tries, retryRules.submit, random), stop)
    enqueue({ ...job, refusals: tries + 1 })
  }

  function succeed({ queuedAt, request, resolve }: Job, record: FigureRecord): void {
    const { figure, specDigest } = request
    listener?.({
      type: 'figure-finished',
      specDigest,
      figure,
      provider: provider.name,
      costCredits: record.costCredits,
      elapsedMs: clock.now() - queuedAt,
    })
    resolve(record)
  }

  function fail({ reject, request }: Job, error: unknown): void {
    const { figure, specDigest } = request
    const problem = toProblem(error)
    if (problem.code !== 'figure-parked') {
      listener?.({ type: 'figure-failed', specDigest, figure, problem })
    }
    reject(error)
  }

  /** Leaves the service alone: what still waits fails at once, and what it has is looked after. */
  function close({ hint, message }: FigureError): FigureError {
    const reason = new FigureError(
      'service-left-alone',
      `\`${provider.name}\` is left alone for now: ${message}`,
      { hint: hint ?? 'Too much came to nothing, or it asks for a long rest. Run it again later.' },
    )
    if (!closing.signal.aborted) {
      listener?.({ type: 'provider-down', provider: provider.name, detail: message })
    }
    closing.abort(reason)
    return reason
  }

  function waitForOther(job: Job): void {
    clock
      .sleep(heldLookMs, stop)
      .catch(() => {
        throw interrupted()
      })
      .then(() => begin(job))
      .catch((error) => fail(job, error))
  }

  return {
    buy(request) {
      const { figure, specDigest } = request
      listener?.({ type: 'figure-queued', specDigest, figure, provider: provider.name })
      return new Promise<FigureRecord>((resolve, reject) => {
        const { batchSize } = provider.capabilities
        const job: Job = {
          request,
          queuedAt: clock.now(),
          refusals: 0,
          batchLimit: batchSize,
          resolve,
          reject,
        }
        if (stop.aborted) fail(job, interrupted())
        else begin(job).catch((error) => fail(job, error))
      })
    },
    isSubmitting: () => waiting.length > 0,
    async settled() {
      await Promise.allSettled(underWay)
    },
  }
}
