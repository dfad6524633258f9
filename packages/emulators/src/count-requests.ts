import type { Clock } from '@figmill/core'

/** How a service counts requests. */
export interface ServiceLimit {
  scope: 'key' | 'account' | 'address'
  requests: number
  windowMs: number
  kind: 'fixed' | 'sliding' | 'bucket'
}

export interface LimitAnswer {
  refused: boolean
  /** Until the service takes the next one. */
  retryAfterMs: number
  /** Of the key's own limit, for headers. */
  limit: number
  remaining: number
  resetMs: number
}

interface Counter {
  limit: ServiceLimit
  /** Sliding: times of requests. Fixed: start of the window and requests in it. Bucket: level. */
  times: number[]
  windowStart: number
  used: number
  level: number
  levelAt: number
}

/** Counts requests in every layer; a request must have room in all of them. */
export function createServiceLimits(
  limits: readonly ServiceLimit[],
  countsRefused: boolean,
  clock: Clock,
) {
  const counters = new Map<string, Counter>()

  function counterOf(limit: ServiceLimit, index: number, id: string): Counter {
    // Of one scope there may be several, such as a second's and a minute's.
    const name = `${index} ${id}`
    const now = clock.now()
    const counter = counters.get(name) ?? {
      limit,
      times: [],
      windowStart: now,
      used: 0,
      level: limit.requests,
      levelAt: now,
    }
    counters.set(name, counter)
    return counter
  }

  /** How long until the counter has room: 0 when it has. */
  function waitOf(counter: Counter): number {
    const { limit } = counter
    const now = clock.now()
    if (limit.kind === 'sliding') {
      counter.times = counter.times.filter((at) => at > now - limit.windowMs)
      const oldest = counter.times[counter.times.length - limit.requests]
      return oldest === undefined ? 0 : oldest + limit.windowMs - now
    }
    if (limit.kind === 'fixed') {
      const windows = Math.floor((now - counter.windowStart) / limit.windowMs)
      if (windows > 0) {
        counter.windowStart += windows * limit.windowMs
        counter.used = 0
      }
      return counter.used < limit.requests ? 0 : counter.windowStart + limit.windowMs - now
    }
    const perMs = limit.requests / limit.windowMs
    counter.level = Math.min(limit.requests, counter.level + (now - counter.levelAt) * perMs)
    counter.levelAt = now
    return counter.level >= 1 - 1e-9 ? 0 : (1 - counter.level) / perMs
  }

  function take(counter: Counter): void {
    const now = clock.now()
    counter.times = counter.times.filter((at) => at > now - counter.limit.windowMs)
    counter.times.push(now)
    counter.used += 1
    counter.level = Math.max(0, counter.level - 1)
  }

  return {
    /** @param ids Who asks, by scope. */
    ask(ids: Record<ServiceLimit['scope'], string>): LimitAnswer {
      const asked = limits.map((limit, index) => counterOf(limit, index, ids[limit.scope]))
      const waits = asked.map(waitOf)
      const retryAfterMs = Math.max(0, ...waits)
      const refused = retryAfterMs > 0
      if (!refused || countsRefused) for (const counter of asked) take(counter)
      const own = asked.find(({ limit }) => limit.scope === 'key') ?? asked[0]
      const limit = own?.limit.requests ?? 0
      const used =
        own === undefined
          ? 0
          : own.limit.kind === 'fixed'
            ? own.used
            : own.limit.kind === 'sliding'
              ? own.times.length
              : limit - own.level
      const resetMs =
        own === undefined
          ? 0
          : own.limit.kind === 'fixed'
            ? own.windowStart + own.limit.windowMs - clock.now()
            : Math.max(0, (own.times[0] ?? clock.now()) + own.limit.windowMs - clock.now())
      return {
        refused,
        retryAfterMs,
        limit,
        remaining: Math.max(0, Math.floor(limit - used)),
        resetMs,
      }
    },
  }
}
