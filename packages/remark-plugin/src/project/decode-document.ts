import { ProblemsError } from '@figmill/core'
import { createSourceLines } from '../source-lines.js'

/**
 * The text of a document, with its byte order mark if it has one.
 *
 * @param path Relative to the project root, for the place of the problem.
 * @throws {ProblemsError} `document-encoding`, at the first character that is not UTF-8.
 */
export function decodeDocument(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const start = readStart(bytes)
    throw new ProblemsError([
      {
        code: 'document-encoding',
        severity: 'error',
        message: 'the document is not UTF-8',
        hint: 'Save it as UTF-8; its other bytes would not survive the rewrite.',
        place: createSourceLines(start, path).placeAt(start.length),
      },
    ])
  }
}

/** The text before the first character that is not UTF-8. */
function readStart(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  // What is not UTF-8 becomes U+FFFD, whose bytes differ from those that are there.
  const mended = Buffer.from(decoder.decode(bytes))
  const end = mended.findIndex((byte, index) => byte !== bytes[index])
  // That may be in the middle of a character: a stream keeps back what has no end yet.
  return decoder.decode(bytes.subarray(0, end), { stream: true })
}
