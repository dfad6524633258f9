import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { MediaType } from '../../src/artifact.js'
import { markPicture } from '../../src/provenance/mark-picture.js'
import type { Marker } from '../../src/provenance/marker.js'
import { type ImageData, loadCodecs, samplePixels } from './codecs.js'

const marker: Marker = {
  sourceType: 'trainedAlgorithmicMedia',
  systemUsed: 'paperbanana (model <3> & "more" – é)',
}
const term = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'
const other: Marker = { sourceType: 'compositeSynthetic', systemUsed: 'other' }

function mark(bytes: Uint8Array, mediaType: MediaType, by = marker): Buffer {
  return Buffer.from(markPicture({ bytes, mediaType, width: 37, height: 23 }, by).bytes)
}

const count = (bytes: Buffer, text: string) => bytes.toString('latin1').split(text).length - 1

let codecs: Awaited<ReturnType<typeof loadCodecs>>
beforeAll(async () => {
  codecs = await loadCodecs()
})

interface Format {
  name: string
  mediaType: MediaType
  encode(): Promise<ArrayBuffer>
  decode(bytes: ArrayBuffer): Promise<ImageData>
  /** How its container names a packet. */
  packet: string
}

const formats: Format[] = [
  {
    name: 'PNG',
    mediaType: 'image/png',
    encode: () => codecs.encodePng(samplePixels(true)),
    decode: (bytes) => codecs.decodePng(bytes),
    packet: 'iTXtXML:com.adobe.xmp\0',
  },
  {
    name: 'JPEG',
    mediaType: 'image/jpeg',
    encode: () => codecs.encodeJpeg(samplePixels()),
    decode: (bytes) => codecs.decodeJpeg(bytes),
    packet: 'http://ns.adobe.com/xap/1.0/\0',
  },
  {
    name: 'lossy WebP',
    mediaType: 'image/webp',
    encode: () => codecs.encodeWebp(samplePixels()),
    decode: (bytes) => codecs.decodeWebp(bytes),
    packet: 'XMP ',
  },
  {
    name: 'lossy WebP with alpha',
    mediaType: 'image/webp',
    encode: () => codecs.encodeWebp(samplePixels(true)),
    decode: (bytes) => codecs.decodeWebp(bytes),
    packet: 'XMP ',
  },
  {
    name: 'lossless WebP with alpha',
    mediaType: 'image/webp',
    encode: () => codecs.encodeWebp(samplePixels(true), { lossless: 1, exact: 1 }),
    decode: (bytes) => codecs.decodeWebp(bytes),
    packet: 'XMP ',
  },
]

const exact = (bytes: Uint8Array) => new Uint8Array(bytes).buffer

describe.each(formats)('a marked $name', ({ decode, encode, mediaType, packet }) => {
  test('says that a model made it, and shows the same', async () => {
    const plain = await encode()
    const marked = mark(new Uint8Array(plain), mediaType)
    expect(count(marked, `<Iptc4xmpExt:DigitalSourceType>${term}<`)).toBe(1)
    expect(marked.toString()).toContain(
      '>paperbanana (model &lt;3&gt; &amp; &quot;more&quot; – é)<',
    )
    expect(count(marked, packet)).toBe(1)
    const [before, after] = [await decode(plain), await decode(exact(marked))]
    expect([after.width, after.height]).toEqual([37, 23])
    expect(Buffer.from(after.data).equals(Buffer.from(before.data))).toBe(true)
  })

  test('is the same bytes each time, and has one marker, the last', async () => {
    const plain = new Uint8Array(await encode())
    const marked = mark(plain, mediaType)
    expect(mark(plain, mediaType).equals(marked)).toBe(true)
    expect(mark(marked, mediaType).equals(marked)).toBe(true)
    const again = mark(marked, mediaType, other)
    expect(again.toString()).not.toContain('paperbanana')
    expect([count(again, packet), count(again, 'DigitalSourceType>')]).toEqual([1, 2])
    expect(mark(again, mediaType).equals(marked)).toBe(true)
  })

  test('keeps what its packet said besides', async () => {
    const marked = mark(new Uint8Array(await encode()), mediaType, {
      ...other,
      systemUsed: 'REPLACED',
    })
    // Of the same length, so that only the checksum of a PNG is wrong, which nobody reads here.
    const element = '<Iptc4xmpExt:AISystemUsed>REPLACED</Iptc4xmpExt:AISystemUsed>'
    const credit = '<photoshop:Credit>by somebody</photoshop:Credit>'.padEnd(element.length)
    const text = marked.toString('latin1').replace(element, credit)
    const kept = mark(Buffer.from(text, 'latin1'), mediaType)
    expect([count(kept, '>by somebody<'), count(kept, packet)]).toEqual([1, 1])
    expect([count(kept, term), count(kept, 'compositeSynthetic')]).toEqual([1, 0])
  })

  test('that is cut short is refused, with a way out', async () => {
    const plain = Buffer.from(await encode())
    for (const part of [plain.subarray(0, 30), Buffer.alloc(0), Buffer.from('<svg/>')]) {
      expect(() => mark(part, mediaType)).toThrow(
        expect.objectContaining({
          code: 'artifact-invalid',
          hint: expect.stringContaining('provenance: false'),
        }),
      )
    }
  })

  test('never fails in a way of its own, whatever the bytes', async () => {
    const plain = Buffer.from(await encode())
    const damage = fc.tuple(fc.nat(plain.length - 1), fc.nat(255), fc.nat(plain.length))
    fc.assert(
      fc.property(damage, ([at, value, length]) => {
        const bytes = Buffer.from(plain)
        bytes[at] = value
        try {
          mark(bytes.subarray(0, length), mediaType)
        } catch (error) {
          expect(error).toMatchObject({ code: 'artifact-invalid' })
        }
      }),
    )
  })

  test('is not touched when it carries signed Content Credentials', async () => {
    const signature = Buffer.from('6332706100110010800000aa00389b71', 'hex')
    const signed = Buffer.concat([Buffer.from(await encode()), signature])
    expect(mark(signed, mediaType).equals(signed)).toBe(true)
  })
})

