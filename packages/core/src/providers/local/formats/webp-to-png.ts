import { zlibSync } from 'fflate'
import { decodePixels, type Pixels } from '../../../download/decode-raster.js'
import { identifyPicture, unusable } from '../../../download/identify-picture.js'
import { encodePng, writePng } from './encode-png.js'

/**
 * A WebP as PNG, for what knows no WebP: LaTeX, and resvg. The same pixels, and the same bytes
 * everywhere.
 *
 * @throws {FigureError} `artifact-invalid` for one that cannot be decoded.
 */
export async function webpToPng(bytes: Uint8Array): Promise<Uint8Array> {
  const seen = identifyPicture(bytes)
  if (seen.mediaType !== 'image/webp') throw unusable(`it is ${seen.mediaType}, expected WebP`)
  const pixels = await decodePixels(bytes, seen.mediaType, seen)
  const { data, height, width } = pixels
  // Few colours make a palette, whose colours are opaque: nothing has to be multiplied.
  return encodePng({
    width,
    height,
    pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
    asPng: () => writeTrueColor(pixels),
  })
}

function writeTrueColor({ data, height, width }: Pixels): Uint8Array {
  const isOpaque = data.every((value, at) => at % 4 !== 3 || value === 255)
  const samples = isOpaque ? 3 : 4
  const rows = new Uint8Array(height * (1 + width * samples))
  let to = 0
  for (let y = 0; y < height; y++) {
    // Each sample as what it differs from the one to the left: a photograph gets half the size.
    rows[to++] = 1
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4
      for (let sample = 0; sample < samples; sample++) {
        const left = x === 0 ? 0 : (data[from - 4 + sample] ?? 0)
        rows[to++] = (data[from + sample] ?? 0) - left
      }
    }
  }
  return writePng({ width, height, colorType: isOpaque ? 2 : 6, data: zlibSync(rows) })
}
