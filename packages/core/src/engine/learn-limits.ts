import {
  jitterMarginMs,
  type Limit,
  limitOf,
  type Scope,
  type SendLog,
  usualWindowMs,
} from './send-log.js'

/** What an answer says about the limits of a service. */
export interface LimitNews {
  /** Whether it was refused for coming too often. */
  refused: boolean
  /** How long to wait, where it says so. */
  retryAfterMs?: number | undefined
  /** Requests of a window, what is left of it, and how long it lasts, from its headers. */
  limit?: number | undefined
  remaining?: number | undefined
  resetMs?: number | undefined
}

/** A request and when it was sent, in milliseconds since the epoch. */
export interface Sent {
  /** The key's first, then what it shares with others. */
  scopes: readonly Scope[]
  at: number
}

export interface LimitLearner {
  observe(sent: Sent, news: LimitNews, now: number): void
}

/** Keys that are refused within this time of each other were refused by what they share. */
const togetherMs = 10_000
/** How long a refusal without a hint is waited out. */
const blindPauseMs = 5_000

/** What answers have shown of one scope whose limit nobody told. */
interface Lesson {
  /** When requests were sent that were let through. */
  through: number[]
  /** How many more are tried after a window that was full and without a refusal. */
  step: number
  changedAt: number
}

/**
 * Learns from answers how much a service takes. A refusal says that what was let through in the
 * window before it is all there is room for; after each full window without one a few more are
 * tried, so that what was learnt too low finds its way up.
 */
export function createLimitLearner(log: SendLog): LimitLearner {
  const lessons = new Map<string, Lesson>()
  /** Of each key the last one, and what was known of it before. */
  const refusals = new Map<string, { at: number; before: Limit | undefined }>()

  const lessonOf = (id: string): Lesson => {
    const lesson = lessons.get(id) ?? { through: [], step: 1, changedAt: 0 }
    lessons.set(id, lesson)
    return lesson
  }

  /** Requests that were let through in the window before `now`. */
  function countThrough(id: string, now: number): number {
    const lesson = lessonOf(id)
    const from = now - (log.learnt(id)?.windowMs ?? usualWindowMs)
    lesson.through = lesson.through.filter((at) => at > from)
    return lesson.through.length
  }

  /** Whether all that is known to be room for in a window was used. */
  function isFull({ id, limit }: Scope, now: number): boolean {
    if (limit !== undefined) return log.count(id, limit.windowMs, now) >= limit.requests
    const learnt = log.learnt(id)
    return learnt !== undefined && countThrough(id, now) >= learnt.requests
  }

  /** The scope that a refusal is about, and those that wait for it. */
  function blame(scopes: readonly Scope[], now: number): readonly Scope[] {
    const [own, ...shared] = scopes
    if (own === undefined || shared.length === 0) return scopes
    if (shared.some((scope) => isFull(scope, now))) return shared
    const hasRoom = own.limit !== undefined && !isFull(own, now)
    const others = [...refusals].filter(([id, { at }]) => id !== own.id && now - at < togetherMs)
    if (others.length === 0 && !hasRoom) return [own]
    // What the others were thought to have shown of their keys was about what they share.
    for (const [id, { before }] of others) {
      log.learn(id, before)
      refusals.delete(id)
    }
    return shared
  }

  function refuse({ scopes }: Sent, news: LimitNews, now: number): void {
    const { limit = 0, remaining, retryAfterMs } = news
    const [own] = scopes
    const blamed = blame(scopes, now)
    for (const { id } of blamed) log.pause(id, now + (retryAfterMs ?? blindPauseMs))
    if (own !== undefined && blamed[0] === own) {
      const last = refusals.get(own.id)
      const isSame = last !== undefined && now - last.at < togetherMs
      refusals.set(own.id, { at: now, before: isSame ? last.before : log.learnt(own.id) })
    }
    const scope = blamed.findLast(({ limit }) => limit === undefined)
    if (scope === undefined) return
    const known = log.learnt(scope.id)
    // Somebody else may have used up a window: half of what was known is still believed. What is
    // under way may have been let through: where headers tell of the limit that refused, as they say.
    const requests = Math.max(
      1,
      remaining === 0 ? limit : 0,
      countThrough(scope.id, now),
      Math.floor((known?.requests ?? 0) / 2),
    )
    teach(scope.id, Math.min(requests, known?.requests ?? requests), now)
    lessonOf(scope.id).step = 1
  }

  function teach(id: string, requests: number, now: number): void {
    log.learn(id, { requests, windowMs: log.learnt(id)?.windowMs ?? usualWindowMs })
    lessonOf(id).changedAt = now
  }

  function accept({ at, scopes }: Sent, now: number): void {
    for (const { id, limit } of scopes) {
      if (limit !== undefined) continue
      const lesson = lessonOf(id)
      lesson.through.push(at)
      const learnt = log.learnt(id)
      if (learnt === undefined) continue
      const through = countThrough(id, now)
      // Some were under way when another was refused.
      if (through > learnt.requests) teach(id, through, now)
      else if (through === learnt.requests && now - lesson.changedAt > learnt.windowMs) {
        teach(id, through + lesson.step, now)
        lesson.step *= 2
      }
    }
  }

  /** What the headers of an answer say is not guessed. */
  function read(
    { at, scopes: [own] }: Sent,
    { limit, remaining, resetMs }: LimitNews,
    now: number,
  ): void {
    if (own === undefined) return
    if (limit !== undefined && limit > 0 && own.limit === undefined) {
      const windowMs = Math.max(log.learnt(own.id)?.windowMs ?? 0, wholeWindow(resetMs))
      log.learn(own.id, { requests: limit, windowMs })
      lessonOf(own.id).changedAt = now
    }
    if (remaining !== 0 || resetMs === undefined) return
    const { windowMs = usualWindowMs } = limitOf(own, log.learnt(own.id)) ?? {}
    // An answer that took long may tell of the time when it was asked for.
    const latest = at + Math.max(windowMs, resetMs)
    log.pause(own.id, Math.min(now + resetMs, latest) + jitterMarginMs)
  }

  return {
    observe(sent, news, now) {
      read(sent, news, now)
      if (news.refused) refuse(sent, news, now)
      else accept(sent, now)
    },
  }
}

/**
 * Windows last a second, a minute or an hour. What is left of one is a little less, or more where
 * it is rounded up or told by a clock that is ahead.
 */
function wholeWindow(leftMs = usualWindowMs): number {
  return [1_000, 60_000, 3_600_000].find((usual) => leftMs <= 2 * usual) ?? leftMs
}
