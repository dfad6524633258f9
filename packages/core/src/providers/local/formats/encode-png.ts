import { toPngChunk } from '../../../png-chunk.js'
import { compressRows } from './compress-rows.js'

/** A rendered picture as resvg hands it over. */
export interface RenderedImage {
  readonly width: number
  readonly height: number
  /** RGBA, rows from the top, colours multiplied by their alpha. */
  readonly pixels: Uint8Array
  asPng(): Uint8Array
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const maxColors = 256

/**
 * A picture as PNG; the same bytes on every machine. Most drawings have at most 256 colours: a
 * palette of them is fewer bytes and much quicker to compress than what resvg writes.
 */
export function encodePng(image: RenderedImage): Uint8Array {
  const indexed = toPalette(image)
  return indexed === undefined ? image.asPng() : writeIndexed(image, indexed)
}

interface IndexedPixels {
  /** RGB, three bytes per colour. */
  palette: Uint8Array
  /** Rows of one byte per pixel, each after the number of its filter: 0, none. */
  rows: Uint8Array
}

/** Numbers the colours in the order they appear; `undefined` for too many or translucent ones. */
function toPalette({ height, pixels, width }: RenderedImage): IndexedPixels | undefined {
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length)
  // Signed, because the engine is slow with numbers of 32 bits that are not.
  const colors = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)
  const rows = new Uint8Array((width + 1) * height)
  const palette: number[] = []
  const indexes = new Map<number, number>()
  let lastColor: number | undefined
  let lastIndex = 0
  for (let y = 0; y < height; y++) {
    let to = y * (width + 1)
    if (isLikeRowAbove(bytes, y, width * 4)) {
      rows.copyWithin(to, to - width - 1, to)
      continue
    }
    to += 1
    for (let from = y * width; from < (y + 1) * width; from++, to++) {
      const color = colors[from] ?? 0
      if (color !== lastColor) {
        let index = indexes.get(color)
        if (index === undefined) {
          const [red = 0, green = 0, blue = 0, alpha] = bytes.subarray(from * 4, from * 4 + 4)
          index = indexes.size
          if (index === maxColors || alpha !== 255) return undefined
          indexes.set(color, index)
          palette.push(red, green, blue)
        }
        lastColor = color
        lastIndex = index
      }
      rows[to] = lastIndex
    }
  }
  return { palette: Uint8Array.from(palette), rows }
}

function isLikeRowAbove(bytes: Buffer, y: number, rowLength: number): boolean {
  const start = y * rowLength
  const above = start - rowLength
  return y > 0 && bytes.compare(bytes, above, start, start, start + rowLength) === 0
}

function writeIndexed({ width, height }: RenderedImage, { palette, rows }: IndexedPixels) {
  return writePng({ width, height, colorType: 3, palette, data: compressRows(rows, width + 1) })
}

interface PngParts {
  width: number
  height: number
  /** By number, as the format has them: 2 is RGB, 3 a palette, 6 RGBA; eight bits each. */
  colorType: 2 | 3 | 6
  palette?: Uint8Array
  /** Compressed rows. */
  data: Uint8Array
}

export function writePng({ colorType, data, height, palette, width }: PngParts): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colorType], 8)
  return Buffer.concat([
    signature,
    toPngChunk('IHDR', header),
    ...(palette === undefined ? [] : [toPngChunk('PLTE', palette)]),
    toPngChunk('IDAT', data),
    toPngChunk('IEND', new Uint8Array()),
  ])
}
