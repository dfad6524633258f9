import { expect, test, vi } from 'vitest'
import { systemClock } from '../src/clock.js'

test.each([-1, Number.POSITIVE_INFINITY, 2 ** 40])(
  'a sleep of %s ms neither warns nor ends at once when it is long',
  async (delayMs) => {
    const warned = vi.fn()
    process.on('warning', warned)
    const stop = new AbortController()
    const ended = vi.fn()
    const slept = systemClock.sleep(delayMs, stop.signal).then(ended, () => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(ended).toHaveBeenCalledTimes(delayMs < 0 ? 1 : 0)
    stop.abort()
    await slept
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  },
)
