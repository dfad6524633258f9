/** Time as an argument, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

/** Node.js ends a longer one at once. Whoever sleeps for weeks looks at the time again. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(delayMs, signal) {
    const { setTimeout } = await import('node:timers/promises')
    const timerMs = Math.min(Math.max(delayMs, 0), longestTimerMs)
    await setTimeout(timerMs, undefined, signal ? { signal } : {})
  },
}
