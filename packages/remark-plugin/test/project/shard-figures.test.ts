import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DocumentFigure, ReadFigure } from '../../src/document-figure.js'
import { pickShard } from '../../src/project/shard-figures.js'

/** A figure that starts from another one, or the picture of a digest. */
function figureOf(from: ReadFigure | number): ReadFigure {
  const digest = (value: number) => value.toString(16).padStart(8, '0').padEnd(64, '0')
  return (typeof from === 'number'
    ? { figure: `#${from}`, request: { specDigest: digest(from) } }
    : {
        figure: `${from.figure}+`,
        request: undefined,
        from: { origin: from },
      }) as unknown as ReadFigure
}

/** A directive with these pictures. */
const groupOf = (panels: ReadFigure[]) =>
  ({ kind: 'figures', group: { panels } }) as unknown as DocumentFigure

const roots = fc.array(fc.array(fc.nat(12), { minLength: 1, maxLength: 3 }), { maxLength: 12 })

test('every figure is in exactly one shard, and each picture of a service in no two', () => {
  fc.assert(
    fc.property(roots, fc.integer({ min: 1, max: 5 }), (digests, count) => {
      const figures = digests.map((some, index) =>
        groupOf(some.map((digest) => (index % 2 ? figureOf(figureOf(digest)) : figureOf(digest)))),
      )
      const shards = Array.from({ length: count }, (_, index) =>
        pickShard(figures, { index: index + 1, count }),
      )
      expect(shards.flat()).toHaveLength(figures.length)
      const homes = new Map<number, Set<number>>()
      shards.forEach((shard, home) => {
        for (const figure of shard) {
          for (const digest of digests[figures.indexOf(figure)] ?? []) {
            homes.set(digest, (homes.get(digest) ?? new Set()).add(home))
          }
        }
      })
      for (const where of homes.values()) expect(where.size).toBe(1)
    }),
  )
})

test('a video is where the figure is made that stands for it', () => {
  for (let digest = 0; digest < 8; digest++) {
    const still = figureOf(digest)
    const film = { ...figureOf(digest + 100), poster: { from: { origin: still } } } as ReadFigure
    const figures = [groupOf([still]), groupOf([film])]
    const [first = [], second = []] = [1, 2].map((index) => pickShard(figures, { index, count: 2 }))
    expect([first.length, second.length].sort()).toEqual([0, 2])
  }
})
