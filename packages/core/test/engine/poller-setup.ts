import { createVirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import type { SpecDigest } from '../../src/digest.js'
import { createDurations } from '../../src/engine/durations.js'
import { createPoller } from '../../src/engine/poller.js'
import type { FigmillEvent } from '../../src/events.js'
import type { JobHandle, JobState, PollContext, Provider } from '../../src/providers/provider.js'

export const deadlineMs = 30 * 60_000

interface Options {
  listSize?: number
  listScope?: 'account' | 'key'
  /** State of a job by its number and age in seconds. */
  stateOf?: (job: number, age: number) => JobState
  /** Of the service's list, newest first, as numbers of jobs. */
  list?: (() => number[]) | undefined
  isSubmitting?: () => boolean
  /** How long the service takes to answer what was asked. */
  answerMs?: number
  /** Gets a page of the list, or throws. */
  pageOf?: (page: number | undefined, key: string | undefined) => unknown
  /** Whether looks send anything. */
  wasAsked?: boolean
}

export const figureOf = (job: number) => ({
  figure: `a.md#${job}`,
  specDigest: `digest ${job}` as SpecDigest,
})

export const done: JobState = { status: 'done', locations: [] }

/** Jobs that were all sent at the start, and a service that tells how they are. */
export function openPoller({
  answerMs = 0,
  isSubmitting = () => false,
  list,
  listScope,
  listSize = 100,
  pageOf = () => {},
  stateOf,
  wasAsked = true,
}: Options = {}) {
  const clock = createVirtualClock()
  const start = clock.now()
  const seconds = () => (clock.now() - start) / 1000
  const states = stateOf ?? ((job, age) => (age >= 30 + job ? done : { status: 'pending' }))
  const looks: { at: number; page: number | undefined; jobs: string[] }[] = []
  const provider = {
    name: 'fake',
    capabilities: { listScope, listSize },
    async poll(handles: readonly JobHandle[], { key, page }: PollContext) {
      looks.push({ at: seconds(), page, jobs: handles.map(({ id }) => id) })
      pageOf(page, key)
      const listed = list?.().slice((page ?? 0) * listSize, ((page ?? 0) + 1) * listSize)
      const told = handles.map(({ id }): JobState => {
        if (page !== undefined && listed?.includes(Number(id)) === false) {
          return { status: 'pending', isUnseen: true }
        }
        return states(Number(id), seconds())
      })
      if (answerMs > 0) await clock.sleep(answerMs)
      return told
    },
  } as unknown as Provider
  const durations = createDurations()
  const events: FigmillEvent[] = []
  const stopping = new AbortController()
  const poller = createPoller({
    provider,
    clock,
    random: () => 0.5,
    durations,
    deadlineMs,
    listener: (event) => events.push(event),
    isSubmitting,
    openTurn: async (key) => ({
      key,
      context: { clock, key },
      ready: async () => {},
      release: () => !wasAsked,
    }),
    stop: stopping.signal,
  })
  const watch = (job: number, key = 'key') =>
    poller.watch(figureOf(job), key, { provider: 'fake', id: String(job) }, start)
  const watchAll = (count: number) =>
    clock.run(Promise.all(Array.from({ length: count }, (_, job) => watch(job))))
  const { hint } = poller
  return { clock, durations, events, hint, looks, seconds, stopping, watch, watchAll }
}
