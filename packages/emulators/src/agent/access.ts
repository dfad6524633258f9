import { createHash } from 'node:crypto'
import type { Clock } from '@figmill/core'

export const accessTokenMs = 15 * 60_000

/** Who may ask: API keys, and access tokens for as long as they live. */
export function createAccess(
  clock: Clock,
  keys: readonly string[],
  moltbookIdentities: readonly string[],
) {
  const expiries = new Map<string, number>()

  return {
    /** A new access token; `undefined` for an identity that Moltbook does not know. */
    exchange(identity: string): string | undefined {
      if (!moltbookIdentities.includes(identity)) return undefined
      const token = `ryn_at_${idOf('access', expiries.size)}`
      expiries.set(token, clock.now() + accessTokenMs)
      return token
    },
    check(token: string): 'known' | 'expired' | 'unknown' {
      if (keys.includes(token)) return 'known'
      const expiry = expiries.get(token)
      if (expiry === undefined) return 'unknown'
      return clock.now() < expiry ? 'known' : 'expired'
    },
  }
}

/** An id that looks drawn at random, and is the same in every run. */
export function idOf(kind: string, index: number): string {
  return createHash('sha256').update(`${kind} ${index}`).digest('hex').slice(0, 24)
}
