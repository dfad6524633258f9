import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../src/clock.js'

/** Real time, made to pass faster from a moment that several processes agree on. */
export function createQuickClock(startMs: number, speed: number): Clock {
  return {
    now: () => Math.floor(startMs + (Date.now() - startMs) * speed),
    async sleep(delayMs, signal) {
      await setTimeout(Math.max(0, delayMs) / speed, undefined, signal ? { signal } : {})
    },
  }
}
