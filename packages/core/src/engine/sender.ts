import type { ProviderRequest } from '../digest.js'
import type { FetchUntrusted } from '../download/fetch-untrusted.js'
import { FigureError } from '../errors.js'
import type { FigureRequest } from '../figure-request.js'
import { redact } from '../http/redact.js'
import type { Prepared, Provider, SubmitOutcome } from '../providers/provider.js'
import type { PassPoint } from './fail-points.js'
import { interrupted } from './job-errors.js'
import type { Claim } from './ledger.js'
import type { Turn } from './service-account.js'

/** A claim of ours that is about to be sent. */
export interface Sending {
  request: FigureRequest
  claim: Claim
  /** The request as it leaves. */
  prepared: ProviderRequest
}

export interface SenderOptions {
  provider: Provider
  /** Gets what is at a public address. */
  download?: FetchUntrusted | undefined
  passPoint: PassPoint
  stop: AbortSignal
}

/** Calls the adapter, and knows what it proves when it throws. */
export interface Sender {
  /** What comes before a request and costs nothing: nothing is taken, whatever goes wrong. */
  prepare(request: FigureRequest, turn: Turn): Promise<Prepared>
  /** Sends requests once, together: an outcome for each. */
  send(sendings: readonly Sending[], turn: Turn): Promise<SubmitOutcome[]>
}

export const noAnswer = { status: 'unknown', reason: 'the adapter gave no outcome' } as const

export function createSender({ download, passPoint, provider, stop }: SenderOptions): Sender {
  return {
    async prepare({ inputs, request }, turn) {
      try {
        stop.throwIfAborted()
        const prepared = await provider.prepare?.(request, { ...turn.context, inputs, download })
        stop.throwIfAborted()
        return prepared ?? { status: 'ready', request }
      } catch (defect) {
        const error = new FigureError('service-refused', describe(defect))
        return { status: 'rejected', error: stop.aborted ? interrupted() : error }
      }
    },
    async send(sendings, turn) {
      passPoint('before-submit')
      const requests = sendings.map(({ prepared }) => prepared)
      const requestIds = sendings.map(({ claim }) => claim.requestId)
      const sentAtMs = sendings.map(({ claim }) => claim.sentAt)
      const inputs = sendings.flatMap(({ request }) => request.inputs ?? [])
      try {
        const context = { ...turn.context, requestIds, sentAtMs, inputs, download }
        const outcomes = await provider.submit(requests, context)
        passPoint('after-submit')
        return requests.map((_, index) => outcomes[index] ?? noAnswer)
      } catch (error) {
        // An adapter that throws has a defect, and may have sent before.
        return requests.map(() => ({ status: 'unknown', reason: describe(error) }))
      }
    },
  }
}

function describe(defect: unknown): string {
  return redact(`the adapter failed: ${defect instanceof Error ? defect.message : defect}`)
}
