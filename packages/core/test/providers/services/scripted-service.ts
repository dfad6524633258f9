import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import type { Fault, FaultScript } from '../../../../emulators/src/faults.js'
import type { ProviderRequest } from '../../../src/digest.js'
import type { Send, Sent, ServiceCall } from '../../../src/http/send-once.js'
import type { Provider, SubmitContext, SubmitOutcome } from '../../../src/providers/provider.js'

/** @param body Text, or a value that is sent as JSON. */
export function answered(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Sent {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 'answered', answer: { status, headers, body: Buffer.from(text) } }
}

/** The same way to a service, and what went there. */
export function keepCalls(send: Send): { calls: ServiceCall[]; send: Send } {
  const calls: ServiceCall[] = []
  return {
    calls,
    send: (call) => {
      calls.push(call)
      return send(call)
    },
  }
}

/** A service that answers everything alike, for an adapter whose key has this fingerprint. */
export function answerAlike(sent: Sent, key: string) {
  const { calls, send } = keepCalls(async () => sent)
  return { calls, context: { clock: createVirtualClock(), send, key } satisfies SubmitContext }
}

/** Sends a request as an engine does: once what has to come before it is done. */
export async function submitPrepared(
  provider: Provider,
  request: ProviderRequest,
  context: SubmitContext,
): Promise<SubmitOutcome> {
  const prepared = (await provider.prepare?.(request, context)) ?? { status: 'ready', request }
  if (prepared.status === 'rejected') return prepared
  const [outcome] = await provider.submit([prepared.request], context)
  if (outcome === undefined) throw new Error('there is no outcome')
  return outcome
}

/** What goes wrong with every submission. */
export const atEverySubmit = (fault: Fault): { faultOf: FaultScript } => ({
  faultOf: (kind) => (kind === 'submit' ? fault : undefined),
})

/** What goes wrong with the first submission, and with no other. */
export const atFirstSubmit = (fault: Fault): { faultOf: FaultScript } => ({
  faultOf: (kind, index) => (kind === 'submit' && index === 0 ? fault : undefined),
})

/** What each fault proves of a submission: that it was not taken, or nothing at all. */
export const submissionFaults: [Fault, SubmitOutcome['status']][] = [
  ['refuse', 'rejected'],
  ['429', 'rejected'],
  ['reset-before', 'unknown'],
  ['reset-after', 'unknown'],
  ['hang', 'unknown'],
  ['500-before', 'unknown'],
  ['500-after', 'unknown'],
  ['503-after', 'unknown'],
  ['invalid-json', 'unknown'],
  ['html', 'unknown'],
  ['huge-answer', 'unknown'],
]
