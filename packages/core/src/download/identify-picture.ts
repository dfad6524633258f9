import { FigureError } from '../errors.js'
import { readJpegHeader } from './jpeg-header.js'
import { readWebpSize } from './webp-header.js'

export type RasterType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What the first bytes say. Pixels are counted before anything is decoded. */
export type Identified =
  | { mediaType: RasterType; width: number; height: number }
  | { mediaType: 'image/svg+xml' | 'application/pdf' }

/** Four times what a square picture in 4K has; decoded it takes half a gigabyte. */
const mostPixels = 2 ** 26
const longestSide = 20_000

/** How files of other kinds begin, for messages. */
const otherKinds: readonly [RegExp, string][] = [
  [/^$/, 'empty'],
  [/^GIF8/, 'a GIF'],
  [/^\x89PNG/, 'a PNG'],
  [/^\xff\xd8\xff/, 'a JPEG'],
  [/^RIFF....WEBP/s, 'a WebP'],
  [/^%PDF-/, 'a PDF'],
  [/^....ftyp(?:avi|mif|hei)/s, 'an AVIF or HEIF'],
  [/^....ftypqt/s, 'a QuickTime film'],
  [/^....ftyp/s, 'an MP4'],
  [/^.E\xdf\xa3.{1,80}?B\x82.{1,8}?webm/s, 'a WebM'],
  [/^.E\xdf\xa3/s, 'a Matroska film'],
  [/^(?:II\*\0|MM\0\*)/, 'a TIFF'],
  [/^BM/, 'a BMP'],
  [/^PK/, 'a ZIP archive'],
  [/^\s*<(?:!doctype html|html|head|body)/i, 'an HTML page'],
  [/^\s*</, 'XML that is no SVG'],
  [/^\s*[{[]/, 'JSON'],
  [/^[\t\n\r\x20-\x7e]+$/, 'text'],
]

/**
 * @throws {FigureError} `artifact-invalid` for what is no picture of a kind we take, has no size
 *   in its header, or too large a one.
 */
export function identifyPicture(bytes: Uint8Array): Identified {
  const start = startOf(bytes)
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return toRaster('image/png', readPngSize(bytes))
  if (start.startsWith('\xff\xd8\xff')) return toRaster('image/jpeg', readJpegHeader(bytes))
  if (/^RIFF....WEBP/s.test(start)) return toRaster('image/webp', readWebpSize(bytes))
  if (start.startsWith('%PDF-')) return { mediaType: 'application/pdf' }
  if (/^\s*<(?!!doctype html|html)/i.test(withoutMark(start)) && hasSvg(bytes)) {
    return { mediaType: 'image/svg+xml' }
  }
  throw unusable(`it is ${nameKind(bytes)}, expected SVG, PNG, JPEG, WebP or PDF`)
}

/** What a file is that is not what was expected, for messages. */
export function nameKind(bytes: Uint8Array): string {
  const start = withoutMark(startOf(bytes))
  return otherKinds.find(([pattern]) => pattern.test(start))?.[1] ?? 'of no kind we know'
}

function startOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024))
  return start.toString('latin1')
}

/** Texts may begin with a byte order mark. */
function withoutMark(start: string): string {
  return start.replace(/^\xef\xbb\xbf/, '')
}

/** The error for a picture that fails its check; `why` is a sentence about it. */
export function unusable(why: string, options?: ErrorOptions): FigureError {
  return new FigureError('artifact-invalid', why, options)
}

/** @throws {FigureError} `artifact-invalid` for a size that is none, or too large. */
export function checkSize(width: number, height: number): void {
  if (!(width > 0) || !(height > 0)) throw unusable(`its size is ${width} by ${height}`)
  if (Math.max(width, height) <= longestSide && width * height <= mostPixels) return
  throw unusable(
    `its size is ${width} by ${height}, expected at most ${longestSide} on a side and ${mostPixels / 2 ** 20} million pixels`,
  )
}

function toRaster(
  mediaType: RasterType,
  size: { width: number; height: number } | undefined,
): Identified {
  if (size === undefined) throw unusable(`it is ${mediaType}, but ends early or is damaged`)
  const { height, width } = size
  checkSize(width, height)
  return { mediaType, width, height }
}

/** `IHDR` */
const headerChunk = 0x49484452

function readPngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (view.getUint32(12) !== headerChunk) return undefined
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Comments and a document type may come first. */
function hasSvg(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536))
  return /<svg[\s>/]/.test(head.toString('latin1'))
}
