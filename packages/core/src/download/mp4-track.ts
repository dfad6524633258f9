/** Pixels; 0 where the file does not say. */
export interface VideoTrack {
  width: number
  height: number
}

/** What lies between two bytes of the file, behind its own header. */
interface Box {
  start: number
  end: number
}

/** Far more than a film has; each costs memory. */
const mostBoxes = 100_000

/**
 * The first picture track of an MP4; `undefined` for a file that ends early, is damaged, or has none.
 * Boxes are only looked for where they belong, so that no depth of nesting costs anything.
 */
export function readMp4Track(bytes: Uint8Array): VideoTrack | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const all = { start: 0, end: file.length }
  const [movie] = readBoxes(file, all, 'moov') ?? []
  // Between two boxes, nothing else tells that the file ends early.
  if (readBoxes(file, all, 'mdat')?.length === 0) return undefined
  const tracks = (movie && readBoxes(file, movie, 'trak')) ?? []
  for (const track of tracks) {
    const [media] = readBoxes(file, track, 'mdia') ?? []
    const [handler] = (media && readBoxes(file, media, 'hdlr')) ?? []
    const [header] = readBoxes(file, track, 'tkhd') ?? []
    if (header === undefined || handler === undefined || handler.end - handler.start < 12) continue
    if (typeAt(file, handler.start + 8) === 'vide') return readSize(file, header)
  }
  return undefined
}

/** Those of one type; `undefined` when a box is larger than what is there. Fewer bytes than a box has are padding. */
function readBoxes(file: Buffer, parent: Box, type: string): Box[] | undefined {
  const found: Box[] = []
  let at = parent.start
  for (let count = 0; parent.end - at >= 8; count++) {
    const left = parent.end - at
    if (count === mostBoxes) return undefined
    const short = file.readUInt32BE(at)
    const headBytes = short === 1 ? 16 : 8
    if (left < headBytes) return undefined
    // 0 is as far as there is something, 1 is told in 64 bits.
    const size = short === 0 ? left : short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short
    if (size < headBytes || size > left) return undefined
    if (typeAt(file, at + 4) === type) found.push({ start: at + headBytes, end: at + size })
    at += size
  }
  return found
}

function typeAt(file: Buffer, at: number): string {
  return file.toString('latin1', at, at + 4)
}

/** The last two numbers of a track's header, in 65,536ths, and before them how it is turned. */
function readSize(file: Buffer, { end, start }: Box): VideoTrack | undefined {
  if (end - start < 84) return undefined
  const width = Math.round(file.readUInt32BE(end - 8) / 65_536)
  const height = Math.round(file.readUInt32BE(end - 4) / 65_536)
  const isTurned = file.readUInt32BE(end - 44) === 0 && file.readUInt32BE(end - 40) !== 0
  return isTurned ? { width: height, height: width } : { width, height }
}
