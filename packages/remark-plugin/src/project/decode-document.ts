import { isUtf8 } from 'node:buffer'
import { FigureError } from '@figmill/core'

/** @throws {FigureError} `document-encoding` where the bytes are not UTF-8. */
export function decodeDocument(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new FigureError(
      'document-encoding',
      `the document is not UTF-8: see line ${findBadLine(bytes)}`,
      { cause: error, hint: 'Save it as UTF-8; its other bytes would not survive the rewrite.' },
    )
  }
}

/** The first line, from 1, that is not UTF-8. No UTF-8 sequence holds the byte of a line feed. */
function findBadLine(bytes: Uint8Array): number {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(lineFeed, start)
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
}

const lineFeed = 0x0a
