import type { ContentDigest } from './digest.js'

/** A font that the project names, to set what the bundled ones lack. */
export interface FontFile {
  /** Absolute. */
  path: string
  /** Of its bytes when the configuration was read. */
  digest: ContentDigest
}
