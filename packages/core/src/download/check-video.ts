import type { EncodedPicture, VideoType } from '../artifact.js'
import { type Expectation, mediaTypeName, saysNothing } from './check-picture.js'
import { checkSize, nameKind, unusable } from './identify-picture.js'
import { readMp4Track, type VideoTrack } from './mp4-track.js'
import { readWebmTrack } from './webm-track.js'

/** More than minutes of what services make. */
export const mostVideoBytes = 128 * 2 ** 20

/** By the names of kinds. */
const videos: Readonly<Record<string, Video>> = {
  'an MP4': { mediaType: 'video/mp4', readTrack: readMp4Track },
  'a WebM': { mediaType: 'video/webm', readTrack: readWebmTrack },
}

interface Video {
  mediaType: VideoType
  readTrack: (bytes: Uint8Array) => VideoTrack | undefined
}

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
  const kind = nameKind(bytes)
  const video = videos[kind]
  if (video === undefined) throw unusable(`it is ${kind}, expected a video, MP4 or WebM`)
  const { mediaType, readTrack } = video
  const name = mediaTypeName(declared)
  if (!saysNothing(name) && !/^video\/|^application\/mp4$/.test(name)) {
    throw unusable(`it is ${mediaType}, but was sent as ${name}`)
  }
  const track = readTrack(bytes)
  if (track === undefined) {
    throw unusable(`it is ${mediaType}, but ends early, is damaged or shows nothing`)
  }
  const hasSize = track.width > 0 && track.height > 0
  const { height, width } = hasSize ? track : sizeOfAspect(aspect)
  checkSize(width, height)
  return { bytes, mediaType, width, height }
}

/** That of 720p, which is the least that is sold. */
function sizeOfAspect(aspect: number): VideoTrack {
  const shorter = 720
  return aspect >= 1
    ? { width: Math.round(shorter * aspect), height: shorter }
    : { width: shorter, height: Math.round(shorter / aspect) }
}
