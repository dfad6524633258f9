import type { Clock } from '../clock.js'
import type { Listener } from '../events.js'
import type { FigureRequest } from '../figure-request.js'
import { redact } from '../http/redact.js'
import type { JobHandle, JobState, Provider } from '../providers/provider.js'
import type { Durations } from './durations.js'
import { nextLookAt, type PendingJob } from './look-times.js'
import { backoffMs, retryRules } from './retry.js'
import type { Turn } from './service-account.js'

/** How a job ended, as far as a run could see it. */
export type JobEnd =
  | Exclude<JobState, { status: 'pending' }>
  /** It still runs, or nobody could be asked: a later run looks again. */
  | { status: 'overdue'; reason: string }

export interface PollerOptions {
  provider: Provider
  clock: Clock
  random: () => number
  durations: Durations
  /** Leave to look once, with the key that made the jobs. */
  openTurn: (key: string) => Promise<Turn>
  /** Whether submissions wait, whose places looks would take. */
  isSubmitting: () => boolean
  /** How long a job is looked after before it is left to a later run. */
  deadlineMs: number
  /** Is told what services say that they are at. */
  listener?: Listener | undefined
  /** Aborts when nobody waits any longer. */
  stop: AbortSignal
}

/** Looks after all jobs of a service: with one request for as many as it tells about. */
export interface Poller {
  /**
   * @param key Fingerprint of the key that made the job.
   * @param sentAt Milliseconds since the epoch.
   * @throws The reason of the stop: the job goes on without us.
   */
  watch(figure: WatchedFigure, key: string, handle: JobHandle, sentAt: number): Promise<JobEnd>
  /** Plans a look at a job for now, if it is watched: somebody says that it has ended. */
  hint(id: string): void
}

/** Whose job it is. */
type WatchedFigure = Pick<FigureRequest, 'figure' | 'specDigest'>

interface Watched extends PendingJob {
  /** As it was given: thousands are held. */
  figure: WatchedFigure
  /** What was told last of what the service is at. */
  stage: string | undefined
  /** When it was given to this poller. Milliseconds since the epoch. */
  since: number
  key: string
  handle: JobHandle
  /** Jobs of its list that were watched before it. */
  index: number
  /** Looks at pages that it should have been on, and was not. */
  unseen: number
  /** A look at it is under way. */
  isAsked: boolean
  /** When a hint came that no look has followed yet. */
  hintedAt: number | undefined
  /** When it is to be asked for by itself, once that is planned. */
  dueAt: number | undefined
  resolve: (end: JobEnd) => void
  reject: (error: unknown) => void
}

/** Jobs that one look tells about. */
interface Group {
  key: string
  jobs: Watched[]
  /** Of the service's list, newest first, from 0; absent where a job is asked for by itself. */
  page: number | undefined
}

interface Failing {
  times: number
  restUntil: number
}

/** One that is neither on its page nor on the next is asked for by itself. */
const mostUnseen = 2
/** Until something is known of the service one looks ahead for all; later a few do at once. */
const scouts = 1
const mostLooks = 4
/** While submissions go out, jobs move from page to page. */
const planEveryMs = 1_000
/** Characters of a stage that are told. */
const longestStage = 60

