import {
  type ContentDigest,
  type Derivation,
  type FontFile,
  type PanelOptions,
  rendererVersion,
} from '@figmill/core'

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
