import type { FigureRecord } from '../cache/tier.js'
import { draftOperation } from '../providers/draft-provider.js'

/** What a picture says inside of where it comes from. */
export interface Marker {
  sourceType: DigitalSourceType
  /** The services and models that generated it, or parts of it; only what XML may hold. */
  systemUsed: string
}

/** Terms of https://cv.iptc.org/newscodes/digitalsourcetype: all of it, or at least one part, is of a model. */
export type DigitalSourceType = 'trainedAlgorithmicMedia' | 'compositeSynthetic'

/** Changes with the bytes that marking gives, so that pictures which are marked already are marked anew. */
export const markerVersion = 1

/** More than names need: what a service calls its model is not ours to trust. */
const mostCharacters = 400

/** What no XML may hold, half a surrogate pair among it. */
const notXml = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu

/**
 * What a finished picture has to say.
 *
 * @param parts What it was made of: itself, or the panels of a group.
 * @returns `undefined` for a picture that was drawn here.
 */
export function markerOf(parts: readonly FigureRecord[]): Marker | undefined {
  const generated = parts.filter(isGenerated)
  if (generated.length === 0) return undefined
  const systems = new Set(
    generated.map(({ model, provider }) =>
      model === undefined ? provider : `${provider} (${model})`,
    ),
  )
  return {
    sourceType: parts.length === 1 ? 'trainedAlgorithmicMedia' : 'compositeSynthetic',
    systemUsed: [...systems].join(', ').slice(0, mostCharacters).replace(notXml, ''),
  }
}

/** Whether a model of a service made the picture: not a program, and no draft in its place. */
export function isGenerated({ canonical, provider }: FigureRecord): boolean {
  if (provider === 'local' || provider === 'figmill') return false
  const request: { operation?: unknown } = JSON.parse(canonical)
  return request.operation !== draftOperation
}
