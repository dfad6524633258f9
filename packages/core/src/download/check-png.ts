import { crc32, createInflate, constants as zlib } from 'node:zlib'
import { freeMemory } from '../free-memory.js'
import { unusable } from './identify-picture.js'

interface PngHeader {
  width: number
  height: number
  bitsPerPixel: number
  interlaced: boolean
  needsPalette: boolean
}

/** Samples per pixel and the bits they may have, by colour type. */
const colorTypes: Record<number, { samples: number; depths: readonly number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/** The passes of an interlaced file: where each begins, and its steps. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

const knownCritical = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND'])
const mostFilters = 4
/** Bytes unpacked at once: small pictures need not as much memory. */
const largestChunk = 128 * 1024

/**
 * Decodes a PNG as far as is needed to know that it can be: every checksum, every row, and not a
 * row more than its header says. The rows are looked at as they come and not kept.
 *
 * @throws {FigureError} `artifact-invalid`
 */
export async function checkPng(bytes: Uint8Array): Promise<void> {
  const { header, data } = readChunks(bytes)
  const checker = createRowChecker(header)
  const chunkSize = Math.min(largestChunk, Math.max(zlib.Z_MIN_CHUNK, checker.bytes))
  const inflate = createInflate({ chunkSize })
  for (const part of data) inflate.write(part)
  inflate.end()
  try {
    for await (const rows of inflate as AsyncIterable<Uint8Array>) {
      checker.check(rows)
      freeMemory(rows)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'Z_BUF_ERROR') throw unusable('its pixels end early', { cause: error })
    if (code === 'Z_DATA_ERROR') throw unusable('its pixels are damaged', { cause: error })
    throw error
  }
  checker.end()
}

function readChunks(bytes: Uint8Array): { header: PngHeader; data: Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data: Uint8Array[] = []
  let header: PngHeader | undefined
  let hasPalette = false
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 12 + length
    if (end > bytes.length) break
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw unusable(`its part \`${type}\` is damaged: the checksum is wrong`)
    }
    if (header === undefined) header = readHeader(type, bytes.subarray(at + 8, end - 4))
    else if (type === 'PLTE') hasPalette = true
    else if (type === 'IDAT') data.push(bytes.subarray(at + 8, end - 4))
    else if (type === 'IEND') {
      if (header.needsPalette && !hasPalette) throw unusable('it has no palette')
      return { header, data }
    } else if (/^[A-Z]/.test(type) && !knownCritical.has(type)) {
      throw unusable(`its part \`${type}\` is of no known kind`)
    }
    at = end
  }
  throw unusable('it ends early')
}

function readHeader(type: string, data: Uint8Array): PngHeader {
  if (type !== 'IHDR' || data.length !== 13) throw unusable('it does not begin with a PNG header')
  const view = new DataView(data.buffer, data.byteOffset)
  const [depth = 0, colorType = 0, compression, filter, interlace] = data.subarray(8)
  const kind = colorTypes[colorType]
  const isKnown = compression === 0 && filter === 0 && (interlace === 0 || interlace === 1)
  if (kind === undefined || !kind.depths.includes(depth) || !isKnown) {
    throw unusable('its PNG header is damaged')
  }
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    bitsPerPixel: kind.samples * depth,
    interlaced: interlace === 1,
    needsPalette: colorType === 3,
  }
}

interface RowChecker {
  /** Of all rows, unpacked. */
  bytes: number
  check(bytes: Uint8Array): void
  end(): void
}

/** Each row is a byte for its filter and then its pixels. */
function createRowChecker({ bitsPerPixel, height, interlaced, width }: PngHeader): RowChecker {
  const passes = interlaced ? adam7 : ([[0, 0, 1, 1]] as const)
  const blocks = passes.flatMap(([x, y, stepX, stepY]) => {
    const columns = Math.ceil((width - x) / stepX)
    const rows = Math.ceil((height - y) / stepY)
    return columns > 0 && rows > 0
      ? [{ rows, bytes: 1 + Math.ceil((columns * bitsPerPixel) / 8) }]
      : []
  })
  let [block, ...later] = blocks
  let rowsLeft = block?.rows ?? 0
  /** How far into the bytes to come the next row begins. */
  let ahead = 0
  return {
    bytes: blocks.reduce((sum, { bytes, rows }) => sum + bytes * rows, 0),
    check(bytes) {
      while (ahead < bytes.length) {
        if (block === undefined) throw unusable('it has more pixels than its header says')
        if ((bytes[ahead] ?? 0) > mostFilters) throw unusable('its pixels are damaged')
        ahead += block.bytes
        rowsLeft -= 1
        if (rowsLeft > 0) continue
        ;[block, ...later] = later
        rowsLeft = block?.rows ?? 0
      }
      ahead -= bytes.length
    },
    end() {
      if (block !== undefined || ahead > 0) throw unusable('its pixels end early')
    },
  }
}
