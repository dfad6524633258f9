/** How often something is tried again, and how long it waits in between. Milliseconds. */
export interface RetryRule {
  retries: number
  baseMs: number
  capMs: number
}

export const retryRules = {
  /** Looking costs nothing. */
  read: { retries: 5, baseMs: 1_000, capMs: 30_000 },
  /** What was refused with proof that nothing was charged. */
  submit: { retries: 3, baseMs: 1_000, capMs: 30_000 },
} as const satisfies Record<string, RetryRule>

/** A service that asks for more patience than this is left alone until the next run. */
export const mostPatienceMs = 120_000

/** Full jitter: anywhere between nothing and the cap of this try, so that many do not come at once. */
export function backoffMs(
  tries: number,
  { baseMs, capMs }: RetryRule,
  random: () => number,
): number {
  return random() * Math.min(capMs, baseMs * 2 ** tries)
}

/** Tries that are left for a service, so that its outage is not multiplied by ours. */
export interface RetryQuota {
  /** Takes what a retry costs; false when too little is left: the circuit is open. */
  take(kind: 'refused' | 'unreachable'): boolean
  /** An answer gives back a little. */
  refill(): void
}

const fullQuota = 500
const costs = { refused: 5, unreachable: 10 } as const

export function createRetryQuota(): RetryQuota {
  let left = fullQuota
  return {
    take(kind) {
      if (left < costs[kind]) return false
      left -= costs[kind]
      return true
    },
    refill() {
      left = Math.min(fullQuota, left + 1)
    },
  }
}
