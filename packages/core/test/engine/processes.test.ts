import { describe, expect, test } from 'vitest'
import {
  createFakeService,
  plainTraits,
  type ServiceTraits,
} from '../../../../test/fake-service/fake-service.js'
import { serve } from '../../../emulators/src/serve.js'
import { memoryFolder } from './memory-folder.js'
import { createQuickClock } from './quick-clock.js'
import { overtake, raceForFigures } from './races.js'

/** A service over real sockets, and what processes need to use it. */
async function openService(chosen: Partial<ServiceTraits>, speed: number) {
  const startMs = Date.now()
  const traits = { ...plainTraits, ...chosen }
  const service = createFakeService({ traits, clock: createQuickClock(startMs, speed) })
  const server = await serve(() => service.handle)
  const options = { folder: memoryFolder(), origin: server.origin, traits, startMs, speed }
  return { options: { ...options, caps: [] }, server, service }
}

describe('eight processes that want the same hundred figures', () => {
  test.each(['sync', 'async'] as const)(
    'send each once, and all have them (%s)',
    {
      timeout: 120_000,
    },
    async (mode) => {
      const traits = { mode, listSize: 100, durationMs: () => 2_000 }
      const { options, server, service } = await openService(traits, 40)
      const prompts = Array.from({ length: 100 }, (_, index) => `figure ${index}`)
      await raceForFigures(options, prompts)
      expect(service.requests.submits).toBe(100)
      expect(new Set(service.charges().map(({ prompt }) => prompt)).size).toBe(100)
      expect(service.charges()).toHaveLength(100)
      await server.close()
    },
  )
})

describe('a process that stands still for longer than its lease', () => {
  const services = [
    { idempotency: 'none', recovery: 'none' },
    { idempotency: 'none', recovery: 'list' },
    { idempotency: 'request-id', recovery: 'none' },
  ] as const
  const moments = ['after-claim', 'after-intent', 'after-submit', 'before-receipt'] as const
  test.each(
    services.flatMap((service) =>
      (['sync', 'async'] as const).flatMap((mode) =>
        moments.map((point) => ({ ...service, mode, point })),
      ),
    ),
  )(
    '$point, and goes on after another took over, is charged once: $mode, $idempotency, $recovery',
    async ({ point, ...traits }) => {
      const chosen = { ...traits, listSize: 20, durationMs: () => 2_000 }
      const { options, server, service } = await openService(chosen, 100)
      const prompts = ['a', 'b']
      const made = await overtake(options, prompts, point)

      const charged = service.charges().map(({ prompt }) => prompt)
      expect(charged.sort()).toEqual(prompts)
      const isFound = traits.idempotency === 'request-id' || traits.mode === 'async'
      if (isFound || traits.recovery === 'list') expect(made).toBe(2)
      await server.close()
    },
  )
})
