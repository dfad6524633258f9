import { withResvg } from '../resvg.js'
import type { PdfFile, Reference } from './pdf-file.js'
import { refuse, unreadableImage } from './simplify-svg.js'

/** An image in the file, as content shows it. */
export interface EmbeddedImage {
  /** Its resource name. */
  name: string
  width: number
  height: number
  /** Whether it is made of pixels, which a PDF shows in a unit square, upwards. */
  isRaster: boolean
}

interface Pixels {
  reference: Reference
  width: number
  height: number
}

/**
 * Embeds a picture made of pixels. JPEGs and PNGs without transparency go in as they are.
 *
 * @throws {FigureError} `render-failed` for another format.
 */
export async function embedRaster(file: PdfFile, bytes: Buffer): Promise<EmbeddedImage> {
  const { height, reference, width } = await addRaster(file, bytes)
  return { name: file.nameResource('XObject', reference), width, height, isRaster: true }
}

async function addRaster(file: PdfFile, bytes: Buffer): Promise<Pixels> {
  if (bytes.subarray(0, 2).toString('hex') === 'ffd8') return addJpeg(file, bytes)
  if (bytes.subarray(1, 4).toString('latin1') !== 'PNG') {
    throw refuse(unreadableImage)
  }
  return addPlainPng(file, bytes) ?? (await addTranslucentPng(file, bytes))
}

const gray = '/DeviceGray'
const rgb = '/DeviceRGB'

function entriesOf(width: number, height: number, space: string, bits = 8): string {
  return `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace ${space} /BitsPerComponent ${bits} /Interpolate true`
}

/** Markers that begin with the picture's size: all `SOF`, but not the tables numbered among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function addJpeg(file: PdfFile, bytes: Buffer): Pixels {
  let at = 2
  while (at + 10 < bytes.length && !isFrame(bytes.readUInt8(at + 1))) {
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  if (at + 10 >= bytes.length) throw refuse('a JPEG without a size')
  const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)]
  const components = bytes.readUInt8(at + 9)
  // Whether four inks are inverted depends on the program that wrote the file.
  if (components === 4) throw refuse('a JPEG in printing colours')
  const entries = entriesOf(width, height, components === 1 ? gray : rgb)
  return { reference: file.addEncoded(`${entries} /Filter /DCTDecode`, bytes), width, height }
}

/** A PDF reads the compressed rows of a PNG that is neither translucent, interlaced nor deep. */
function addPlainPng(file: PdfFile, bytes: Buffer): Pixels | undefined {
  const { bits, colorType, data, height, isInterlaced, palette, transparency, width } =
    readPng(bytes)
  const components = { 0: 1, 2: 3, 3: 1 }[colorType]
  if (components === undefined || bits > 8 || isInterlaced || transparency) return undefined
  const space =
    palette === undefined
      ? { 0: gray, 2: rgb }[colorType]
      : `[/Indexed ${rgb} ${palette.length / 3 - 1} <${palette.toString('hex')}>]`
  const parameters = `/DecodeParms << /Predictor 15 /Colors ${components} /BitsPerComponent ${bits} /Columns ${width} >>`
  const entries = `${entriesOf(width, height, space ?? rgb, bits)} /Filter /FlateDecode ${parameters}`
  return { reference: file.addEncoded(entries, data), width, height }
}

function readPng(bytes: Buffer) {
  const chunks = new Map<string, Buffer[]>()
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    chunks.set(type, [...(chunks.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)])
    at += 12 + length
  }
  const colorType = bytes.readUInt8(25)
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    bits: bytes.readUInt8(24),
    colorType,
    isInterlaced: bytes.readUInt8(28) === 1,
    // A PNG of true colours may hold a palette too, for poorer screens.
    palette: colorType === 3 ? chunks.get('PLTE')?.[0] : undefined,
    transparency: chunks.has('tRNS'),
    data: Buffer.concat(chunks.get('IDAT') ?? []),
  }
}

async function addTranslucentPng(file: PdfFile, bytes: Buffer): Promise<Pixels> {
  const { height, width } = readPng(bytes)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="data:image/png;base64,${bytes.toString('base64')}"/></svg>`
  const pixels = await withResvg(svg, (resvg) => {
    const image = resvg.render()
    const { pixels } = image
    image.free()
    return pixels
  })
  const colors = new Uint8Array(width * height * 3)
  const alphas = new Uint8Array(width * height)
  for (let pixel = 0; pixel < alphas.length; pixel++) {
    const alpha = pixels[pixel * 4 + 3] ?? 0
    alphas[pixel] = alpha
    for (let channel = 0; channel < 3; channel++) {
      // Colours come multiplied by their alpha.
      const color = alpha === 0 ? 0 : ((pixels[pixel * 4 + channel] ?? 0) * 255) / alpha
      colors[pixel * 3 + channel] = Math.round(color)
    }
  }
  const isOpaque = alphas.every((alpha) => alpha === 255)
  const mask = isOpaque ? '' : ` /SMask ${file.addStream(entriesOf(width, height, gray), alphas)}`
  const reference = file.addStream(`${entriesOf(width, height, rgb)}${mask}`, colors)
  return { reference, width, height }
}
