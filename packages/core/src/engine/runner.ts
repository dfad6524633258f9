import type { Cache } from '../cache/cache.js'
import type { FigureRecord } from '../cache/tier.js'
import type { Clock } from '../clock.js'
import { canonicalRequest } from '../digest.js'
import type { FetchUntrusted } from '../download/fetch-untrusted.js'
import type { FigureError } from '../errors.js'
import type { Listener } from '../events.js'
import type { FigureRequest } from '../figure-request.js'
import { toProblem } from '../problem.js'
import type {
  CostEstimate,
  Prepared,
  Provider,
  Recovered,
  SubmitOutcome,
} from '../providers/provider.js'
import type { PassPoint } from './fail-points.js'
import { closed, notFetched, overBudget, parked, stillRunning } from './job-errors.js'
import { type Finished, type Keeper, UnfetchedPicture, UnusablePicture } from './keep-picture.js'
import type { Cap, Claim, ClaimRequest, ClaimResult, Ledger, Receipt } from './ledger.js'
import { holdingOf, toReceipt } from './outcome-receipt.js'
import type { JobEnd, Poller } from './poller.js'
import { recoverLost } from './recover.js'
import { backoffMs, mostPatienceMs, retryRules } from './retry.js'
import { createSender, noAnswer, type Sending } from './sender.js'
import type { ServiceAccount, Turn } from './service-account.js'

export interface RunnerOptions {
  provider: Provider
  account: ServiceAccount
  ledger: Ledger
  cache: Cache
  clock: Clock
  random: () => number
  caps: readonly Cap[]
  keeper: Keeper
  poller: Poller
  /** Gets what is at a public address. */
  download?: FetchUntrusted | undefined
  passPoint: PassPoint
  listener?: Listener | undefined
  /** Aborts when nothing more is to be sent and nobody waits any longer. */
  stop: AbortSignal
}

/** What came of a submission, and the claim after it. */
export interface Answer {
  claim: Claim
  outcome: SubmitOutcome
}

/** What is to be done next for a figure. */
export type Next =
  | { do: 'return'; record: FigureRecord }
  /** Nothing was charged: claim it anew after a while. */
  | { do: 'resubmit'; afterMs: number | undefined; error: FigureError }

/** The life of one paid job, from a claim to its record. Every step is on the disk before the next. */
export interface Runner {
  claim(request: FigureRequest): Promise<ClaimResult>
  /** Does what comes before a request and costs nothing. A refusal gives the claim back. */
  prepare(request: FigureRequest, claim: Claim, turn: Turn): Promise<Prepared>
  /** Writes down that a claimed request is about to leave. False when the claim was lost. */
  intend(claim: Claim, turn: Turn): Promise<boolean>
  /** Sends requests once, together. Resolves when there is a receipt of every answer, or of its loss. */
  submit(sendings: readonly Sending[], turn: Turn): Promise<PromiseSettledResult<Answer>[]>
  /** Goes on from what came of a submission. @throws {FigureError} when no picture comes of it. */
  follow(request: FigureRequest, answer: Answer): Promise<Next>
  /** Goes on from a claim that was there. @throws {FigureError} as above. */
  resume(
    request: FigureRequest,
    result: Exclude<ClaimResult, { status: 'claimed' | 'held' }>,
  ): Promise<Next>
}

/** Services that recognise a repeated request do so for a day at least; clocks are set now and then. */
const replayWindowMs = 22 * 60 * 60 * 1000

