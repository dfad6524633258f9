import { join } from 'node:path'
import { extensionOf } from '../artifact.js'
import { digestContent } from '../digest.js'
import { writeFileAtomic } from '../files/atomic-write.js'
import type { JsonObject } from '../json.js'
import { identifyPicture } from './identify-picture.js'

/**
 * Keeps what a service sent, with a note about it, for the talk with the service about the money.
 *
 * @returns Path of the bytes; the note is beside it and ends in `.json`.
 * @throws {FigureError} `file-unwritable`
 */
export async function keepEvidence(
  folder: string,
  bytes: Uint8Array,
  about: JsonObject,
): Promise<string> {
  const digest = digestContent(bytes)
  const path = join(folder, `${digest}.${evidenceExtension(bytes)}`)
  const options = { durable: true }
  await writeFileAtomic(path, bytes, options)
  await writeFileAtomic(
    join(folder, `${digest}.json`),
    `${JSON.stringify(about, undefined, 2)}\n`,
    options,
  )
  return path
}

/** A double click must show it, and never run it. */
function evidenceExtension(bytes: Uint8Array): string {
  try {
    const { mediaType } = identifyPicture(bytes)
    return mediaType === 'image/svg+xml' ? 'svg.txt' : extensionOf(mediaType)
  } catch {
    return 'bin'
  }
}
