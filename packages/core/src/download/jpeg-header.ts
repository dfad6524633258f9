/** What the markers of a JPEG say of it. */
export interface JpegHeader {
  width: number
  height: number
  /** Passes over the picture: one, or some ten in a progressive file. */
  scans: number
}

const startOfScan = 0xda
const endOfImage = 0xd9

/** Walks over the markers; `undefined` when there is no size, or no end. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let size: { width: number; height: number } | undefined
  let scans = 0
  let at = 2
  while (at + 2 <= bytes.length && bytes[at] === 0xff) {
    const marker = view.getUint8(at + 1)
    if (marker === endOfImage) return size && scans > 0 ? { ...size, scans } : undefined
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (at + 4 > bytes.length) return undefined
    const length = view.getUint16(at + 2)
    if (isStartOfFrame(marker) && at + 9 <= bytes.length) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    at += 2 + length
    if (marker === startOfScan) {
      scans += 1
      at = skipScan(bytes, at)
    }
  }
  return undefined
}

function isStartOfFrame(marker: number): boolean {
  const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc
  return marker >= 0xc0 && marker <= 0xcf && !isTable
}

/** To the next marker that is neither an escaped byte nor a restart. */
function skipScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
    at = bytes.indexOf(0xff, at + 1)
  }
  return bytes.length
}
