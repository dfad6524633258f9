import {
  type ContentDigest,
  type Derivation,
  type PanelOptions,
  rendererVersion,
} from '@figmill/core'

/** What a composed picture is made of: its panels' bytes and how they are laid out. */
export function deriveGroup(options: PanelOptions, panels: readonly ContentDigest[]): Derivation {
  return {
    transform: 'compose',
    inputs: panels,
    parameters: { renderer: rendererVersion, ...options },
  }
}
