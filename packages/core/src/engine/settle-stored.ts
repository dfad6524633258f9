import type { Cache } from '../cache/cache.js'
import type { Ledger } from './ledger.js'

/**
 * Settles jobs whose pictures are in the cache: a run ended after it had stored them and before it
 * could say so. Otherwise what they cost would stay reserved for ever. One that came from a shared
 * cache counts as spent too: that it was also charged here cannot be ruled out.
 */
export async function settleStored(ledger: Ledger, cache: Pick<Cache, 'peek'>): Promise<void> {
  const open = await ledger.list(['leased', 'submitting', 'submitted', 'unknown'])
  await Promise.all(
    open.map(async (claim) => {
      const found = cache.peek(claim.key)
      if (found.state !== 'hit') return
      await ledger.receive(claim, { kind: 'stored', credits: found.value.costCredits })
    }),
  )
}
