import type { Clock } from '../clock.js'
import type { FigureRequest } from '../figure-request.js'
import { redact } from '../http/redact.js'
import type { LostAttempt, Provider, Recovered } from '../providers/provider.js'
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
/** Looks for one that is found, while others are sent that may have made what was found. */
const mostLooks = 3

/**
 * Looks for a request whose answer was lost among the jobs of its service. All requests that may
 * have got lost are looked for together: a job that fits two of them is adopted by neither.
 */
export async function recoverLost(
  options: RecoverOptions,
  { request }: FigureRequest,
  claim: Claim,
): Promise<Recovered> {
  const { clock, ledger, provider, stop } = options
  if (provider.recover === undefined || claim.sentAt === undefined) {
    return { status: 'not-found', reason: `\`${provider.name}\` cannot be asked what it took` }
  }
  const wanted = { request, requestId: claim.requestId, sentAtMs: claim.sentAt }
  await clock.sleep(settlingMs, stop)
  for (let looks = 0; looks < mostLooks; looks++) {
    const rivals = await rivalsOf(claim, options)
    const found = await look([wanted, ...rivals], claim, options)
    if (found.status === 'not-found') return found
    // Its answer may be on its way to another, or have come in the meantime. In this order: what is
    // answered between the two reads is seen by both, and not by neither.
    const sent = new Set(rivals.map(({ requestId }) => requestId))
    const isContested =
      provider.capabilities.recovery === 'list' &&
      (await rivalsOf(claim, options)).some(({ requestId }) => !sent.has(requestId))
    const known = await ledger.jobIds(provider.name)
    const isOwned = found.status === 'accepted' && known.has(found.handle.id)
    if (!isOwned && !isContested) return found
  }
  const reason = 'others were sent while it was looked for, and may be what was found'
  return { status: 'not-found', reason }
}

/** Other requests of the service that may have been taken without an answer. */
async function rivalsOf(
  { key }: Claim,
  { ledger, provider }: RecoverOptions,
): Promise<LostAttempt[]> {
  const open = await ledger.list(['submitting', 'unknown'])
  return open
    .filter((other) => other.key !== key && other.provider === provider.name)
    .flatMap(({ request, requestId, sentAt, updatedAt }) =>
      request === undefined
        ? []
        : { request: JSON.parse(request), requestId, sentAtMs: sentAt ?? updatedAt },
    )
}

async function look(
  attempts: readonly LostAttempt[],
  { sender = '' }: Claim,
  { account, ledger, provider, stop }: RecoverOptions,
): Promise<Recovered> {
  const known = await ledger.jobIds(provider.name)
  const turn = await account.forRead(sender, stop)
  try {
    const [found] = (await provider.recover?.(attempts, { ...turn.context, known })) ?? []
    return found ?? { status: 'not-found', reason: 'nothing was found' }
  } catch (error) {
    const detail = redact(error instanceof Error ? error.message : String(error))
    return { status: 'not-found', reason: `\`${provider.name}\` could not be asked: ${detail}` }
  }
}
