import { readFileSync } from 'node:fs'
import { sizeOf } from '../aspect-size.ts'
import { drawPicture } from '../draw-picture.ts'
import type { HttpAnswer } from '../emulator.ts'
import type { Product } from './models.ts'
import type { GenerateRequest } from './requests.ts'

export const extensionOf: Readonly<Record<Product, string>> = {
  image: 'png',
  video: 'mp4',
  music: 'wav',
}

/** Pixels and seconds. */
interface FilmSize {
  width: number
  height: number
  seconds: number
}

/** One result of a request, as it is downloaded. */
export async function makeResult(
  product: Product,
  { prompt = '', units = {} }: GenerateRequest,
  index: number,
): Promise<HttpAnswer> {
  const text = `${index} ${prompt}`
  switch (product) {
    case 'image': {
      const size = sizeOf(units.aspect_ratio, units.resolution ?? '1K')
      const body = await drawPicture({ mediaType: 'image/png', ...size, text, words: prompt })
      return { status: 200, headers: { 'content-type': 'image/png' }, body }
    }
    case 'video': {
      const size = sizeOf(units.aspect_ratio ?? '16:9', units.resolution ?? '720p')
      const body = toMp4(text, { ...size, seconds: units.duration ?? 5 })
      return { status: 200, headers: { 'content-type': 'video/mp4' }, body }
    }
    case 'music':
      return { status: 200, headers: { 'content-type': 'audio/wav' }, body: toWav() }
  }
}

/** A second of a test pattern in H.264, 64 by 36, which `film.md` says how to make. */
const film = readFileSync(new URL('film.mp4', import.meta.url))
/** Its units of time in a second, of the film and of its track. */
const unitsPerSecond = 90_000

/**
 * The same few frames for every request, told to be shown as large and as long as was asked for; the
 * text stands behind them, where players do not look.
 */
function toMp4(text: string, { height, seconds, width }: FilmSize): Uint8Array {
  const bytes = Buffer.from(film)
  const payloadOf = (type: string) => bytes.indexOf(type, 0, 'latin1') + 4
  const units = Math.round(unitsPerSecond / seconds)
  for (const type of ['mvhd', 'mdhd']) bytes.writeUInt32BE(units, payloadOf(type) + 12)
  bytes.writeUInt32BE(width * 65_536, payloadOf('tkhd') + 76)
  bytes.writeUInt32BE(height * 65_536, payloadOf('tkhd') + 80)
  return Buffer.concat([bytes, box('free', Buffer.from(text))])
}

function box(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, data])
}

/** A second of silence: 8,000 samples of one byte. */
function toWav(): Uint8Array {
  const rate = 8_000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + rate, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  // PCM, one channel, samples and bytes a second, bytes and bits of a sample.
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(rate, 40)
  return Buffer.concat([head, Buffer.alloc(rate, 128)])
}
