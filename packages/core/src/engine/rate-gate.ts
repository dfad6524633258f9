import type { Clock } from '../clock.js'
import { limitOf, type Scope, type SendLog, usualWindowMs } from './send-log.js'

/** Submissions and looks wait apart, and take turns where both wait: neither can starve the other. */
export type Lane = 'submit' | 'read'

/** Leave to send one request. */
export interface Permit {
  /** Which of the alternatives was chosen, from 0. */
  chosen: number
  scopes: readonly Scope[]
  /** Milliseconds since the epoch. */
  at: number
  /** Gives the place back: nothing was sent. */
  release(): void
}

export interface RateGate {
  /**
   * Waits until a request may be sent: until every scope of one alternative has room.
   *
   * @param alternatives Scopes of each key that could send it; the one with most room is chosen.
   * @throws The reason of the signal when it aborts.
   */
  acquire(
    alternatives: readonly (readonly Scope[])[],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<Permit>
  /** When nothing can be sent through these scopes; for people who wait. */
  waitsUntil(): number | undefined
}

/** Of a key's places, before the next key is used: looks, which cannot choose, need the others. */
const fillTo = 0.9

interface Waiter {
  alternatives: readonly (readonly Scope[])[]
  grant: (permit: Permit) => void
}

/** Lets requests through as fast as every scope allows, and no faster. */
export function createRateGate({ clock, log }: { clock: Clock; log: SendLog }): RateGate {
  const waiting: Record<Lane, Waiter[]> = { submit: [], read: [] }
  let turn: Lane = 'read'
  let timer: AbortController | undefined
  let nextAt: number | undefined

  /** Gives a place to the first waiter of a lane that can have one. */
  function serve(lane: Lane, now: number): { served: boolean; nextAt: number } {
    let earliest = Number.POSITIVE_INFINITY
    for (const [index, waiter] of waiting[lane].entries()) {
      for (const chosen of byRoom(waiter.alternatives, now)) {
        const scopes = waiter.alternatives[chosen] ?? []
        const from = log.take(scopes, now)
        earliest = Math.min(earliest, from)
        if (from > now) continue
        waiting[lane].splice(index, 1)
        waiter.grant({ chosen, scopes, at: now, release: () => giveBack(scopes, now) })
        return { served: true, nextAt: now }
      }
    }
    return { served: false, nextAt: earliest }
  }

  /**
   * One key after another, so that jobs lie on few lists; but a tenth of each is left for looks
   * while another has room. Keys whose limit is not known wear evenly.
   */
  function byRoom(alternatives: readonly (readonly Scope[])[], now: number): number[] {
    if (alternatives.length === 1) return [0]
    const order = alternatives.map(([own], index) => {
      const limit = own && limitOf(own, log.learnt(own.id))
      const used = own ? log.count(own.id, limit?.windowMs ?? usualWindowMs, now) : 0
      return { index, used, isOpen: limit !== undefined && used < fillTo * limit.requests }
    })
    return order
      .sort(
        (a, b) =>
          Number(b.isOpen) - Number(a.isOpen) || (a.isOpen ? b.used - a.used : a.used - b.used),
      )
      .map(({ index }) => index)
  }

  function giveBack(scopes: readonly Scope[], at: number): void {
    log.giveBack(scopes, at)
    pump()
  }

  function pump(): void {
    timer?.abort()
    timer = undefined
    for (;;) {
      const now = clock.now()
      const first = serve(turn, now)
      const other = turn === 'read' ? 'submit' : 'read'
      const second = first.served ? undefined : serve(other, now)
      if (first.served) turn = other
      if (first.served || second?.served) continue
      const from = Math.min(first.nextAt, second?.nextAt ?? Number.POSITIVE_INFINITY)
      nextAt = Number.isFinite(from) ? from : undefined
      if (nextAt !== undefined) wakeAt(nextAt - now)
      return
    }
  }

  function wakeAt(delayMs: number): void {
    const current = new AbortController()
    timer = current
    clock.sleep(delayMs, current.signal).then(pump, () => {})
  }

  return {
    async acquire(alternatives, lane, signal) {
      signal?.throwIfAborted()
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting[lane] = waiting[lane].filter((other) => other !== waiter)
          reject(signal?.reason)
        }
        const waiter: Waiter = {
          alternatives,
          grant(permit) {
            signal?.removeEventListener('abort', leave)
            resolve(permit)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        waiting[lane].push(waiter)
        pump()
      })
    },
    waitsUntil: () => (waiting.submit.length + waiting.read.length > 0 ? nextAt : undefined),
  }
}
