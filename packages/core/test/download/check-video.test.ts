import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkVideo } from '../../src/download/check-video.js'
import { FigureError } from '../../src/errors.js'
import { makePng } from './pictures.js'

const film = readFileSync(new URL('../../../emulators/src/agent/film.mp4', import.meta.url))

const check = (bytes: Uint8Array, declared = '', aspect?: number) => {
  const { height, mediaType, width } = checkVideo(bytes, { declared, aspect })
  return [mediaType, width, height]
}

function refusal(bytes: Uint8Array, declared = ''): string {
  try {
    checkVideo(bytes, { declared, aspect: undefined })
  } catch (error) {
    if (error instanceof FigureError && error.code === 'artifact-invalid') return error.message
    throw error
  }
  throw new Error('it was taken')
}

/** A box of MP4; `size` where it lies about itself. */
function box(type: string, content: Uint8Array | string = '', size?: number): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(content)])
  bytes.writeUInt32BE(size ?? bytes.length)
  bytes.write(type, 4, 'latin1')
  return bytes
}

const boxes = (type: string, ...inner: Buffer[]) => box(type, Buffer.concat(inner))
const start = box('ftyp', 'isom\0\0\x02\0isom')
const handler = (type: string) => boxes('mdia', box('hdlr', `\0\0\0\0\0\0\0\0${type}`))

/** A track's header: in 65,536ths, turned by a quarter or not. */
function header(width: number, height: number, isTurned = false): Buffer {
  const content = Buffer.alloc(84)
  content.writeUInt32BE(isTurned ? 0 : 65_536, 40)
  content.writeUInt32BE(isTurned ? 65_536 : 0, 44)
  content.writeUInt32BE(width * 65_536, 76)
  content.writeUInt32BE(height * 65_536, 80)
  return box('tkhd', content)
}

const frames = box('mdat', 'abc')
const mp4 = (...tracks: Buffer[]) => Buffer.concat([start, boxes('moov', ...tracks), frames])
const track = (...inner: Buffer[]) => boxes('trak', ...inner)
const picture = track(header(64, 36), handler('vide'))

describe('an MP4', () => {
  test('has the size that its picture track says, whatever comes before that', () => {
    expect(check(film)).toEqual(['video/mp4', 64, 36])
    const sound = track(header(0, 0), handler('soun'))
    expect(check(mp4(sound, picture), 'video/mp4')).toEqual(['video/mp4', 64, 36])
  })

  test('that is turned is as high as it is wide', () => {
    expect(check(mp4(track(header(64, 36, true), handler('vide'))))).toEqual(['video/mp4', 36, 64])
  })

  test('without a size has the shape that was asked for', () => {
    const unsized = mp4(track(header(0, 0), handler('vide')))
    expect(check(unsized)).toEqual(['video/mp4', 1280, 720])
    expect(check(unsized, '', 9 / 16)).toEqual(['video/mp4', 720, 1280])
  })

  test('may tell sizes in 64 bits, or not tell that of its last box', () => {
    const large = Buffer.alloc(8)
    large.writeBigUInt64BE(16n)
    const parts = [start, box('free', large, 1), boxes('moov', picture), box('mdat', 'abc', 0)]
    expect(check(Buffer.concat(parts))).toEqual(['video/mp4', 64, 36])
  })

  test('is taken whatever shape it has: it was paid for', () => {
    expect(check(film, 'application/octet-stream', 1)).toEqual(['video/mp4', 64, 36])
  })

  test('that ends early is refused, wherever it ends', () => {
    for (let length = 12; length < film.length; length++) {
      expect(refusal(film.subarray(0, length))).toContain('ends early')
    }
  })

  test('may have a few bytes behind its last box, as padding', () => {
    expect(check(Buffer.concat([mp4(picture), Buffer.alloc(4)]))).toEqual(['video/mp4', 64, 36])
  })

  const endless = Buffer.alloc(8, 0xff)
  test.each([
    ['a box larger than the file', [start, frames, box('moov', picture, 4_000_000_000)]],
    ['a box smaller than its own head', [start, frames, box('moov', picture, 7)]],
    ['a size in 64 bits beyond all numbers', [start, frames, box('moov', endless, 1)]],
    ['a size in 64 bits that is not there', [start, frames, box('moov', '', 1)]],
    [
      'a size in 64 bits smaller than its own head',
      [start, frames, box('moov', Buffer.alloc(8), 1)],
    ],
    ['no film', [start, frames]],
    ['sound alone', [mp4(track(header(0, 0), handler('soun')))]],
    ['a track without a header', [mp4(track(handler('vide')))]],
    ['a header that is too short', [mp4(track(box('tkhd', 'abc'), handler('vide')))]],
    ['a handler that is too short', [mp4(track(header(1, 1), boxes('mdia', box('hdlr'))))]],
    ['more boxes than a film has', [start, Buffer.concat(Array(100_001).fill(box('free')))]],
  ])('with %s is refused', (_, parts) => {
    expect(refusal(Buffer.concat(parts))).toContain('damaged or shows nothing')
  })

  test('of boxes in boxes in boxes costs nothing', () => {
    let deep: Buffer = Buffer.from('')
    for (let depth = 0; depth < 2_000; depth++) deep = boxes('trak', deep)
    expect(refusal(mp4(deep))).toContain('shows nothing')
  })

  test('of a size that nobody can show is refused', () => {
    expect(refusal(mp4(track(header(65_000, 65_000), handler('vide'))))).toContain('65000 by 65000')
  })
})