export function createPoller(options: PollerOptions): Poller {
  const { clock, deadlineMs, durations, isSubmitting, listener } = options
  const { openTurn, provider, random, stop } = options
  const { listScope, listSize } = provider.capabilities
  /** Jobs of the same name stand in one list. */
  const listOf = (key: string) => (listScope === 'account' ? '' : key)
  const made = new Map<string, number>()
  const watched = new Set<Watched>()
  let looks = 0
  /** By job, page of a list, and key: what failed since it last did not. */
  const failing = new Map<Watched | string, Failing>()
  let running = false
  let wake: AbortController | undefined

  async function run(): Promise<void> {
    running = true
    while (watched.size > 0) {
      const now = clock.now()
      const next = chooseLook()
      if (next !== undefined && next.at <= now) {
        startLook(next.group)
        continue
      }
      endOverdue(now)
      const overdueAt = Math.min(...[...watched].map(({ since }) => since)) + deadlineMs
      if (watched.size > 0) await sleepUntil(Math.min(next?.at ?? overdueAt, overdueAt))
    }
    running = false
  }

  /** The look that is due first, and when; none while as many as allowed are under way. */
  function chooseLook(): { at: number; group: Group } | undefined {
    if (looks >= (durations.isKnown() ? mostLooks : scouts)) return undefined
    const isDear = isSubmitting() && listSize > 1
    const listed: Watched[] = []
    let first: { at: number; group: Group } | undefined
    const consider = (planned: number, group: Group) => {
      const at = Math.max(planned, restOf(group))
      if (first === undefined || at < first.at) first = { at, group }
    }
    for (const job of watched) {
      if (job.isAsked) continue
      if (job.hintedAt !== undefined) {
        consider(job.hintedAt, { key: job.key, jobs: [job], page: undefined })
        continue
      }
      if (isListed(job)) {
        listed.push(job)
        continue
      }
      const at = job.dueAt ?? nextLookAt({ jobs: [job], size: listSize, isDear }, durations)
      // Planned once for each look: there may be thousands. Dear looks come sooner when they no longer are.
      if (!isDear) job.dueAt = at
      consider(at, { key: job.key, jobs: [job], page: undefined })
    }
    for (const group of toGroups(listed)) {
      const listedGroup = { jobs: group.jobs, size: listSize, isDear }
      consider(nextLookAt(listedGroup, durations, first?.at), group)
    }
    return first
  }

  function isListed({ unseen }: Watched): boolean {
    return listSize > 1 && unseen < mostUnseen
  }

  /** What a look is about: a job, or a page of a list. */
  function subjectOf({ jobs: [job], key, page }: Group): Watched | string {
    return job === undefined || page !== undefined ? `${listOf(key)} ${page}` : job
  }

  function restOf(group: Group): number {
    if (failing.size === 0) return 0
    const rests = [subjectOf(group), group.key].map((name) => failing.get(name)?.restUntil ?? 0)
    return Math.max(...rests)
  }

  /** By what one look can tell about. */
  function toGroups(jobs: readonly Watched[]): Group[] {
    const pages = new Map<string, Group>()
    for (const job of jobs) {
      const { handle, index, key, unseen } = job
      const list = listOf(key)
      const position = (made.get(list) ?? 0) - 1 - index
      // What somebody else made since pushes it further down.
      const page = isListed(job) ? Math.floor(position / listSize) + unseen : undefined
      const name = page === undefined ? `${key} ${handle.id}` : `${list} ${page}`
      const group = pages.get(name) ?? { key, jobs: [], page }
      pages.set(name, group)
      group.jobs.push(job)
    }
    return [...pages.values()]
  }

  async function sleepUntil(at: number): Promise<void> {
    const now = clock.now()
    wake = new AbortController()
    const until = isSubmitting() ? Math.min(at, now + planEveryMs) : at
    await clock.sleep(until - now, wake.signal).catch(() => {})
  }

  function startLook(group: Group): void {
    const { jobs } = group
    looks += 1
    for (const job of jobs) Object.assign(job, { isAsked: true, hintedAt: undefined })
    void look(group).finally(() => {
      looks -= 1
      for (const job of jobs) Object.assign(job, { isAsked: false, dueAt: undefined })
      wake?.abort()
    })
  }

  async function look(planned: Group): Promise<void> {
    const { key } = planned
    let group = planned
    let turn: Turn | undefined
    try {
      turn = await openTurn(key)
      // While it waited for its turn, jobs may have moved to another page.
      const groups = toGroups(planned.jobs.filter((job) => watched.has(job)))
      const [largest] = groups.sort((one, other) => other.jobs.length - one.jobs.length)
      if (largest === undefined) return void turn.release()
      // The list of an account tells one key of another's jobs.
      group = { ...largest, key }
      const { page } = group
      // A page tells of every job that is on it.
      const jobs =
        page === undefined
          ? group.jobs
          : [...watched].filter((job) => listOf(job.key) === listOf(key))
      const handles = jobs.map(({ handle }) => handle)
      const states = (await provider.poll?.(handles, { ...turn.context, page })) ?? []
      turn.release()
      for (const name of [subjectOf(group), key]) failing.delete(name)
      const expected = new Set(group.jobs)
      for (const [index, job] of jobs.entries()) {
        const state = states[index]
        const isUnseen = page !== undefined && state?.status === 'pending' && state.isUnseen
        if (!isUnseen) learn(job, state)
        else if (expected.has(job)) job.unseen += 1
      }
    } catch (error) {
      fail(group, error, turn?.release() !== true)
    }
  }

  function learn(job: Watched, state: JobState | undefined): void {
    const age = clock.now() - job.sentAt
    const hasEnded = state !== undefined && state.status !== 'pending'
    if (state?.status !== 'lost')
      durations.add((job.seenAt ?? job.sentAt) - job.sentAt, age, hasEnded)
    job.seenAt = clock.now()
    // A state that nobody has heard of is no end.
    if (hasEnded) end(job, state)
    else if (state?.status === 'pending') tellStage(job, redact(state.stage ?? '', longestStage))
  }

  function tellStage(job: Watched, stage: string): void {
    // Another look may have seen its end meanwhile.
    if (stage === '' || stage === job.stage || !watched.has(job)) return
    job.stage = stage
    const { figure, specDigest } = job.figure
    listener?.({ type: 'figure-progressed', specDigest, figure, provider: provider.name, stage })
  }

  function end(job: Watched, how: JobEnd): void {
    watched.delete(job)
    failing.delete(job)
    job.resolve(how)
  }

  /**
   * A look that fails often ends its own jobs. Looks at one thing after the other that all fail are
   * about who asks: they end what that key looks after.
   */
  function fail(group: Group, error: unknown, wasAsked: boolean): void {
    const { jobs, key } = group
    const subject = subjectOf(group)
    // Others first: they show whether it is theirs alone.
    for (const job of jobs) if (watched.delete(job)) watched.add(job)
    const isDown = wasAsked && !failing.has(subject) && failsOften(key)
    const isOver = failsOften(subject)
    const given = isDown ? [...watched] : isOver ? jobs : []
    const reason = redact(
      `it could not be asked: ${error instanceof Error ? error.message : error}`,
    )
    // What another key made, that one can ask for.
    for (const job of given) if (job.key === key) end(job, { status: 'overdue', reason })
  }

  /** Counts a failure: it is left alone for a while, or was tried enough. */
  function failsOften(name: Watched | string): boolean {
    const times = (failing.get(name)?.times ?? 0) + 1
    const restUntil = clock.now() + backoffMs(times, retryRules.read, random)
    failing.set(name, { times, restUntil })
    return times > retryRules.read.retries && failing.delete(name)
  }

  /** A job of an earlier run has its time from when it is looked after again. */
  function endOverdue(now: number): void {
    for (const job of [...watched].filter(({ since }) => now >= since + deadlineMs)) {
      const minutes = Math.round((now - job.sentAt) / 60_000)
      const what = job.stage === undefined ? 'runs' : `says \`${job.stage}\``
      end(job, { status: 'overdue', reason: `it still ${what} after ${minutes} minutes` })
    }
  }

  // One listener for all: there may be thousands of jobs.
  stop.addEventListener('abort', () => {
    for (const { reject } of watched) reject(stop.reason)
    watched.clear()
    wake?.abort()
  })

  return {
    watch(figure, key, handle, sentAt) {
      return new Promise((resolve, reject) => {
        stop.throwIfAborted()
        const list = listOf(key)
        const index = made.get(list) ?? 0
        made.set(list, index + 1)
        watched.add({
          figure,
          stage: undefined,
          key,
          handle,
          sentAt,
          since: Math.max(sentAt, clock.now()),
          seenAt: undefined,
          index,
          unseen: 0,
          isAsked: false,
          hintedAt: undefined,
          dueAt: undefined,
          resolve,
          reject,
        })
        if (!running) void run()
      })
    },
    hint(id) {
      for (const job of watched) if (job.handle.id === id) job.hintedAt = clock.now()
      wake?.abort()
    },
  }
}
