import type { EncodedPicture, MediaType } from '../artifact.js'
import { FigureError } from '../errors.js'
import { hasContentCredentials } from './content-credentials.js'
import { markJpeg } from './mark-jpeg.js'
import { markPng } from './mark-png.js'
import { markSvg } from './mark-svg.js'
import { markWebp } from './mark-webp.js'
import type { Marker } from './marker.js'

/** The bytes with a marker in them; `undefined` for what is not of the format. */
type MarkBytes = (bytes: Buffer, marker: Marker) => Uint8Array | undefined

const formats: Record<MediaType, MarkBytes> = {
  'image/png': markPng,
  'image/jpeg': markJpeg,
  'image/webp': markWebp,
  'image/svg+xml': markSvg,
  // Metadata of a PDF are found by its table of contents, which would have to be written anew.
  'application/pdf': (bytes) => bytes,
  'video/mp4': (bytes) => bytes,
  'video/webm': (bytes) => bytes,
  'text/plain': () => undefined,
}

/**
 * Writes into a picture that a model made it, as XMP with the IPTC's digital source type; what it
 * shows stays as it is. A marker it has is replaced. PDF, videos, and pictures that carry signed
 * Content Credentials are given back unchanged.
 *
 * @throws {FigureError} `artifact-invalid` for bytes that are not what the media type says.
 */
export function markPicture<Picture extends EncodedPicture>(
  picture: Picture,
  marker: Marker,
): Picture {
  const { bytes, mediaType } = picture
  if (hasContentCredentials(bytes)) return picture
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marked = formats[mediaType](view, marker)
  if (marked !== undefined) return { ...picture, bytes: marked }
  throw new FigureError(
    'artifact-invalid',
    `the picture cannot be marked as AI-generated: its bytes are no whole ${mediaType}`,
    { hint: 'Set `provenance: false` in the configuration to publish pictures as they came.' },
  )
}
