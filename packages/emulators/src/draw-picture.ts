import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import { type Box, writeCaption } from './write-caption.ts'

/** What a picture is asked to be. */
export interface PictureRequest {
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/svg+xml' | 'application/pdf'
  /** Pixels; points in PDF. */
  width: number
  height: number
  /** Makes pictures of different texts differ. */
  text: string
  /** What it shows, for people: the first words are written on it. The text when absent. */
  words?: string | undefined
}

/** A real picture that any decoder reads: stripes in colours of the text, and words. */
export async function drawPicture(request: PictureRequest): Promise<Uint8Array> {
  switch (request.mediaType) {
    case 'image/png':
      return toPng(request)
    case 'image/jpeg':
    case 'image/webp':
      return encode(request.mediaType, toPixels(request))
    case 'image/svg+xml':
      return new TextEncoder().encode(toSvg(request))
    case 'application/pdf':
      return toPdf(request)
  }
}

type RasterType = 'image/jpeg' | 'image/webp'

interface Pixels {
  data: Uint8ClampedArray
  width: number
  height: number
}

/** The part of an Emscripten module that is used; their own declarations are for browsers. */
interface Encoder {
  encode(data: Uint8ClampedArray, width: number, height: number, options: object): Uint8Array
}
type OpenEncoder = (options: { noInitialRun: true; wasmBinary: Uint8Array }) => Promise<Encoder>

const encoders = new Map<RasterType, Promise<(pixels: Pixels) => Uint8Array>>()

async function encode(mediaType: RasterType, pixels: Pixels): Promise<Uint8Array> {
  const opened = encoders.get(mediaType) ?? openEncoder(mediaType)
  encoders.set(mediaType, opened)
  return (await opened)(pixels)
}

async function openEncoder(mediaType: RasterType): Promise<(pixels: Pixels) => Uint8Array> {
  const isJpeg = mediaType === 'image/jpeg'
  const path = isJpeg ? '@jsquash/jpeg/codec/enc/mozjpeg_enc' : '@jsquash/webp/codec/enc/webp_enc'
  const wasmBinary = await readFile(new URL(import.meta.resolve(`${path}.wasm`)))
  const { default: open } = (await import(`${path}.js`)) as { default: OpenEncoder }
  const meta = isJpeg
    ? await import('@jsquash/jpeg/meta.js')
    : await import('@jsquash/webp/meta.js')
  const encoder = await open({ noInitialRun: true, wasmBinary })
  return ({ data, height, width }) =>
    // A copy: the memory of the module is its own.
    Uint8Array.from(encoder.encode(data, width, height, meta.defaultOptions))
}

const stripes = 12

function colorsOf(text: string): [number, number, number][] {
  return Array.from({ length: stripes }, (_, index) => {
    const hash = crc32(`${index} ${text}`)
    return [hash & 255, (hash >> 8) & 255, (hash >> 16) & 255]
  })
}

const white = stripes
const black = stripes + 1

/** The number of the colour of each pixel, in rows from the top: of a stripe, or of the words on it. */
function toIndexes({ height, text, width, words = text }: PictureRequest): Uint8Array {
  const row = Uint8Array.from({ length: width }, (_, x) => stripeAt(x, width))
  const indexes = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) indexes.set(row, y * width)
  const { dots, ground } = writeCaption(words, width, height)
  const fill = (index: number, box: Box) => {
    for (let y = box.y; y < box.y + box.height; y++) {
      indexes.fill(index, y * width + box.x, y * width + box.x + box.width)
    }
  }
  fill(white, ground)
  for (const dot of dots) fill(black, dot)
  return indexes
}

const paletteOf = (text: string) => [...colorsOf(text), [255, 255, 255], [0, 0, 0]]

const stripeAt = (x: number, width: number) => Math.floor((x * stripes) / width)

function toPng(request: PictureRequest): Uint8Array {
  const { height, text, width } = request
  const indexes = toIndexes(request)
  // Each row after the number of its filter.
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('PLTE', Buffer.from(paletteOf(text).flat())),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(named.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  named.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(named), named.length + 4)
  return chunk
}

function toPixels(request: PictureRequest): Pixels {
  const { height, text, width } = request
  const colors = paletteOf(text)
  const data = new Uint8ClampedArray(width * height * 4)
  toIndexes(request).forEach((index, at) => {
    data.set([...(colors[index] ?? []), 255], at * 4)
  })
  return { data, width, height }
}

function toSvg({ height, text, width, words = text }: PictureRequest): string {
  const step = width / stripes
  const bars = colorsOf(text).map(
    ([r, g, b], index) =>
      `<rect x="${index * step}" width="${step}" height="${height}" fill="rgb(${r},${g},${b})"/>`,
  )
  const { dots, ground } = writeCaption(words, width, height)
  const toPath = (boxes: Box[], fill: string) =>
    `<path fill="${fill}" d="${boxes.map((box) => `M${box.x} ${box.y}h${box.width}v${box.height}h-${box.width}z`).join('')}"/>`
  bars.push(toPath([ground], '#fff'), toPath(dots, '#000'))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${bars.join('')}</svg>\n`
}

function toPdf({ height, text, width, words = text }: PictureRequest): Uint8Array {
  const step = width / stripes
  const { dots, ground } = writeCaption(words, width, height)
  const bars = colorsOf(text).map(
    (color, index) =>
      `${color.map((part) => (part / 255).toFixed(3)).join(' ')} rg ${index * step} 0 ${step} ${height} re f`,
  )
  const toOperators = (box: Box) =>
    `${box.x} ${height - box.y - box.height} ${box.width} ${box.height} re`
  const letters = ['1 g', toOperators(ground), 'f', '0 g', ...dots.map(toOperators), 'f']
  const content = [...bars, ...letters].join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = pdf.length
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = pdf.length
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(pdf, 'latin1')
}
