import type { Marker } from './marker.js'
import { toPacket } from './xmp.js'

interface Chunk {
  type: string
  data: Buffer
}

const hasAlpha = 0x10
const hasXmp = 0x04

/** Adds the packet as the last chunk; a simple file becomes an extended one, which may have it. */
export function markWebp(bytes: Buffer, marker: Marker): Buffer | undefined {
  const chunks = readChunks(bytes) ?? []
  const header = toExtendedHeader(chunks[0])
  if (header === undefined) return undefined
  const existing = chunks.find(({ type }) => type === 'XMP ')?.data.toString()
  const others = chunks.filter(({ type }) => type !== 'VP8X' && type !== 'XMP ')
  const packet = { type: 'XMP ', data: Buffer.from(toPacket(existing, marker)) }
  const content = [header, ...others, packet].map(toBytes)
  return toBytes({ type: 'RIFF', data: Buffer.concat([Buffer.from('WEBP'), ...content]) })
}

function readChunks(bytes: Buffer): Chunk[] | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') {
    return undefined
  }
  const chunks: Chunk[] = []
  const end = 8 + bytes.readUInt32LE(4)
  if (end > bytes.length) return undefined
  let at = 12
  while (at + 8 <= end) {
    const size = bytes.readUInt32LE(at + 4)
    chunks.push({
      type: bytes.toString('latin1', at, at + 4),
      data: bytes.subarray(at + 8, at + 8 + size),
    })
    at += 8 + size + (size % 2)
  }
  // The byte that makes the last chunk even may be missing.
  return at === end || at === end + 1 ? chunks : undefined
}

/** The header of an extended file that has XMP, from that of the file or its only picture. */
function toExtendedHeader(first: Chunk | undefined): Chunk | undefined {
  if (first === undefined || first.data.length < 10) return undefined
  const data = Buffer.alloc(10)
  switch (first.type) {
    case 'VP8X':
      data.set(first.data.subarray(0, 10))
      break
    case 'VP8 ':
      writeSize(data, first.data.readUInt16LE(6) & 0x3fff, first.data.readUInt16LE(8) & 0x3fff)
      break
    case 'VP8L': {
      // 14 bits of width less one, 14 of height less one, one for alpha.
      const bits = first.data.readUInt32LE(1)
      writeSize(data, (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
      if ((bits >>> 28) & 1) data[0] = hasAlpha
      break
    }
    default:
      return undefined
  }
  data.writeUInt8(data.readUInt8(0) | hasXmp, 0)
  return { type: 'VP8X', data }
}

function writeSize(header: Buffer, width: number, height: number): void {
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
}

function toBytes({ data, type }: Chunk): Buffer {
  const bytes = Buffer.alloc(8 + data.length + (data.length % 2))
  bytes.write(type, 0, 'latin1')
  bytes.writeUInt32LE(data.length, 4)
  bytes.set(data, 8)
  return bytes
}
