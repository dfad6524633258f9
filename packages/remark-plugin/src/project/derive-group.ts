import {
  type ContentDigest,
  createFigureRequest,
  type Derivation,
  type FigureRequest,
  type FontFile,
  type PanelOptions,
  rendererVersion,
  withPanels,
} from '@figmill/core'
import type { ReadGroup } from '../document-figure.js'

/**
 * What a composed picture is made of: its panels' bytes, how they are laid out, and the project's
 * fonts, which may set their labels.
 */
export function deriveGroup(
  options: PanelOptions,
  panels: readonly ContentDigest[],
  fonts: readonly FontFile[],
): Derivation {
  const digests = fonts.map(({ digest }) => digest)
  return {
    transform: 'compose',
    inputs: panels,
    parameters: {
      renderer: rendererVersion,
      ...options,
      ...(digests.length === 0 ? {} : { fonts: digests }),
    },
  }
}

/** What a service is asked for to put the panels together, where one is to do it. */
export function requestComposite(
  { composite, figure, place }: ReadGroup,
  panels: readonly ContentDigest[],
): FigureRequest | undefined {
  if (composite === undefined) return undefined
  const request = withPanels(composite.request, panels)
  return createFigureRequest(figure, place, { provider: request.provider, options: {} }, request)
}
