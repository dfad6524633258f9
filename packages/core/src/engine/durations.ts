/**
 * A life table: of the jobs that reached an age, how many ended before they were a twentieth
 * older. One row for each such age.
 */
export type LifeTable = readonly (readonly [ended: number, reached: number])[]

/** How long the jobs of a service take, as far as it has been seen. Ages in milliseconds. */
export interface Durations {
  /** A job that ran at one age was looked at when it had another, and still ran or had ended. */
  add(fromAge: number, toAge: number, hasEnded: boolean): void
  /** How likely a job that runs at one age ends until another, 0 to 1. */
  chance(fromAge: number, toAge: number): number
  /** Whether any was seen to end. */
  isKnown(): boolean
  toJson(): LifeTable
}

/** A job that is found this part of its time late is found soon enough. */
export const twentieth = 0.05
/** Ages below are not told apart. */
const youngestMs = 1_000
/** Up to the age of a day. */
const rowCount = 233
/** So many at least are expected to end in a row of which little was seen. */
const leastExpected = 0.04
/** Services change: a row that knows as many jobs forgets half of what it knows. */
const mostReached = 200
/** Some always outlast the rest: of what was never seen at most so many end in a row. */
const mostExpected = 0.5
/** Looks at a job tell when it ended only when one age is less than so many times the other. */
const mostApart = 3

const rowAt = (ageMs: number): number => {
  const row = Math.log(Math.max(1, ageMs / youngestMs)) / Math.log(1 + twentieth)
  return Math.min(row, rowCount - 1e-6)
}

const ageAt = (row: number): number => youngestMs * (1 + twentieth) ** row

export function createDurations(seen: LifeTable = []): Durations {
  const table = Array.from({ length: rowCount }, (_, row) => {
    const [ended = 0, reached = 0] = seen[row] ?? []
    return { ended, reached }
  })
  let running = survival()

  /**
   * Part of all jobs that still runs at the start of each row. Where little was seen, jobs end as
   * fast as in the row before, and few a row where nothing is known at all.
   */
  function survival(): number[] {
    let expected = leastExpected
    let left = 1
    return table.map(({ ended, reached }) => {
      const before = left
      const lost = (ended + expected) / (reached + 1)
      left *= 1 - lost
      const asFast = ((1 + twentieth) * lost) / (1 - lost)
      expected = Math.min(mostExpected, Math.max(leastExpected, asFast))
      return before
    })
  }

  function runningAt(row: number): number {
    const whole = Math.floor(row)
    const before = running[whole] ?? 0
    const after = running[whole + 1] ?? before
    return before * (after / before) ** (row - whole)
  }

  /**
   * Which part of the jobs that ended between two ages still ran in between. As many ended at every
   * time, unless the ages are so far apart that the table tells more than the two looks did.
   */
  function partOf(from: number, to: number): (row: number) => number {
    const ageTo = ageAt(to)
    const isNarrow = ageTo <= mostApart * ageAt(from)
    const rest = isNarrow
      ? (row: number) => ageTo - ageAt(row)
      : (row: number) => runningAt(row) - runningAt(to)
    return (row) => rest(row) / rest(from)
  }

  return {
    add(fromAge, toAge, hasEnded) {
      const [from, to] = [rowAt(fromAge), rowAt(toAge)]
      if (from === to) return
      const runs = hasEnded ? partOf(from, to) : () => 1
      for (let row = Math.floor(from); row < to; row++) {
        const line = table[row]
        if (line === undefined) continue
        const [start, end] = [Math.max(from, row), Math.min(to, row + 1)]
        const ended = runs(start) - runs(end)
        line.ended += ended
        line.reached += ended + runs(end) * (end - start)
        if (line.reached <= mostReached) continue
        line.reached /= 2
        line.ended /= 2
      }
      running = survival()
    },
    chance: (fromAge, toAge) => 1 - runningAt(rowAt(toAge)) / runningAt(rowAt(fromAge)),
    isKnown: () => table.some(({ ended }) => ended > 0),
    toJson: () => table.map(({ ended, reached }) => [ended, reached]),
  }
}
