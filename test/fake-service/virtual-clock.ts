import type { Clock } from '@figmill/core'

export interface VirtualClock extends Clock {
  /** Lets time pass until the promise settles; fails when nothing is left that could settle it. */
  run<Value>(promise: Promise<Value>): Promise<Value>
}

interface Sleeper {
  at: number
  wake: () => void
}

/**
 * Rounds of the event loop without news after which everybody waits for time to pass: more than
 * the changes of a ledger take that follow each other (`patience` in commit-queue.ts).
 */
const idleRounds = 36

/** Time that passes only when nothing else is to be done. */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = startMs
  let sleepers: Sleeper[] = []
  let news = 0

  function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    news += 1
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const leave = () => {
        news += 1
        sleepers = sleepers.filter((other) => other !== sleeper)
        reject(signal?.reason)
      }
      const sleeper = {
        // Clocks count whole milliseconds.
        at: now + Math.ceil(Math.max(0, delayMs)),
        wake() {
          signal?.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      sleepers.push(sleeper)
    })
  }

  async function untilIdle(): Promise<void> {
    for (let quiet = 0; quiet < idleRounds; quiet++) {
      const before = news
      await new Promise((resolve) => setImmediate(resolve))
      if (news !== before) quiet = 0
    }
  }

  return {
    now: () => now,
    sleep,
    async run(promise) {
      let settled = false
      const mark = () => {
        settled = true
      }
      promise.then(mark, mark)
      for (;;) {
        await untilIdle()
        if (settled) return promise
        const next = Math.min(...sleepers.map(({ at }) => at))
        if (!Number.isFinite(next)) throw new Error('everybody waits, and nobody for time to pass')
        now = Math.max(now, next)
        const due = sleepers.filter(({ at }) => at <= now)
        sleepers = sleepers.filter(({ at }) => at > now)
        for (const { wake } of due) wake()
      }
    },
  }
}
