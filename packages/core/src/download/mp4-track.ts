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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const all = { start: 0, end: bytes.length }
  const [movie] = readBoxes(view, all, 'moov') ?? []
  // Between two boxes, nothing else tells that the file ends early.
  if (readBoxes(view, all, 'mdat')?.length === 0) return undefined
  const tracks = (movie && readBoxes(view, movie, 'trak')) ?? []
  for (const track of tracks) {
    const [media] = readBoxes(view, track, 'mdia') ?? []
    const [handler] = (media && readBoxes(view, media, 'hdlr')) ?? []
    const [header] = readBoxes(view, track, 'tkhd') ?? []
    if (header === undefined || handler === undefined || handler.end - handler.start < 12) continue
    if (typeAt(view, handler.start + 8) === 'vide') return readSize(view, header)
  }
  return undefined
}

/** Those of one type; `undefined` when the boxes do not fill their parent to its last byte. */
function readBoxes(view: DataView, parent: Box, type: string): Box[] | undefined {
  const found: Box[] = []
  let at = parent.start
  for (let count = 0; at < parent.end; count++) {
    const left = parent.end - at
    if (left < 8 || count === mostBoxes) return undefined
    const short = view.getUint32(at)
    const headBytes = short === 1 ? 16 : 8
    if (left < headBytes) return undefined
    // 0 is as far as there is something, 1 is told in 64 bits.
    const size = short === 0 ? left : short === 1 ? Number(view.getBigUint64(at + 8)) : short
    if (size < headBytes || size > left) return undefined
    if (typeAt(view, at + 4) === type) found.push({ start: at + headBytes, end: at + size })
    at += size
  }
  return found
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}

/** The last two numbers of a track's header, in 65,536ths, and before them how it is turned. */
function readSize(view: DataView, { end, start }: Box): VideoTrack | undefined {
  if (end - start < 84) return undefined
  const width = Math.round(view.getUint32(end - 8) / 65_536)
  const height = Math.round(view.getUint32(end - 4) / 65_536)
  const isTurned = view.getUint32(end - 44) === 0 && view.getUint32(end - 40) !== 0
  return isTurned ? { width: height, height: width } : { width, height }
}