/** An element of EBML: its id, and a size in eight bytes or one that is lied. */
function element(id: number[], content: Uint8Array | string, size?: number[]): Buffer {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(2n ** 56n + BigInt(bytes.length))
  return Buffer.concat([Buffer.from(id), size === undefined ? length : Buffer.from(size), bytes])
}

const head = (type: string) => element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], type))
const openSize = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
const entry = (type: number) =>
  element(
    [0xae],
    Buffer.concat([
      element([0x83], Buffer.from([type])),
      element(
        [0xe0],
        Buffer.concat([
          element([0xb0], Buffer.from([5, 0])),
          element([0xba], Buffer.from([2, 0xd0])),
        ]),
      ),
    ]),
  )
const tracks = (...entries: Buffer[]) => element([0x16, 0x54, 0xae, 0x6b], Buffer.concat(entries))
const segment = (content: Buffer, size?: number[]) =>
  element([0x18, 0x53, 0x80, 0x67], content, size)
const cluster = element([0x1f, 0x43, 0xb6, 0x75], 'abc')
const content = Buffer.concat([tracks(entry(2), entry(1)), cluster])
const webm = Buffer.concat([head('webm'), segment(content)])

describe('a WebM', () => {
  test('has the size that its picture track says', () => {
    expect(check(webm, 'video/webm')).toEqual(['video/webm', 1280, 720])
  })

  test('may not tell how long it is', () => {
    expect(check(Buffer.concat([head('webm'), segment(content, openSize)]))).toEqual([
      'video/webm',
      1280,
      720,
    ])
  })

  test('that ends early is refused, wherever it ends', () => {
    const open = Buffer.concat([head('webm'), segment(content, openSize)])
    for (const whole of [webm, open]) {
      for (let length = head('webm').length; length < whole.length; length++) {
        expect(refusal(whole.subarray(0, length))).toContain('ends early')
      }
    }
  })

  test.each([
    ['has sound alone', [head('webm'), segment(Buffer.concat([tracks(entry(2)), cluster]))]],
    ['has no pictures', [head('webm'), segment(tracks(entry(1)))]],
    ['has a size of no length', [head('webm'), segment(tracks(entry(1)), [0])]],
    [
      'has an element larger than the file',
      [head('webm'), segment(tracks(entry(1)), [0x7f, 0xfe])],
    ],
  ])('that %s is refused', (_, parts) => {
    expect(refusal(Buffer.concat(parts))).toContain('damaged or shows nothing')
  })
})

test.each([
  ['a PNG', makePng()],
  ['an HTML page', Buffer.from('<!doctype html><p>Sorry</p>')],
  ['an AVIF or HEIF', box('ftyp', 'avif\0\0\0\0')],
  ['a QuickTime film', box('ftyp', 'qt  \0\0\0\0')],
  ['a Matroska film', Buffer.concat([head('matroska'), segment(content)])],
  ['a Matroska film', head(`${'\0'.repeat(300_000)}x`)],
  ['JSON', Buffer.from('{"error": "late"}')],
  ['empty', Buffer.alloc(0)],
])('what is %s is no video, whatever it is called', (kind, bytes) => {
  expect(refusal(bytes, 'video/mp4')).toContain(`it is ${kind}, expected a video`)
})

test('a video that is called a picture is refused', () => {
  expect(refusal(film, 'image/png')).toBe('it is video/mp4, but was sent as image/png')
})

test('whatever the bytes, it is a video or an error that says why', () => {
  const spoilt = fc.tuple(
    fc.constantFrom<Uint8Array>(film, webm),
    fc.array(fc.tuple(fc.nat(film.length - 1), fc.nat(255)), { maxLength: 8 }),
  )
  fc.assert(
    fc.property(spoilt, ([original, changes]) => {
      const bytes = Buffer.from(original)
      for (const [at, value] of changes) bytes[at] = value
      try {
        const { height, width } = checkVideo(bytes, { declared: '', aspect: undefined })
        expect(Math.min(height, width)).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toMatchObject({ code: 'artifact-invalid' })
      }
    }),
  )
})
