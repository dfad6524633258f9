import type { Provider, ProviderContext } from '../providers/provider.js'
import type { Ledger } from './ledger.js'

export interface BalanceLook {
  /** Credits that are left, as the service counts them. */
  balance: number | undefined
  /**
   * Credits that are gone since the last look and that this ledger does not know of: somebody else
   * spent them. Negative: that much came back. Not known while something is reserved.
   */
  drift: number | undefined
}

/** Asks a service what is left, which costs nothing, and holds it against the ledger. */
export async function lookAtBalance(
  provider: Provider,
  ledger: Ledger,
  context: ProviderContext,
): Promise<BalanceLook> {
  const balance = await provider.balance?.(context)
  if (balance === undefined) return { balance, drift: undefined }
  const totals = await ledger.totals('ever')
  const { reserved = 0, spent = 0 } = totals.find((total) => total.provider === provider.name) ?? {}
  // Whether what is reserved was charged already, only its outcome tells.
  if (reserved > 0) return { balance, drift: undefined }
  const name = `balance ${provider.name}`
  const last = (await ledger.recall(name)) as { balance: number; spent: number } | undefined
  await ledger.remember(name, { balance, spent })
  const drift = last === undefined ? undefined : last.balance - balance - (spent - last.spent)
  return { balance, drift: drift === undefined ? undefined : Math.round(drift * 1e6) / 1e6 }
}
