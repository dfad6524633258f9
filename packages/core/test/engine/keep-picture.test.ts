import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Cache } from '../../src/cache/cache.js'
import { systemClock } from '../../src/clock.js'
import { createCollectLimit } from '../../src/engine/collect-limit.js'
import { createKeeper } from '../../src/engine/keep-picture.js'
import type { Claim, Ledger } from '../../src/engine/ledger.js'
import { createRoom } from '../../src/engine/room.js'
import { figureRequest } from './figure-request.js'

test.each([
  ['small', 100_000, 20, 4],
  ['large', 8_000_000, 2, 2],
])(
  'of many %s pictures as many are in memory as there is room for, and few are fetched',
  async (_, sizeBytes, mostStored, mostFetched) => {
    const bytes = new Uint8Array(sizeBytes)
    const mediaType = 'image/png'
    const storing: (() => void)[] = []
    let fetched = 0
    const store: Cache['store'] = async ({ record }) => {
      await new Promise<void>((resolve) => storing.push(resolve))
      return record
    }
    const keeper = createKeeper({
      provider: 'fake',
      ledger: { receive: async (claim: Claim) => claim } as unknown as Ledger,
      cache: { store } as Cache,
      clock: systemClock,
      collect: async () => {
        fetched += 1
        return { bytes, mediaType, width: 16, height: 12 }
      },
      collecting: createCollectLimit(),
      room: createRoom(mostStored * sizeBytes),
      passPoint: () => {},
      stop: new AbortController().signal,
    })
    const claim = { reserved: 1, spent: 0 } as Claim
    const all = 40
    const kept = Array.from({ length: all }, (_, index) =>
      keeper.keep(figureRequest(`figure ${index}`), claim, {
        locations: [{ kind: 'bytes', bytes, mediaType }],
      }),
    )
    // How large they are is known from the first.
    const firstFetched = 4
    for (let stored = 0; stored < all; stored++) {
      await delay(2)
      expect(storing).toHaveLength(Math.min(mostStored, all - stored))
      const mayBe = Math.max(firstFetched, stored + mostStored + mostFetched)
      expect(fetched).toBe(Math.min(mayBe, all))
      storing.shift()?.()
    }
    await Promise.all(kept)
  },
)
