import type { Marker } from './marker.js'
import { toPacket } from './xmp.js'

const startOfImage = Buffer.of(0xff, 0xd8)
const packetHead = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const exifHead = Buffer.from('Exif\0', 'latin1')

/** Adds the packet as a segment, behind those that must come first: JFIF and Exif. */
export function markJpeg(bytes: Buffer, marker: Marker): Buffer | undefined {
  const { pixels, segments } = readSegments(bytes)
  const packet = segments.find(isPacket)
  const others = segments.filter((segment) => !isPacket(segment))
  const place = others.findIndex((segment) => !comesFirst(segment))
  if (pixels === undefined || place === -1) return undefined
  const existing = packet?.toString('utf8', 4 + packetHead.length)
  return Buffer.concat([
    startOfImage,
    ...others.slice(0, place),
    toSegment(toPacket(existing, marker)),
    ...others.slice(place),
    pixels,
  ])
}

/** What stands before the pixels, in whole segments, and everything from there on. */
function readSegments(bytes: Buffer): { segments: Buffer[]; pixels?: Buffer } {
  const segments: Buffer[] = []
  if (!bytes.subarray(0, 2).equals(startOfImage)) return { segments }
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const kind = bytes[at + 1]
    if (kind === 0xda) return { segments, pixels: bytes.subarray(at) }
    // More bytes like this one may fill the space before a segment.
    if (kind === 0xff) {
      at += 1
      continue
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    segments.push(bytes.subarray(at, end))
    at = end
  }
  return { segments }
}

function isPacket(segment: Buffer): boolean {
  return isApplication(segment, 1, packetHead)
}

function comesFirst(segment: Buffer): boolean {
  return segment[1] === 0xe0 || isApplication(segment, 1, exifHead)
}

function isApplication(segment: Buffer, number: number, head: Buffer): boolean {
  return segment[1] === 0xe0 + number && segment.subarray(4, 4 + head.length).equals(head)
}

function toSegment(packet: string): Buffer {
  const data = Buffer.concat([packetHead, Buffer.from(packet)])
  const head = Buffer.of(0xff, 0xe1, 0, 0)
  head.writeUInt16BE(2 + data.length, 2)
  return Buffer.concat([head, data])
}
