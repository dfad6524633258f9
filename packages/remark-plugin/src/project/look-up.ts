import type { FigureRecord, SpecDigest } from '@figmill/core'
import type { ReadFigure, ReadGroup } from '../document-figure.js'
import type { Stores } from './open-stores.js'

/** What the cache has, the quick look first; nothing as well when it cannot tell. */
export async function lookUp(
  specDigest: SpecDigest,
  { cache }: Stores,
): Promise<FigureRecord | undefined> {
  const here = cache.peek(specDigest)
  if (here.state === 'hit') return here.value
  const found = await cache.find(specDigest)
  return found.state === 'hit' ? found.value.record : undefined
}

export async function lookUpPicture(
  { request }: ReadFigure,
  stores: Stores,
): Promise<FigureRecord | undefined> {
  return request && lookUp(request.specDigest, stores)
}

/** The pictures of a group's panels, when all are there. */
export async function lookUpPanels(
  { panels }: ReadGroup,
  stores: Stores,
): Promise<FigureRecord[] | undefined> {
  const records = await Promise.all(panels.map((panel) => lookUpPicture(panel, stores)))
  const known = records.filter((record) => record !== undefined)
  return known.length === panels.length ? known : undefined
}
