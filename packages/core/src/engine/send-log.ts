/** So many requests in any window. */
export interface Limit {
  requests: number
  windowMs: number
}

/** What a service counts requests by, and how many it takes. */
export interface Scope {
  /** As in `key 3fa1` or `address https://api.example`. */
  id: string
  /** Absent where the service does not say: then it is learnt when it refuses. */
  limit?: Limit | undefined
}

/** When requests were sent, by scope: in this process, or shared by several. */
export interface SendLog {
  /**
   * Takes a place in every scope or in none.
   *
   * @returns Milliseconds since the epoch from which all have room; `now` or earlier when taken.
   */
  take(scopes: readonly Scope[], now: number): number
  /** Gives back a place that was taken at `at`: nothing was sent. */
  giveBack(scopes: readonly Scope[], at: number): void
  /** Requests of a scope within the last `windowMs`. */
  count(scope: string, windowMs: number, now: number): number
  /** Nothing is sent in the scope before `until`. */
  pause(scope: string, until: number): void
  /** What a scope takes, as far as it has shown; replaces what was learnt before. */
  learn(scope: string, limit: Limit | undefined): void
  learnt(scope: string): Limit | undefined
  close(): void
}

/**
 * Added to every window: requests do not all take the same time to arrive, and two that left a
 * window apart can arrive a little closer.
 */
export const jitterMarginMs = 250

/** Services count by the minute unless they show something else. */
export const usualWindowMs = 60_000

interface ScopeLog {
  /** Ascending; longer than any window only until the next look. */
  sent: number[]
  pausedUntil: number
  learnt: Limit | undefined
}

/** A log that ends with this process. */
export function createMemorySendLog(): SendLog {
  const logs = new Map<string, ScopeLog>()
  const logOf = (id: string): ScopeLog => {
    const log = logs.get(id) ?? { sent: [], pausedUntil: 0, learnt: undefined }
    logs.set(id, log)
    return log
  }

  function scopeRoomFrom(scope: Scope, now: number): number {
    const { learnt, pausedUntil, sent } = logOf(scope.id)
    for (let index = sent.length - 1; isAhead(sent[index], now); index--) sent[index] = now
    const limit = limitOf(scope, learnt)
    const oldest = limit && sent[sent.length - limit.requests]
    return Math.max(pausedUntil, roomFrom(limit, oldest))
  }

  return {
    take(scopes, now) {
      const from = Math.max(now, ...scopes.map((scope) => scopeRoomFrom(scope, now)))
      if (from > now) return from
      for (const { id } of scopes) {
        const { sent } = logOf(id)
        sent.push(now)
        if (sent.length > 2 * mostKept) sent.splice(0, sent.length - mostKept)
      }
      return now
    },
    giveBack(scopes, at) {
      for (const { id } of scopes) {
        const { sent } = logOf(id)
        const index = sent.lastIndexOf(at)
        if (index >= 0) sent.splice(index, 1)
      }
    },
    count(id, windowMs, now) {
      const { sent } = logOf(id)
      let first = sent.length
      while (first > 0 && (sent[first - 1] ?? 0) > now - windowMs) first -= 1
      return sent.length - first
    },
    pause(id, until) {
      const log = logOf(id)
      log.pausedUntil = Math.max(log.pausedUntil, until)
    },
    learn(id, limit) {
      logOf(id).learnt = limit
    },
    learnt: (id) => logOf(id).learnt,
    close() {},
  }
}

/** No service takes more in a window. */
const mostKept = 5_000

/** What is known of a scope, or else what was learnt. */
export function limitOf({ limit }: Scope, learnt: Limit | undefined): Limit | undefined {
  return limit ?? learnt
}

/** When there is room, given the oldest of as many requests as a window takes. */
export function roomFrom(limit: Limit | undefined, oldest: number | undefined): number {
  return limit === undefined || oldest === undefined ? 0 : oldest + limit.windowMs + jitterMarginMs
}

/** Somebody set the clock back: what was sent counts from now. */
export function isAhead(at: number | undefined, now: number): boolean {
  return at !== undefined && at > now + jitterMarginMs
}
