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
      const body = await drawPicture({ mediaType: 'image/png', ...size, text })
      return { status: 200, headers: { 'content-type': 'image/png' }, body }
    }
    case 'video':
      return {
        status: 200,
        headers: { 'content-type': 'video/mp4' },
        body: toMp4(text, units.duration ?? 5),
      }
    case 'music':
      return { status: 200, headers: { 'content-type': 'audio/wav' }, body: toWav() }
  }
}

/** A film without tracks: every box that must be there, and the text in one that players skip. */
function toMp4(text: string, seconds: number): Uint8Array {
  const header = Buffer.alloc(100)
  header.writeUInt32BE(1_000, 12)
  header.writeUInt32BE(seconds * 1_000, 16)
  // Plays at its own speed and loudness, unturned; then the number of the next track.
  header.writeUInt32BE(0x00010000, 20)
  header.writeUInt16BE(0x0100, 24)
  header.writeUInt32BE(0x00010000, 36)
  header.writeUInt32BE(0x00010000, 52)
  header.writeUInt32BE(0x40000000, 68)
  header.writeUInt32BE(1, 96)
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
    box('moov', box('mvhd', header)),
    box('free', Buffer.from(text)),
    box('mdat', Buffer.alloc(0)),
  ])
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
