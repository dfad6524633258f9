import type { EncodedPicture, VideoType } from '../artifact.js'
import { type Expectation, mediaTypeName, saysNothing } from './check-picture.js'
import { checkSize, nameKind, unusable } from './identify-picture.js'
import { readMp4Track, type VideoTrack } from './mp4-track.js'
import { readWebmTrack } from './webm-track.js'

/** More than minutes of what services make. */
export const mostVideoBytes = 128 * 2 ** 20

const readers = { 'video/mp4': readMp4Track, 'video/webm': readWebmTrack } as const

/**
 * Whether what came is a video that browsers may play: MP4 or WebM, whole, with a picture. It is not
 * decoded, and whatever shape it has is kept: it was paid for.
 *
 * @throws {FigureError} `artifact-invalid`, with a sentence about the file.
 */
export function checkVideo(
  bytes: Uint8Array,
  { aspect = 16 / 9, declared = '' }: Expectation,
): EncodedPicture {
  const mediaType = identifyVideo(bytes)
  const name = mediaTypeName(declared)
  if (!saysNothing(name) && !/^video\/|^application\/mp4$/.test(name)) {
    throw unusable(`it is ${mediaType}, but was sent as ${name}`)
  }
  const track = readers[mediaType](bytes)
  if (track === undefined) {
    throw unusable(`it is ${mediaType}, but ends early, is damaged or shows nothing`)
  }
  const hasSize = track.width > 0 && track.height > 0
  const { height, width } = hasSize ? track : sizeOfAspect(aspect)
  checkSize(width, height)
  return { bytes, mediaType, width, height }
}

function identifyVideo(bytes: Uint8Array): VideoType {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  // Pictures are kept in such boxes too, and films of QuickTime, which few browsers play.
  if (/^....ftyp(?!avi|mif|hei|qt)/s.test(start)) return 'video/mp4'
  if (start.startsWith('\x1aE\xdf\xa3')) return 'video/webm'
  throw unusable(`it is ${nameKind(bytes)}, expected a video, MP4 or WebM`)
}

/** That of 720p, which is the least that is sold. */
function sizeOfAspect(aspect: number): VideoTrack {
  const shorter = 720
  return aspect >= 1
    ? { width: Math.round(shorter * aspect), height: shorter }
    : { width: shorter, height: Math.round(shorter / aspect) }
}
