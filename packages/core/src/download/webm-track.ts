import type { VideoTrack } from './mp4-track.js'

/** What lies between two bytes of the file, behind its own header. */
interface Element {
  start: number
  end: number
}

const ids = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  track: 0xae,
  trackType: 0x83,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
} as const

/** Far more than a film has; each costs memory. */
const mostElements = 100_000

/**
 * The first picture track of a WebM; `undefined` for a file that ends early, is damaged, or has none.
 * Elements are only looked for where they belong.
 */
export function readWebmTrack(bytes: Uint8Array): VideoTrack | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const all = { start: 0, end: bytes.length }
  const read = (parent: Element | undefined, id: number) =>
    (parent && readElements(view, parent, id)) ?? []
  const numberIn = (parent: Element | undefined, id: number) =>
    readNumber(view, read(parent, id)[0])
  const [segment] = read(all, ids.segment)
  // Of a segment that does not say how long it is, nothing else tells that it ends early.
  if (read(segment, ids.cluster).length === 0) return undefined
  const [tracks] = read(segment, ids.tracks)
  const film = read(tracks, ids.track).find((track) => numberIn(track, ids.trackType) === 1)
  if (film === undefined) return undefined
  const [video] = read(film, ids.video)
  return { width: numberIn(video, ids.width), height: numberIn(video, ids.height) }
}

/** Those of one kind; `undefined` when the elements do not fill their parent to its last byte. */
function readElements(view: DataView, parent: Element, id: number): Element[] | undefined {
  const found: Element[] = []
  let at = parent.start
  for (let count = 0; at < parent.end; count++) {
    const head = count === mostElements ? undefined : readHead(view, at, parent.end)
    if (head === undefined) return undefined
    if (head.id === id) found.push(head)
    at = head.end
  }
  return found
}

/** The id and the size that an element begins with; a size of nothing but ones is all there is. */
function readHead(view: DataView, at: number, end: number): (Element & { id: number }) | undefined {
  const idBytes = lengthAt(view, at, end)
  const sizeBytes = lengthAt(view, at + idBytes, end)
  const start = at + idBytes + sizeBytes
  if (idBytes === 0 || idBytes > 4 || sizeBytes === 0 || start > end) return undefined
  const size = readUnsigned(view, at + idBytes, sizeBytes, 0xff >> sizeBytes)
  const isOpen = size >= 2 ** (7 * sizeBytes) - 1
  if (!isOpen && size > end - start) return undefined
  return { id: readUnsigned(view, at, idBytes), start, end: isOpen ? end : start + size }
}

/** How many bytes a number takes, as the zeros say that it begins with; 0 where there is none. */
function lengthAt(view: DataView, at: number, end: number): number {
  const first = at < end ? view.getUint8(at) : 0
  return first === 0 ? 0 : Math.clz32(first) - 23
}

/** Exact as long as it can be a place in a file; `mask` leaves out what tells of the length. */
function readUnsigned(view: DataView, at: number, bytes: number, mask = 0xff): number {
  let value = 0
  for (let index = 0; index < bytes; index++) {
    value = value * 256 + (view.getUint8(at + index) & (index === 0 ? mask : 0xff))
  }
  return value
}

/** 0 where there is none, or one that nothing has as its size. */
function readNumber(view: DataView, element: Element | undefined): number {
  if (element === undefined || element.end - element.start > 4) return 0
  return readUnsigned(view, element.start, element.end - element.start)
}
