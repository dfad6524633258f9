import { type Durations, twentieth } from './durations.js'

/** A job that has not been seen to end. Milliseconds since the epoch. */
export interface PendingJob {
  sentAt: number
  /** When it was last seen to run. */
  seenAt: number | undefined
}

/** Jobs that one look tells about. */
export interface LookGroup {
  jobs: readonly PendingJob[]
  /** Most jobs that such a look can tell about. */
  size: number
  /** Whether a look takes the place of a submission that waits. */
  isDear: boolean
}

/**
 * Jobs that a look may leave running: many are looked at when all but four will have ended, two
 * when one in three, one when one in five. So many need few looks, and few need little patience.
 */
const leftRunning = 4
/** How long a finished picture may wait until somebody looks, and where looks are dear. */
const patienceMs = 60_000
const dearPatienceMs = 300_000
/** A look that takes the place of a submission tells of this part of a list at least. */
const dearPart = 2 / 3
const shortestMs = 1_000

/**
 * When to look at a group: when enough of it will have ended to be worth a request.
 *
 * @param before What does not come sooner does not matter: then this is told instead.
 */
export function nextLookAt(
  { isDear, jobs, size }: LookGroup,
  durations: Durations,
  before = Number.POSITIVE_INFINITY,
): number {
  const count = jobs.length
  const oldest = Math.min(...jobs.map(({ sentAt }) => sentAt))
  const lastLookAt = Math.max(oldest, ...jobs.map(({ seenAt }) => seenAt ?? 0))
  const wanted = isDear ? size * dearPart : count ** 2 / (count + leftRunning)
  const ended = (at: number) => expectEnded(jobs, durations, at)
  const earliest = lastLookAt + Math.max(shortestMs, twentieth * (lastLookAt - oldest))
  const patience = isDear ? dearPatienceMs : patienceMs
  const hasWaited = (at: number) =>
    at - patience >= earliest && ended(at - patience) >= Math.min(0.5, count / 2)
  return firstTime(earliest, before, (at) => ended(at) >= wanted || hasWaited(at))
}

/** How many jobs will have ended by `at`, given that they ran when they were last seen. */
function expectEnded(jobs: readonly PendingJob[], durations: Durations, at: number): number {
  return jobs.reduce(
    (sum, { seenAt, sentAt }) =>
      sum + (at > sentAt ? durations.chance((seenAt ?? sentAt) - sentAt, at - sentAt) : 0),
    0,
  )
}

const longestMs = 60 * 60_000

/** The first time within an hour, and no later than `before`, from which something holds: to a tenth of a second. */
function firstTime(earliest: number, before: number, holds: (at: number) => boolean): number {
  let [low, high] = [earliest, Math.min(before, earliest + longestMs)]
  if (low >= high) return before
  if (holds(low)) return low
  if (high === before && !holds(high)) return before
  while (high - low > 100) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
