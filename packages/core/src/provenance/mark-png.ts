import { toPngChunk } from '../png-chunk.js'
import type { Marker } from './marker.js'
import { toPacket } from './xmp.js'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
/** What comes before an XMP packet: the keyword, not compressed, no language, no translation. */
const packetHead = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1')
const keyword = packetHead.subarray(0, packetHead.indexOf(0) + 1)

/** Adds the packet as text, before the pixels. */
export function markPng(bytes: Buffer, marker: Marker): Buffer | undefined {
  const chunks = readChunks(bytes)
  const packets = chunks?.filter(isPacket) ?? []
  const others = chunks?.filter((chunk) => !isPacket(chunk)) ?? []
  const pixels = others.findIndex((chunk) => typeOf(chunk) === 'IDAT')
  if (pixels === -1) return undefined
  const packet = toPacket(packets.map(readPacket)[0], marker)
  return Buffer.concat([
    signature,
    ...others.slice(0, pixels),
    toPngChunk('iTXt', Buffer.concat([packetHead, Buffer.from(packet)])),
    ...others.slice(pixels),
  ])
}

/** Whole chunks, with length and checksum; what follows the last is no part of the picture. */
function readChunks(bytes: Buffer): Buffer[] | undefined {
  if (!bytes.subarray(0, signature.length).equals(signature)) return undefined
  const chunks: Buffer[] = []
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    const chunk = bytes.subarray(at, end)
    chunks.push(chunk)
    if (typeOf(chunk) === 'IEND') return chunks
    at = end
  }
  return undefined
}

function typeOf(chunk: Buffer): string {
  return chunk.toString('latin1', 4, 8)
}

function dataOf(chunk: Buffer): Buffer {
  return chunk.subarray(8, -4)
}

function isPacket(chunk: Buffer): boolean {
  return typeOf(chunk) === 'iTXt' && dataOf(chunk).subarray(0, keyword.length).equals(keyword)
}

/** `undefined` for a compressed packet, which XMP does not allow. */
function readPacket(chunk: Buffer): string | undefined {
  const data = dataOf(chunk)
  const afterLanguage = data.indexOf(0, keyword.length + 2) + 1
  const afterTranslation = data.indexOf(0, afterLanguage) + 1
  return data[keyword.length] === 0 ? data.toString('utf8', afterTranslation) : undefined
}