export function createRunner(options: RunnerOptions): Runner {
  const {
    account,
    cache,
    caps,
    clock,
    download,
    keeper,
    ledger,
    listener,
    passPoint,
    poller,
    provider,
    random,
    stop,
  } = options

  const sender = createSender({ provider, download, passPoint, stop })

  async function receive(claim: Claim, receipt: Receipt): Promise<Claim> {
    passPoint('before-receipt')
    const after = await ledger.receive(claim, receipt)
    passPoint('after-receipt')
    return after
  }

  async function follow(request: FigureRequest, { claim, outcome }: Answer): Promise<Next> {
    switch (outcome.status) {
      case 'accepted':
        return outcome.end === undefined ? watch(request, claim) : keep(request, claim, outcome.end)
      case 'done':
        return keep(request, claim, {
          locations: [outcome.artifact, ...(outcome.artifact.alternates ?? [])].map(
            ({ bytes, mediaType }) => ({ kind: 'bytes', bytes, mediaType }),
          ),
          costCredits: outcome.costCredits,
        })
      case 'rejected': {
        const { again, error, retryAfterMs } = outcome
        if (again !== 'later' || (retryAfterMs ?? 0) > mostPatienceMs) throw error
        return { do: 'resubmit', afterMs: retryAfterMs, error }
      }
      case 'unknown':
        return clearUp(request, claim)
    }
  }

  /** Finds out about a request that may have been taken; never sends another one in its place. */
  async function clearUp(request: FigureRequest, claim: Claim): Promise<Next> {
    // A late answer may have come in the meantime.
    if (claim.state === 'submitted' && claim.handle !== undefined) return watch(request, claim)
    const age = clock.now() - (claim.sentAt ?? Number.NEGATIVE_INFINITY)
    const isFresh = Math.abs(age) < replayWindowMs
    const isReplayed = provider.capabilities.idempotency === 'request-id' && isFresh
    const found = isReplayed
      ? await replay(request, claim)
      : await recoverLost({ provider, account, ledger, clock, stop }, request, claim)
    if (found.status !== 'not-found') {
      return follow(request, { claim: await receive(claim, toReceipt(found)), outcome: found })
    }
    const reason = claim.reason ?? 'the answer was lost, and the request may have been taken'
    throw park(request, claim, `${reason}; ${found.reason}`)
  }

  /**
   * The same request under the same id: the service answers it again and does not charge again. A
   * refusal proves nothing about the first time.
   */
  async function replay(request: FigureRequest, claim: Claim): Promise<Recovered> {
    let reason = 'its repetition was not answered'
    for (let tries = 0; tries <= retryRules.read.retries; tries++) {
      await clock.sleep(backoffMs(tries, retryRules.read, random), stop)
      const turn = await account.forRead(claim.sender ?? '', stop)
      const prepared = await sender.prepare(request, turn)
      if (prepared.status === 'rejected') {
        reason = prepared.error.message
        turn.release()
        continue
      }
      if (!(await ledger.intend(claim, turn.key))) {
        turn.release()
        return { status: 'not-found', reason: 'another process took it over' }
      }
      const sending = { request, claim, prepared: prepared.request }
      const [outcome = noAnswer] = await sender.send([sending], turn)
      if (outcome.status === 'accepted' || outcome.status === 'done') return outcome
      reason = outcome.status === 'rejected' ? outcome.error.message : outcome.reason
      await receive(claim, { kind: 'unknown', reason })
    }
    return { status: 'not-found', reason }
  }

  /** Thousands may be watched at once: what is kept alive for each is small. */
  function watch(request: FigureRequest, claim: Claim): Promise<Next> {
    const { handle } = claim
    if (handle === undefined) return clearUp(request, { ...claim, state: 'unknown' })
    const { figure, specDigest } = request
    listener?.({
      type: 'figure-submitted',
      specDigest,
      figure,
      provider: provider.name,
      reservedCredits: claim.reserved,
    })
    const key = handle.keyFingerprint ?? claim.sender ?? ''
    passPoint('before-poll')
    return poller.watch(request, key, handle, claim.sentAt ?? clock.now()).then(
      (end) => conclude(request, claim, end),
      () => {
        throw stillRunning(claim)
      },
    )
  }

  async function conclude(request: FigureRequest, claim: Claim, end: JobEnd): Promise<Next> {
    passPoint('after-poll')
    switch (end.status) {
      case 'done':
        return keep(request, claim, end)
      case 'failed': {
        const { costCredits: credits = claim.reserved, error } = end
        const { hint, message: reason } = error
        return giveUp(request, await receive(claim, { kind: 'failed', reason, hint, credits }))
      }
      case 'lost':
        return giveUp(request, await receive(claim, { kind: 'lost', reason: end.reason }))
      case 'overdue':
        throw park(request, claim, end.reason)
    }
  }

  /** It came to nothing, unless another process has had more luck with it meanwhile. */
  async function giveUp(request: FigureRequest, claim: Claim): Promise<Next> {
    const found = claim.state === 'done' ? await cache.find(request.specDigest) : undefined
    if (found?.state === 'hit') return { do: 'return', record: found.value.record }
    throw closed(claim, await adviceOn(claim))
  }

  /** What to do about a failure, as it was told when it was seen. */
  async function adviceOn({ attempt, key }: Claim): Promise<string | undefined> {
    const receipts = await ledger.receipts(key)
    const own = receipts.filter((receipt) => receipt.attempt === attempt)
    return own.flatMap(({ receipt }) => (receipt.kind === 'failed' ? (receipt.hint ?? []) : []))[0]
  }

  async function keep(request: FigureRequest, claim: Claim, end: Finished): Promise<Next> {
    try {
      return { do: 'return', record: await keeper.keep(request, claim, end) }
    } catch (error) {
      if (error instanceof UnfetchedPicture) {
        // A job can be asked for its picture again; what came with an answer cannot.
        const isInterrupted = stop.aborted && claim.handle !== undefined
        throw isInterrupted ? notFetched(claim) : park(request, claim, error.message)
      }
      if (!(error instanceof UnusablePicture)) throw error
      const credits = end.costCredits ?? claim.reserved
      return giveUp(
        request,
        await receive(claim, { kind: 'failed', reason: error.message, credits }),
      )
    }
  }

  /** It may still end well, or a person must look; either way nothing more is sent. */
  function park({ figure, specDigest }: FigureRequest, claim: Claim, reason: string): FigureError {
    const error = parked(claim, reason)
    listener?.({ type: 'figure-parked', specDigest, figure, problem: toProblem(error) })
    return error
  }

  return {
    follow,
    async submit(sendings, turn) {
      const outcomes = await sender.send(sendings, turn)
      return Promise.allSettled(
        outcomes.map(async (outcome, index) => {
          const { claim } = sendings[index] as Sending
          const inHand = holdingOf(claim, outcome)
          const after = receive(claim, toReceipt(outcome)).catch((error) => {
            if (inHand === undefined) throw error
            return inHand
          })
          return { outcome, claim: await after }
        }),
      )
    },
    async claim(request) {
      passPoint('before-claim')
      const result = await ledger.claim(toClaimRequest(request, provider), caps)
      passPoint('after-claim')
      return result
    },
    async prepare(request, claim, turn) {
      passPoint('before-prepare')
      const prepared = await sender.prepare(request, turn)
      passPoint('after-prepare')
      if (prepared.status === 'rejected') await ledger.release(claim)
      return prepared
    },
    async intend(claim, turn) {
      passPoint('before-intent')
      const isOurs = await ledger.intend(claim, turn.key)
      passPoint('after-intent')
      return isOurs
    },
    async resume(request, result) {
      if (result.status === 'over-budget') {
        throw overBudget(result.state, mostCredits(provider.estimate(request.request)))
      }
      const { claim, status } = result
      // Its picture may have been stored by a run that ended before it could say so.
      const found = await cache.find(request.specDigest)
      if (found.state === 'hit') {
        const { record } = found.value
        if (claim.state === 'done') return { do: 'return', record }
        await keeper.settle(claim, record.costCredits)
        return { do: 'return', record }
      }
      switch (status) {
        case 'submitted':
          return watch(request, claim)
        case 'unknown':
          return clearUp(request, claim)
        case 'closed':
          throw closed(claim, await adviceOn(claim))
      }
    },
  }
}

function toClaimRequest(
  { figure, request, specDigest }: FigureRequest,
  provider: Provider,
): ClaimRequest {
  return {
    key: specDigest,
    figure,
    provider: provider.name,
    operation: request.operation,
    request: canonicalRequest(request),
    maxCredits: mostCredits(provider.estimate(request)),
  }
}

/** What is reserved: budgets must hold whatever it turns out to cost. */
function mostCredits({ credits, mostCredits = credits }: CostEstimate): number {
  return mostCredits
}
