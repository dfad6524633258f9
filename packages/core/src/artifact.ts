import { type ContentDigest, digestContent } from './digest.js'
import { FigureError } from './errors.js'

/** Media types a figure can have; a text is what a figure's prompt became, and no picture. */
export type MediaType =
  | 'image/svg+xml'
  | 'image/png'
  | 'image/jpeg'
  | 'image/webp'
  | 'application/pdf'
  | VideoType
  | 'text/plain'

export type VideoType = 'video/mp4' | 'video/webm'

/** What is known of a finished picture, or text, besides its bytes. */
export interface ArtifactFacts {
  contentDigest: ContentDigest
  mediaType: MediaType
  /** Intrinsic size in CSS pixels (raster: pixels); 0 by 0 of a text. */
  width: number
  height: number
  sizeBytes: number
}

/** A picture in one format. */
export interface EncodedPicture {
  bytes: Uint8Array
  mediaType: MediaType
  width: number
  height: number
}

/** A finished picture as a provider hands it over. */
export interface Artifact extends EncodedPicture {
  /** The same picture in other formats, when several were asked for. */
  alternates?: readonly EncodedPicture[] | undefined
  /** What the picture shows, for readers who cannot see it. */
  description?: string | undefined
}

/** @throws {FigureError} `artifact-invalid` for a picture without bytes or without a size. */
export function factsOf({ bytes, height, mediaType, width }: EncodedPicture): ArtifactFacts {
  const hasSize = mediaType === 'text/plain' || (width > 0 && height > 0)
  if (bytes.byteLength === 0 || !hasSize) {
    throw new FigureError(
      'artifact-invalid',
      `the picture is empty: ${bytes.byteLength} bytes, ${width} by ${height} pixels`,
    )
  }
  const contentDigest = digestContent(bytes)
  return { contentDigest, mediaType, width, height, sizeBytes: bytes.byteLength }
}

const extensions: Record<MediaType, string> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'text/plain': 'txt',
}

/** Whether a file moves: what changes pictures leaves it alone. */
export function isVideo({ mediaType }: { mediaType: MediaType }): boolean {
  return mediaType.startsWith('video/')
}

/** File extension without the dot. */
export function extensionOf(mediaType: MediaType): string {
  return extensions[mediaType]
}
