import type { EncodedPicture } from '../artifact.js'
import { FigureError } from '../errors.js'
import { decodeRaster } from './decode-raster.js'
import { checkSize, type Identified, identifyPicture, unusable } from './identify-picture.js'
import { readPdf } from './read-pdf.js'
import { sanitizeSvg } from './sanitize-svg.js'

/**
 * Reads a picture to its end. An SVG comes back rewritten, everything else as it is.
 *
 * @param seen What its first bytes say.
 * @throws {FigureError} `artifact-invalid` for one that cannot be shown as it was meant.
 */
export async function decodePicture(bytes: Uint8Array, seen: Identified): Promise<EncodedPicture> {
  switch (seen.mediaType) {
    case 'application/pdf': {
      const size = readPdf(bytes)
      checkSize(size.width, size.height)
      return { ...seen, bytes, ...size }
    }
    case 'image/svg+xml': {
      const { images, text, width, height } = sanitizeSvg(decodeText(bytes))
      for (const image of images) await decodeImage(image)
      return { ...seen, bytes: new TextEncoder().encode(text), width, height }
    }
    default:
      await decodeRaster(bytes, seen.mediaType, seen)
      return { ...seen, bytes }
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unusable('it is an SVG, but not in UTF-8', { cause: error })
  }
}

/** A picture inside an SVG. */
async function decodeImage(bytes: Uint8Array): Promise<void> {
  try {
    const seen = identifyPicture(bytes)
    if (!('width' in seen)) throw unusable(`it is ${seen.mediaType}, expected PNG, JPEG or WebP`)
    await decodeRaster(bytes, seen.mediaType, seen)
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    throw unusable(`of a picture inside it: ${error.message}`, { cause: error })
  }
}
