import { describe, expect, test } from 'vitest'
import { memoryFolder } from '../../engine/memory-folder.js'
import { createQuickClock } from '../../engine/quick-clock.js'
import { overtake, raceForFigures } from '../../engine/races.js'
import { services } from './adapter.js'
import { serveEmulator } from './emulated-service.js'

/** A service over real sockets, and what processes need to use it. */
async function openEmulator(service: string, prompts: readonly string[], speed: number) {
  const startMs = Date.now()
  const clock = createQuickClock(startMs, speed)
  const served = await serveEmulator(service, prompts, { clock, durationMs: () => 2_000 })
  const { origin } = served
  const options = { folder: memoryFolder(), origin, service, caps: [], startMs, speed }
  return { ...served, options }
}

test.each(services)(
  'eight processes that want the same figures of %s pay for each once, and all have them',
  {
    timeout: 60_000,
  },
  async (service) => {
    const prompts = Array.from({ length: 24 }, (_, index) => `Drawing number ${index + 10}`)
    const { books, close, options } = await openEmulator(service, prompts, 40)
    await raceForFigures(options, prompts)
    const charged = books.charges().map(({ prompt }) => prompt)
    expect(charged.sort()).toEqual(prompts)
    expect([...books.unrefused].sort()).toEqual(prompts)
    await close()
  },
)

describe.each(services)(
  'a process that stands still for longer than its lease, and buys from %s',
  (service) => {
    const moments = ['after-claim', 'after-intent', 'after-submit', 'before-receipt'] as const
    test.each(moments)('%s, and goes on after another took over, pays once', async (point) => {
      const prompts = ['Drawing of an owl', 'Drawing of a fox']
      const { books, close, options } = await openEmulator(service, prompts, 100)
      const made = await overtake(options, prompts, point)
      const charged = books.charges().map(({ prompt }) => prompt)
      expect(charged.sort()).toEqual(prompts.toSorted())
      expect(made).toBe(2)
      await close()
    })
  },
)
