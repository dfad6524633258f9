import { inflateSync } from 'node:zlib'
import { unusable } from './identify-picture.js'

const pixelsPerPoint = 96 / 72
/** An object stream holds dictionaries; a page's own box is among them. */
const mostStreamBytes = 2 ** 22
const mostStreams = 100

/**
 * Checks that a PDF is all there, and reads the size of its first page.
 *
 * @returns CSS pixels.
 * @throws {FigureError} `artifact-invalid`
 */
export function readPdf(bytes: Uint8Array): { width: number; height: number } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const end = /startxref\s+(\d+)\s+%%EOF/.exec(text.slice(-2048))
  if (end === null) throw unusable('it is a PDF that ends early')
  const table = text.slice(Number(end[1]), Number(end[1]) + 64)
  if (!/^\s*(?:xref|\d+\s+\d+\s+obj)/.test(table)) {
    throw unusable('it is a PDF whose table of contents is not where it says')
  }
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) throw unusable('it is an encrypted PDF')
  const size = readBox(text) ?? readPackedBox(text)
  if (size === undefined) throw unusable('it is a PDF without a page size')
  return size
}

function readBox(text: string): { width: number; height: number } | undefined {
  const number = '\\s*([-+]?[\\d.]+)'
  const box = new RegExp(`/MediaBox\\s*\\[${number.repeat(4)}\\s*\\]`).exec(text)
  if (box === null) return undefined
  const [left = 0, bottom = 0, right = 0, top = 0] = box.slice(1).map(Number)
  return {
    width: Math.abs(right - left) * pixelsPerPoint,
    height: Math.abs(top - bottom) * pixelsPerPoint,
  }
}

/** Newer files keep their pages in compressed streams of objects. */
function readPackedBox(text: string): { width: number; height: number } | undefined {
  let left = mostStreams
  for (const { 0: opening, index } of text.matchAll(/\/ObjStm\b.{0,400}?stream\r?\n/gs)) {
    const start = index + opening.length
    const stream = text.slice(start, text.indexOf('endstream', start))
    const size = readBox(inflate(Buffer.from(stream, 'latin1')))
    if (size !== undefined) return size
    left -= 1
    if (left === 0) break
  }
  return undefined
}

function inflate(stream: Uint8Array): string {
  try {
    return inflateSync(stream, { maxOutputLength: mostStreamBytes }).toString('latin1')
  } catch {
    // Not compressed in this way, or too much of it: there may be others.
    return ''
  }
}
