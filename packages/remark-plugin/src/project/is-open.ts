import type { Claim } from '@figmill/core/internal-engine'

/** Whether nothing is sent for it again by itself: a build goes on with it, or says what became of it. */
export function isOpen({ spent, state }: Claim): boolean {
  return state !== 'leased' && (state !== 'failed' || spent > 0)
}
