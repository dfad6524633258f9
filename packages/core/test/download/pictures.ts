import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'

/** Small real pictures of every kind, and parts to build broken ones of. */

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

export function pngHeader(width: number, height: number, [...rest] = [8, 2, 0, 0, 0]): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set(rest, 8)
  return pngChunk('IHDR', data)
}

export function pngOf(...chunks: Uint8Array[]): Buffer {
  return Buffer.concat([signature, ...chunks])
}

/** Rows of RGB noise, each behind its filter. */
export function rgbRows(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let at = 0; at < rows.length; at++) rows[at] = at % (1 + width * 3) === 0 ? 0 : noise(at)
  return rows
}

export function makePng(width = 16, height = 12): Buffer {
  const pixels = deflateSync(rgbRows(width, height))
  const half = pixels.length >> 1
  return pngOf(
    pngHeader(width, height),
    pngChunk('IDAT', pixels.subarray(0, half)),
    pngChunk('IDAT', pixels.subarray(half)),
    pngChunk('IEND'),
  )
}

interface Encoder {
  encode(pixels: Uint8Array, width: number, height: number, options: object): Uint8Array
}

async function encodeWith(codec: string, width: number, height: number, options: object) {
  const { default: open } = (await import(`${codec}.js`)) as {
    default: (options: object) => Promise<Encoder>
  }
  const wasmBinary = await readFile(new URL(import.meta.resolve(`${codec}.wasm`)))
  const pixels = new Uint8Array(width * height * 4)
  for (let at = 0; at < pixels.length; at++) pixels[at] = at % 4 === 3 ? 255 : noise(at)
  const encoder = await open({ noInitialRun: true, wasmBinary })
  return Buffer.from(encoder.encode(pixels, width, height, options))
}

export async function makeJpeg(width = 64, height = 48, progressive = false): Promise<Buffer> {
  const { defaultOptions } = await import('@jsquash/jpeg/meta.js')
  const options = { ...defaultOptions, progressive }
  return encodeWith('@jsquash/jpeg/codec/enc/mozjpeg_enc', width, height, options)
}

export async function makeWebp(width = 64, height = 48, lossless = 0): Promise<Buffer> {
  const { defaultOptions } = await import('@jsquash/webp/meta.js')
  const options = { ...defaultOptions, lossless }
  return encodeWith('@jsquash/webp/codec/enc/webp_enc', width, height, options)
}

export function makePdf(width = 320, height = 240): Buffer {
  const body = `%PDF-1.4\n1 0 obj <</Type/Page/MediaBox [0 0 ${width} ${height}]>> endobj\n`
  return Buffer.from(`${body}xref\n0 1\ntrailer <<>>\nstartxref\n${body.length}\n%%EOF\n`)
}

export function makeSvg(content = '<rect width="4" height="3"/>', attributes = ''): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" ${attributes}>${content}</svg>`,
  )
}

function noise(at: number): number {
  return ((at * 2654435761) >>> 13) & 255
}
