import { describe, expect, test } from 'vitest'
import {
  createFakeService,
  plainTraits,
  type ServiceTraits,
} from '../../../../test/fake-service/fake-service.js'
import { serve } from '../../../emulators/src/serve.js'
import { memoryFolder } from './memory-folder.js'
import { createQuickClock } from './quick-clock.js'
import { forEachKill, killsOf, survive } from './survive-kill.js'

const prompts = ['a', 'b', 'c', 'd']
const price = plainTraits.price
const cap = price * prompts.length
const speed = 200
const durationMs = 2_000

type Traits = Pick<
  ServiceTraits,
  'mode' | 'charges' | 'idempotency' | 'recovery' | 'batchSize' | 'listSize'
>

const modes = ['sync', 'async'] as const
const charges = ['on-accept', 'on-success', 'on-completion'] as const
const proofs = [
  { idempotency: 'none', recovery: 'none' },
  { idempotency: 'none', recovery: 'list' },
  { idempotency: 'none', recovery: 'request-id' },
  { idempotency: 'request-id', recovery: 'none' },
] as const

/**
 * Every way to find out what became of a request, with every mode and moment of charging; each way
 * with and without batches, with and without a list.
 */
const combinations: Traits[] = modes
  .flatMap((mode) => charges.map((charges) => ({ mode, charges })))
  .flatMap((taking, row) =>
    proofs.map((proof, column) => ({
      ...taking,
      ...proof,
      batchSize: (row + column) % 2 === 0 ? 1 : 3,
      listSize: proof.recovery === 'list' || ((row >> 1) + column) % 2 === 0 ? 20 : 0,
    })),
  )

describe('a process that is killed', () => {
  test.each(combinations.map((traits) => ({ traits, name: Object.values(traits).join(', ') })))(
    'at any moment leaves nothing that is bought twice or lost: $name',
    {
      timeout: 120_000,
    },
    async ({ traits }) => {
      await forEachKill(killsOf(traits.mode), memoryFolder(), async (kill, folder) => {
        const startMs = Date.now()
        const all = { ...plainTraits, ...traits, durationMs: () => durationMs }
        const books = createFakeService({ traits: all, clock: createQuickClock(startMs, speed) })
        const server = await serve(() => books.handle)
        const options = {
          folder,
          origin: server.origin,
          traits: all,
          caps: [{ period: 'day' as const, limit: cap }],
          startMs,
          speed,
        }
        const settledMs = (2 * durationMs) / speed
        const end = await survive({ books, cap, options, prompts, settledMs }, kill)
        await server.close()
        if (traits.idempotency === 'request-id') expect(end.hits).toHaveLength(prompts.length)
      })
    },
  )
})
