import type { Clock } from '../clock.js'
import { readRetryAfter } from '../http/read-retry-after.js'
import type { Send, ServiceAnswer, ServiceCall } from '../http/send-once.js'
import type { Provider, ProviderContext, ServiceFacts } from '../providers/provider.js'
import { createLimitLearner, type LimitNews } from './learn-limits.js'
import { createRateGate, type Lane, type Permit } from './rate-gate.js'
import type { Scope, SendLog } from './send-log.js'

/** Leave to use a service once, with one of its keys. */
export interface Turn {
  /** Fingerprint of the key to send with. */
  key: string
  context: ProviderContext
  /** Waits for the place of the next request, where the first has been used. @throws Its signal's reason. */
  ready(): Promise<void>
  /** Gives the turn back unless something was sent, and tells whether nothing was. */
  release(): boolean
}

/** The way to a service: every request of any kind goes through here, at the pace it allows. */
export interface ServiceAccount {
  /** Waits for a turn of any key that is not left out; for ever when all are. */
  forSubmit(signal: AbortSignal): Promise<Turn>
  /** Submits no more with a key, and tells how many are left. */
  leaveOut(key: string): number
  /** Waits for a turn of one key: jobs are looked after with the key that made them. */
  forRead(key: string, signal: AbortSignal): Promise<Turn>
  /** When the next request may leave, where some wait. Milliseconds since the epoch. */
  waitsUntil(): number | undefined
}

export interface ServiceAccountOptions {
  provider: Provider
  service: ServiceFacts
  clock: Clock
  log: SendLog
  send: Send
}

export function createServiceAccount(options: ServiceAccountOptions): ServiceAccount {
  const { clock, log, provider, send, service } = options
  const gate = createRateGate({ clock, log })
  const learner = createLimitLearner(log)
  const scopesByKey = new Map(service.keys.map((key) => [key, scopesOf(provider, service, key)]))
  /** Keys that submit. */
  const open = new Set(service.keys)
  const scopesOfKey = (key: string) => scopesByKey.get(key) ?? scopesOf(provider, service, key)

  /** The first request goes out on the permit that was waited for; others wait for their own. */
  function openTurn(key: string, permit: Permit, lane: Lane, signal: AbortSignal): Turn {
    let place: Permit | undefined = permit
    const takePlace = () => gate.acquire([permit.scopes], lane, signal)
    const sendInTurn: Send = async (call) => {
      if (!isOwn(call, service)) return send(call)
      const next = place ?? takePlace()
      place = undefined
      let granted: Permit
      try {
        granted = await next
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return { status: 'not-sent', reason }
      }
      const { at, scopes } = granted
      const sent = await send(call)
      if (sent.status === 'answered') {
        const now = clock.now()
        learner.observe({ at, scopes }, readLimitNews(sent.answer, now), now)
      }
      return sent
    }
    return {
      key,
      context: { clock, send: sendInTurn, key },
      async ready() {
        place ??= await takePlace()
      },
      release() {
        if (place === undefined) return false
        place.release()
        place = undefined
        return true
      },
    }
  }

  return {
    async forSubmit(signal) {
      for (;;) {
        const keys = [...open]
        const permit = await gate.acquire(keys.map(scopesOfKey), 'submit', signal)
        const key = keys[permit.chosen] ?? ''
        if (open.has(key)) return openTurn(key, permit, 'submit', signal)
        permit.release()
      }
    },
    leaveOut(key) {
      open.delete(key)
      return open.size
    },
    async forRead(key, signal) {
      const permit = await gate.acquire([scopesOfKey(key)], 'read', signal)
      return openTurn(key, permit, 'read', signal)
    },
    waitsUntil: gate.waitsUntil,
  }
}

/** The key's own scope first, then those it shares. */
function scopesOf({ name }: Provider, { limits, origin }: ServiceFacts, key: string): Scope[] {
  const limitOf = (scope: 'key' | 'account' | 'address'): Scope['limit'] =>
    limits.find((limit) => limit.scope === scope)
  return [
    { id: `key ${name} ${key}`, limit: limitOf('key') },
    { id: `account ${name}`, limit: limitOf('account') },
    { id: `address ${origin}`, limit: limitOf('address') },
  ]
}

/** Files are often sent to another host, which has limits of its own. */
function isOwn({ url }: ServiceCall, { origin }: ServiceFacts): boolean {
  return url.startsWith(`${origin}/`)
}

/** What the headers and the status of an answer say about limits. */
export function readLimitNews({ headers, status }: ServiceAnswer, now: number): LimitNews {
  const number = (name: string): number | undefined => {
    const text = headers[name]
    const value = text === undefined ? Number.NaN : Number(text)
    return Number.isFinite(value) && value >= 0 ? value : undefined
  }
  return {
    refused: status === 429,
    retryAfterMs: readRetryAfter(headers['retry-after'], now),
    limit: number('x-ratelimit-limit'),
    remaining: number('x-ratelimit-remaining'),
    resetMs: readReset(number('x-ratelimit-reset'), now),
  }
}

const longestWindowMs = 15 * 60_000

/** Services mean seconds from now, seconds since the epoch or milliseconds since the epoch. */
function readReset(value: number | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const waitMs = value > 1e12 ? value - now : value > 1e9 ? value * 1000 - now : value * 1000
  return Math.min(longestWindowMs, Math.max(0, waitMs))
}
