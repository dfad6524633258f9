import type { Clock } from '../clock.js'
import type { FigureRequest } from '../figure-request.js'
import type { Provider, Recovered } from '../providers/provider.js'
import type { Claim, Ledger } from './ledger.js'
import type { ServiceAccount } from './service-account.js'

export interface RecoverOptions {
  provider: Provider
  account: ServiceAccount
  ledger: Ledger
  clock: Clock
  stop: AbortSignal
}

/** A service may show a job a little after it took it. */
const settlingMs = 5_000

/**
 * Looks for a request whose answer was lost among the jobs of its service. All requests that may
 * have got lost are looked for together: a job that fits two of them is adopted by neither.
 */
export async function recoverLost(
  { account, clock, ledger, provider, stop }: RecoverOptions,
  { request }: FigureRequest,
  claim: Claim,
): Promise<Recovered> {
  if (provider.recover === undefined || claim.sentAt === undefined) {
    return { status: 'not-found', reason: `\`${provider.name}\` cannot be asked what it took` }
  }
  await clock.sleep(settlingMs, stop)
  const rivals = ledger
    .list(['submitting', 'unknown'])
    .filter(
      ({ key, provider: name, request }) =>
        key !== claim.key && name === provider.name && request !== undefined,
    )
  const attempts = [
    { request, requestId: claim.requestId, sentAtMs: claim.sentAt },
    ...rivals.map(({ request: text, requestId, sentAt, updatedAt }) => ({
      request: JSON.parse(text ?? '{}'),
      requestId,
      sentAtMs: sentAt ?? updatedAt,
    })),
  ]
  const known = new Set(
    ledger.list(['submitted', 'done', 'failed', 'lost']).flatMap(({ handle }) => handle?.id ?? []),
  )
  const turn = await account.forRead(claim.sender ?? '', stop)
  try {
    const [found] = await provider.recover(attempts, { ...turn.context, known })
    return found ?? { status: 'not-found', reason: 'nothing was found' }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { status: 'not-found', reason: `\`${provider.name}\` could not be asked: ${detail}` }
  }
}
