import { type ContentDigest, digestContent } from './digest.js'
import { FigureError } from './errors.js'

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
  if (bytes.byteLength === 0 || !(width > 0) || !(height > 0)) {
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
}

/** File extension without the dot. */
export function extensionOf(mediaType: MediaType): string {
  return extensions[mediaType]
}
