import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import type { Cache } from '../../src/cache/cache.js'
import { systemClock } from '../../src/clock.js'
import { createKeeper } from '../../src/engine/keep-picture.js'
import type { Claim, Ledger } from '../../src/engine/ledger.js'
import { createRoom } from '../../src/engine/room.js'
import { figureRequest } from './figure-request.js'

const megabyte = 2 ** 20

/** Pictures of one size that come at once, and a disk that takes them one by one when told to. */
function openKeeper(sizeBytes: number) {
  const bytes = new Uint8Array(sizeBytes)
  const mediaType = 'image/png'
  const storing: (() => void)[] = []
  const store: Cache['store'] = async ({ record }) => {
    await new Promise<void>((resolve) => storing.push(resolve))
    return record
  }
  const keeper = createKeeper({
    provider: 'fake',
    ledger: { receive: async (claim: Claim) => claim } as unknown as Ledger,
    cache: { store } as Cache,
    clock: systemClock,
    collect: async () => ({ bytes, mediaType, width: 16, height: 12 }),
    collecting: pLimit(4),
    room: createRoom(16 * megabyte),
    passPoint: () => {},
    stop: new AbortController().signal,
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  const claim = { reserved: 1, spent: 0 } as Claim
  for (let index = 0; index < 200; index++) {
    void keeper.keep(figureRequest(`figure ${index}`), claim, {
      locations: [{ kind: 'bytes', bytes, mediaType }],
    })
  }
  return {
    /** Pictures that wait for the disk, when it has taken so many. */
    async waitingAfter(stored: number) {
      await settle()
      for (let count = 0; count < stored; count++) {
        storing.shift()?.()
        await settle()
      }
      return storing.length
    },
  }
}

test('few pictures are on their way while nobody knows how large they are', async () => {
  expect(await openKeeper(100).waitingAfter(0)).toBe(4)
})

test('many small pictures are on their way at once, once they are known to be small', async () => {
  expect(await openKeeper(200_000).waitingAfter(40)).toBeGreaterThan(40)
})

test('large pictures are on their way only as far as memory goes', async () => {
  expect(await openKeeper(8 * megabyte).waitingAfter(10)).toBe(2)
})
