import type { Provider } from '../providers/provider.js'
import type { ServiceAccount } from './service-account.js'

/**
 * Asks a service for something that costs nothing, once with each key, so that the headers of its
 * answer tell of limits that its document leaves out. Where an answer takes as long as a picture,
 * the first submissions would tell too late for all that left beside them.
 *
 * @throws The reason of the signal when it aborts.
 */
export async function askLimits(
  provider: Provider,
  account: ServiceAccount,
  signal: AbortSignal,
): Promise<void> {
  const { capabilities, service } = provider
  if (capabilities.mode === 'async' || service === undefined || service.limits.length > 0) return
  for (const key of service.keys) {
    const turn = await account.forRead(key, signal)
    // Whatever is wrong, the submissions will tell.
    await provider.balance?.(turn.context).catch(() => {})
    turn.release()
  }
}
