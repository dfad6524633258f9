import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js'
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js'
import decodePng, { init as initPngDecoder } from '@jsquash/png/decode.js'
import encodePng, { init as initPngEncoder } from '@jsquash/png/encode.js'
import decodeWebp, { init as initWebpDecoder } from '@jsquash/webp/decode.js'
import encodeWebp, { init as initWebpEncoder } from '@jsquash/webp/encode.js'

const require = createRequire(import.meta.url)

/** What the types of Node.js leave out. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<never> }
}

function load(file: string): Promise<never> {
  return WebAssembly.compile(readFileSync(require.resolve(`@jsquash/${file}`)))
}

/** The decoders give pictures as browsers have them. */
class ImageData {
  readonly colorSpace = 'srgb'
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number

  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) {
    this.data = data
    this.width = width
    this.height = height
  }
}
Object.assign(globalThis, { ImageData })

export type { ImageData }

/** Encoders and decoders that know nothing of ours. */
export async function loadCodecs() {
  const png = await load('png/codec/pkg/squoosh_png_bg.wasm')
  await Promise.all([initPngDecoder(png), initPngEncoder(png)])
  await initJpegDecoder(await load('jpeg/codec/dec/mozjpeg_dec.wasm'))
  await initJpegEncoder(await load('jpeg/codec/enc/mozjpeg_enc.wasm'))
  await initWebpDecoder(await load('webp/codec/dec/webp_dec.wasm'))
  await initWebpEncoder(await load('webp/codec/enc/webp_enc_simd.wasm'))
  return { decodeJpeg, decodePng, decodeWebp, encodeJpeg, encodePng, encodeWebp }
}

/** A picture with an odd size, edges and, where it is asked for, alpha. */
export function samplePixels(translucent = false) {
  const [width, height] = [37, 23]
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < data.length; at += 4) {
    data.set([(at * 7) % 256, (at >> 4) % 256, (at >> 2) % 256, translucent ? at % 256 : 255], at)
  }
  return new ImageData(data, width, height)
}
