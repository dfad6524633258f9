import type { Provider, ProviderContext } from '../providers/provider.js'
import type { Ledger } from './ledger.js'

export interface BalanceLook {
  /** Credits that are left, as the service counts them. */
  balance: number | undefined
  /**
   * Credits that are gone since the last look and that this ledger does not know of: somebody else
   * spent them, or a job that is parked was charged. Negative: that much came back.
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
  const spent = totals.find((total) => total.provider === provider.name)?.spent ?? 0
  const name = `balance ${provider.name}`
  const last = (await ledger.recall(name)) as { balance: number; spent: number } | undefined
  await ledger.remember(name, { balance, spent })
  const drift = last === undefined ? undefined : last.balance - balance - (spent - last.spent)
  return { balance, drift: drift === undefined ? undefined : Math.round(drift * 1e6) / 1e6 }
}
