import { expect, test } from 'vitest'
import { memoryFolder } from '../../engine/memory-folder.js'
import { createQuickClock } from '../../engine/quick-clock.js'
import { forEachKill, type Kill, killsOf, survive } from '../../engine/survive-kill.js'
import { createAdapter, mostCredits, services } from './adapter.js'
import { serveEmulator } from './emulated-service.js'

/** More than the largest batch. */
const prompts = ['an owl', 'a fox', 'an elk', 'an emu', 'an ant'].map(
  (animal) => `A drawing of ${animal}`,
)
const speed = 200
const durationMs = 2_000

test.each(services)(
  'a process that is killed at any moment leaves nothing that %s sells twice, or that is lost',
  {
    timeout: 120_000,
  },
  async (service) => {
    const { provider, request } = createAdapter(service, 'http://service.example')
    const { idempotency, mode, recovery } = provider.capabilities
    const cap = prompts.reduce((sum, prompt) => sum + mostCredits(provider, request(prompt)), 0)
    await forEachKill(killsOf(mode), memoryFolder(), async (kill, folder) => {
      const startMs = Date.now()
      const { books, close, origin } = await serveEmulator(service, prompts, {
        clock: createQuickClock(startMs, speed),
        durationMs: () => durationMs,
      })
      const caps = [{ period: 'day' as const, limit: cap }]
      const options = { folder, origin, service, caps, startMs, speed }
      const settledMs = (2 * durationMs) / speed
      const end = await survive({ books, cap, options, prompts, settledMs }, kill)
      await close()
      if (idempotency === 'request-id') expect(end.parked).toBe(0)
      else if (recovery === 'none' && hidesAnswer(kill)) expect(end.parked).toBeGreaterThan(0)
    })
  },
)

/** Whether a request may have left by then, of whose answer nothing is kept. */
const hidesAnswer = ({ point }: Kill) =>
  ['after-intent', 'before-submit', 'after-submit', 'before-receipt'].includes(point)
