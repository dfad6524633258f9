import type { SpecDigest } from '@figmill/core'
import type { DocumentFigure, ReadFigure } from '../document-figure.js'
import { isDeferred, originsOf, partsOf, picturesOf } from './figure-parts.js'

/** One of several parts of the figures. */
export interface Shard {
  /** From 1. */
  index: number
  count: number
}

/**
 * The figures of one part. Figures that need a picture in common are in the same part, wherever they
 * stand and whatever is in the cache, so that parts that run at the same time make nothing twice.
 */
export function pickShard(
  figures: readonly DocumentFigure[],
  { count, index }: Shard,
): DocumentFigure[] {
  const leaders = new Map<SpecDigest, SpecDigest>()
  const leaderOf = (digest: SpecDigest): SpecDigest => {
    const leader = leaders.get(digest)
    return leader === undefined ? digest : leaderOf(leader)
  }
  const roots = new Map(figures.map((figure) => [figure, partsOf(figure).flatMap(rootsOf)]))
  for (const digests of roots.values()) {
    const [first, ...others] = [...new Set(digests.map(leaderOf))].sort()
    for (const other of others) if (first !== undefined) leaders.set(other, first)
  }
  return figures.filter((figure) => {
    const [digest] = roots.get(figure) ?? []
    if (digest === undefined) return true
    return Number.parseInt(leaderOf(digest).slice(0, 8), 16) % count === index - 1
  })
}

/**
 * What a picture goes back to: the requests that are the same whatever is in the cache. A video needs
 * its poster.
 */
function rootsOf(figure: ReadFigure): SpecDigest[] {
  const named = originsOf(figure).flatMap(({ origin }) => origin ?? [])
  const roots = named.flatMap(picturesOf).flatMap(rootsOf)
  const startsElsewhere = figure.from?.origin !== undefined || isDeferred(figure)
  return startsElsewhere ? roots : [...roots, figure.request.specDigest]
}
