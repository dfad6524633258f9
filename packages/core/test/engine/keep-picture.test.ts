import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import type { Cache } from '../../src/cache/cache.js'
import { systemClock } from '../../src/clock.js'
import { createKeeper } from '../../src/engine/keep-picture.js'
import type { Claim, Ledger } from '../../src/engine/ledger.js'
import { createRoom } from '../../src/engine/room.js'
import { figureRequest } from './figure-request.js'

test.each([
  ['small', 100_000, 20, 4],
  ['large', 8_000_000, 2, 4],
])(
  'of many %s pictures as many are in memory as there is room for, and the few being fetched',
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
      collecting: pLimit(mostFetched),
      room: createRoom(Math.max(mostStored * sizeBytes, 2_000_000)),
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
    let stored = 0
    while (stored < all) {
      await delay(2)
      expect(storing).toHaveLength(Math.min(mostStored, all - stored))
      expect(fetched).toBe(Math.min(stored + mostStored + mostFetched, all))
      storing.shift()?.()
      stored += 1
    }
    await Promise.all(kept)
  },
)
