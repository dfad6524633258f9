import { crc32, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodePng } from '../../../../src/providers/local/formats/encode-png.js'

const written = Uint8Array.of(1, 2, 3)

/** A picture as resvg hands it over; `colorOf` gives RGBA. */
function picture(width: number, height: number, colorOf: (pixel: number) => number[]) {
  const pixels = Uint8Array.from(
    Array.from({ length: width * height }, (_, at) => colorOf(at)).flat(),
  )
  return { width, height, pixels, asPng: () => written }
}

/** The pixels of a PNG with a palette, after a look at its checksums. */
function decode(png: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  const bytes = Buffer.from(png)
  expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n')
  const chunks: Record<string, Buffer> = {}
  for (let at = 8; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at)
    expect(bytes.readUInt32BE(end)).toBe(crc32(bytes.subarray(at + 4, end)))
    chunks[bytes.toString('latin1', at + 4, at + 8)] = bytes.subarray(at + 8, end)
    at = end + 4
  }
  const { IDAT, IEND, IHDR, PLTE } = chunks
  if (!IDAT || !IEND || !IHDR || !PLTE) throw new Error('a chunk is missing')
  expect([...IHDR.subarray(8)]).toEqual([8, 3, 0, 0, 0])
  const [width, height] = [IHDR.readUInt32BE(0), IHDR.readUInt32BE(4)]
  const rows = inflateSync(IDAT)
  const pixels: number[] = []
  for (let y = 0; y < height; y++) {
    expect(rows[y * (width + 1)]).toBe(0)
    for (const index of rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))) {
      pixels.push(...PLTE.subarray(index * 3, index * 3 + 3), 255)
    }
  }
  return { width, height, pixels: Uint8Array.from(pixels) }
}

test.each([1, 2, 255, 256])('a picture of %i colours keeps every pixel', (colors) => {
  const image = picture(37, 23, (at) => [at % colors, 8, 255 - (at % colors), 255])
  const { height, pixels, width } = decode(encodePng(image))
  expect([width, height]).toEqual([37, 23])
  expect(Buffer.from(pixels).equals(image.pixels)).toBe(true)
})

test('a picture of more colours, or one that shows through, is what resvg writes', () => {
  expect(encodePng(picture(257, 1, (at) => [at & 255, at >> 8, 0, 255]))).toBe(written)
  expect(encodePng(picture(2, 2, () => [10, 10, 10, 128]))).toBe(written)
})
