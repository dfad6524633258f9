import type { EncodedPicture } from '../artifact.js'
import { mediaTypeName } from './check-picture.js'
import { unusable } from './identify-picture.js'

/** Many times what services take as a prompt. */
const mostTextBytes = 64 * 1024

/**
 * Whether what came is the text that was bought: one that can stand for a prompt.
 *
 * @param declared Media type as its sender calls it, if it says anything.
 * @throws {FigureError} `artifact-invalid`, with a sentence about it.
 */
export function checkText(bytes: Uint8Array, declared = 'text/plain'): EncodedPicture {
  const name = mediaTypeName(declared)
  if (name !== 'text/plain') throw unusable(`it was sent as ${name}, expected text/plain`)
  if (bytes.byteLength > mostTextBytes) {
    throw unusable(`it has ${bytes.byteLength} bytes, expected at most ${mostTextBytes}`)
  }
  const text = decode(bytes)
  if (!/\S/.test(text)) throw unusable('it is blank')
  if (/[^\P{Cc}\t\n\r]/u.test(text)) throw unusable('it has control characters')
  return { bytes, mediaType: 'text/plain', width: 0, height: 0 }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unusable('it is no text in UTF-8', { cause: error })
  }
}
