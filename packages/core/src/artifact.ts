import type { ContentDigest } from './digest.js'

/** Media types a figure can have. */
export type MediaType =
  | 'image/svg+xml'
  | 'image/png'
  | 'image/jpeg'
  | 'image/webp'
  | 'application/pdf'

/** What is known of a finished picture besides its bytes. */
export interface ArtifactFacts {
  contentDigest: ContentDigest
  mediaType: MediaType
  /** Intrinsic size in CSS pixels (raster: pixels). */
  width: number
  height: number
  sizeBytes: number
}

/** A finished picture as a provider hands it over. */
export interface Artifact {
  bytes: Uint8Array
  mediaType: MediaType
  width: number
  height: number
  /** What the picture shows, for readers who cannot see it. */
  description?: string | undefined
}

const extensions: Record<MediaType, string> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
}

/** File extension without the dot. */
export function extensionOf(mediaType: MediaType): string {
  return extensions[mediaType]
}