test('a PNG has its packet before the pixels, with a right checksum', async () => {
  const marked = mark(new Uint8Array(await codecs.encodePng(samplePixels())), 'image/png')
  const start = marked.indexOf('iTXt')
  const length = marked.readUInt32BE(start - 4)
  expect(start).toBeLessThan(marked.indexOf('IDAT'))
  expect(marked.readUInt32BE(start + 4 + length)).toBe(
    crc32(marked.subarray(start, start + 4 + length)),
  )
})

test('a JPEG has its packet behind JFIF and Exif, and before everything else', async () => {
  const plain = Buffer.from(await codecs.encodeJpeg(samplePixels()))
  expect(plain[3]).toBe(0xe0)
  const afterJfif = 4 + plain.readUInt16BE(4)
  const exif = Buffer.from('ffe1000a457869660000abcd', 'hex')
  const both = Buffer.concat([plain.subarray(0, afterJfif), exif, plain.subarray(afterJfif)])
  const marked = mark(both, 'image/jpeg')
  expect(marked.subarray(0, afterJfif + exif.length)).toEqual(
    both.subarray(0, afterJfif + exif.length),
  )
  const segment = marked.subarray(afterJfif + exif.length)
  expect(segment.toString('latin1', 4)).toMatch(/^http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0<\?xpacket/)
  expect(segment.subarray(2 + segment.readUInt16BE(2))).toEqual(both.subarray(afterJfif + 12))
})

test('a packet that is too long for a JPEG gives way', async () => {
  const plain = Buffer.from(await codecs.encodeJpeg(samplePixels()))
  const packet = `http://ns.adobe.com/xap/1.0/\0<rdf:RDF>${' '.repeat(65_400)}</rdf:RDF>`
  const head = Buffer.from('ffe10000', 'hex')
  head.writeUInt16BE(packet.length + 2, 2)
  const long = Buffer.concat([plain.subarray(0, 2), head, Buffer.from(packet), plain.subarray(2)])
  expect(mark(long, 'image/jpeg').equals(mark(plain, 'image/jpeg'))).toBe(true)
})

test.each([
  ['lossy', {}, 0x04],
  ['lossless', { lossless: 1, exact: 1 }, 0x14],
])('a %s WebP gets an extended header with its size and what is in it', async (_, how, flags) => {
  const translucent = 'lossless' in how
  const plain = new Uint8Array(await codecs.encodeWebp(samplePixels(translucent), how))
  const marked = mark(plain, 'image/webp')
  expect(marked.toString('latin1', 12, 16)).toBe('VP8X')
  expect([marked[20], marked.readUIntLE(24, 3), marked.readUIntLE(27, 3)]).toEqual([flags, 36, 22])
  expect(marked.readUInt32LE(4)).toBe(marked.length - 8)
  expect(marked.length % 2).toBe(0)
})

test('a PDF stays as it is', () => {
  const pdf = Buffer.from('%PDF-1.7')
  expect(mark(pdf, 'application/pdf').equals(pdf)).toBe(true)
})
