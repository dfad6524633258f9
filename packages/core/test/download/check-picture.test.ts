import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { askedAspect, checkPicture, type Expectation } from '../../src/download/check-picture.js'
import { FigureError } from '../../src/errors.js'
import {
  makeJpeg,
  makePdf,
  makePng,
  makeSvg,
  makeWebp,
  pngChunk,
  pngHeader,
  pngOf,
  rgbRows,
} from './pictures.js'

const anyShape: Expectation = { declared: undefined, aspect: undefined }

/** What is wrong with a picture; fails when nothing is. */
async function faultOf(bytes: Uint8Array, expectation = anyShape): Promise<string> {
  const error = await checkPicture(bytes, expectation).catch((reason: unknown) => reason)
  if (!(error instanceof FigureError)) throw new Error(`expected a FigureError, got ${error}`)
  expect(error.code).toBe('artifact-invalid')
  return error.message
}

const sound = [
  ['PNG', 'image/png', 16, 12, async () => makePng()],
  ['JPEG', 'image/jpeg', 64, 48, () => makeJpeg()],
  ['progressive JPEG', 'image/jpeg', 64, 48, () => makeJpeg(64, 48, true)],
  ['lossy WebP', 'image/webp', 64, 48, () => makeWebp()],
  ['lossless WebP', 'image/webp', 64, 48, () => makeWebp(64, 48, 1)],
  ['PDF', 'application/pdf', 320, 240, async () => makePdf(240, 180)],
  ['SVG', 'image/svg+xml', 400, 300, async () => makeSvg()],
] as const

describe.each(sound)('a sound %s', (_name, mediaType, width, height, make) => {
  test('is taken, with its size', async () => {
    const bytes = await make()
    const picture = await checkPicture(bytes, { declared: mediaType, aspect: 4 / 3 })
    expect(picture).toMatchObject({ mediaType, width, height })
    if (mediaType !== 'image/svg+xml') expect(bytes.equals(picture.bytes)).toBe(true)
  })

  test('is refused wherever it is cut off', async () => {
    const bytes = await make()
    const step = Math.max(1, Math.floor(bytes.length / 60))
    // The last two bytes of a PDF are only a line break.
    const whole = mediaType === 'application/pdf' ? bytes.length - 1 : bytes.length
    for (let length = 0; length < whole; length += step) {
      expect(await faultOf(bytes.subarray(0, length))).toBeTruthy()
    }
    expect(await faultOf(bytes.subarray(0, whole - 1))).toBeTruthy()
  })

  test('is refused when its second half is lost', async () => {
    const bytes = Buffer.from(await make())
    if (_name === 'lossy WebP') return // any bits are pixels
    bytes.fill(0, bytes.length >> 1)
    expect(await faultOf(bytes)).toBeTruthy()
  })

  test('is refused under a wrong name', async () => {
    const declared = mediaType === 'image/png' ? 'image/jpeg' : 'image/png'
    expect(await faultOf(await make(), { ...anyShape, declared })).toBe(
      `it is ${mediaType}, but was sent as ${declared}`,
    )
  })
})

test.each([undefined, '', 'application/octet-stream', 'IMAGE/PNG; charset=binary', 'image/x-png'])(
  'a PNG that is sent as %s is taken',
  async (declared) => {
    const picture = await checkPicture(makePng(), { declared, aspect: undefined })
    expect(picture.mediaType).toBe('image/png')
  },
)

test.each([
  ['an HTML page', '<!DOCTYPE html><html><body>Sorry</body></html>'],
  ['an HTML page', '\n<html><svg></svg></html>'],
  ['JSON', '{"error": "gone"}'],
  ['text', 'Service unavailable'],
  ['empty', ''],
  ['a GIF', 'GIF89a...'],
  ['an AVIF or HEIF', '\0\0\0\x20ftypavif'],
  ['XML that is no SVG', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['of no kind we know', '\x01\x02\x03'],
])('what is %s is called so', async (kind, content) => {
  expect(await faultOf(Buffer.from(content, 'latin1'))).toContain(`it is ${kind}`)
})

describe('a damaged PNG:', () => {
  const end = pngChunk('IEND')
  const data = (bytes: Uint8Array) => pngChunk('IDAT', deflateSync(bytes))
  const rows = rgbRows(4, 4)

  test.each([
    ['no pixels', [pngHeader(4, 4), end], 'end early'],
    ['a row too few', [pngHeader(4, 5), data(rows), end], 'end early'],
    ['a row too many', [pngHeader(4, 3), data(rows), end], 'more pixels than its header says'],
    ['a byte too few', [pngHeader(4, 4), data(rows.subarray(0, -1)), end], 'end early'],
    ['no end', [pngHeader(4, 4), data(rows)], 'it ends early'],
    ['no header', [data(rows), data(rows), end], 'ends early or is damaged'],
    ['no palette', [pngHeader(2, 1, [8, 3, 0, 0, 0]), data(Buffer.alloc(3)), end], 'no palette'],
    ['an odd depth', [pngHeader(4, 4, [3, 2, 0, 0, 0]), data(rows), end], 'header is damaged'],
    ['an odd colour type', [pngHeader(4, 4, [8, 5, 0, 0, 0]), data(rows), end], 'is damaged'],
    ['an odd filter', [pngHeader(4, 4), data(rows.fill(9, 0, 1)), end], 'damaged'],
    ['an unknown part', [pngHeader(4, 4), pngChunk('CgBI'), end], 'of no known kind'],
    ['no size', [pngHeader(0, 4), end], 'its size is 0 by 4'],
  ])('%s', async (_what, chunks, fault) => {
    expect(await faultOf(pngOf(...chunks))).toContain(fault)
  })

  test('one wrong bit anywhere', async () => {
    const bytes = makePng()
    for (let at = 0; at < bytes.length; at += 7) {
      const broken = Buffer.from(bytes)
      broken[at] = (broken[at] ?? 0) ^ 4
      expect(await faultOf(broken)).toBeTruthy()
    }
  })
})

test.each([
  ['1 bit, grey', [1, 0, 0, 0, 0], 1 + 2],
  ['16 bits, RGBA', [16, 6, 0, 0, 0], 1 + 9 * 8],
  ['8 bits, grey with alpha', [8, 4, 0, 0, 0], 1 + 9 * 2],
])('a PNG with %s is taken', async (_what, kind, rowBytes) => {
  const pixels = pngChunk('IDAT', deflateSync(Buffer.alloc(5 * rowBytes)))
  const picture = await checkPicture(
    pngOf(pngHeader(9, 5, kind), pixels, pngChunk('IEND')),
    anyShape,
  )
  expect(picture).toMatchObject({ width: 9, height: 5 })
})

test('an interlaced PNG is taken with all its passes, and refused without the last', async () => {
  // Of 5 by 5 pixels the passes have these rows, of so many pixels.
  const passes = [
    [1, 1],
    [1, 1],
    [1, 2],
    [2, 1],
    [1, 3],
    [3, 2],
    [2, 5],
  ] as const
  const make = (kept: readonly (readonly [number, number])[]) => {
    const bytes = kept.reduce((sum, [rows, pixels]) => sum + rows * (1 + 3 * pixels), 0)
    const data = pngChunk('IDAT', deflateSync(Buffer.alloc(bytes)))
    return pngOf(pngHeader(5, 5, [8, 2, 0, 0, 1]), data, pngChunk('IEND'))
  }
  expect(await checkPicture(make(passes), anyShape)).toMatchObject({ width: 5, height: 5 })
  expect(await faultOf(make(passes.slice(0, -1)))).toContain('end early')
})

test.each([true, false])('a JPEG with a hole is refused (progressive: %s)', async (progressive) => {
  const bytes = await makeJpeg(256, 192, progressive)
  const start = Math.floor(bytes.length * 0.8)
  const holed = Buffer.concat([bytes.subarray(0, start), bytes.subarray(-2)])
  expect(await faultOf(holed)).toContain('Corrupt JPEG data')
})

describe('a bomb is refused before it is decoded:', () => {
  test('a PNG of enormous size', async () => {
    const bomb = pngOf(pngHeader(100_000, 100_000), pngChunk('IDAT', Buffer.alloc(100)))
    expect(await faultOf(bomb)).toContain('its size is 100000 by 100000, expected at most')
  })

  test('a PNG of too many pixels, with no side too long', async () => {
    const bomb = pngOf(pngHeader(15_000, 15_000), pngChunk('IDAT', Buffer.alloc(100)))
    expect(await faultOf(bomb)).toContain('64 million pixels')
  })

  test('a PNG with more pixels inside than it says', async () => {
    const zeros = pngChunk('IDAT', deflateSync(Buffer.alloc(50_000_000)))
    const before = process.memoryUsage().arrayBuffers
    expect(await faultOf(pngOf(pngHeader(4, 4), zeros, pngChunk('IEND')))).toContain('more pixels')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000)
  })

  test('a JPEG whose header says more than is there', async () => {
    const bomb = Buffer.from(await makeJpeg())
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]))
    bomb.writeUInt16BE(60_000, frame + 5)
    bomb.writeUInt16BE(60_000, frame + 7)
    expect(await faultOf(bomb)).toContain('its size is 60000 by 60000')
  })

  test('a JPEG that goes over its pixels again and again', async () => {
    const jpeg = await makeJpeg(64, 48, true)
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]))
    jpeg.writeUInt16BE(8000, frame + 5)
    jpeg.writeUInt16BE(8000, frame + 7)
    const scan = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]))
    const last = jpeg.subarray(scan, -2)
    const bomb = Buffer.concat([jpeg.subarray(0, -2), ...Array(200).fill(last), jpeg.subarray(-2)])
    expect(await faultOf(bomb)).toMatch(/it goes over its pixels \d+ times/)
  })

  test('a WebP of enormous canvas', async () => {
    const bomb = Buffer.from(
      'RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff',
      'latin1',
    )
    expect(await faultOf(bomb)).toContain('its size is 16777216 by 16777216')
  })

  test('an SVG or PDF of enormous size', async () => {
    expect(await faultOf(makeSvg(undefined, 'width="1e9" height="1"'))).toContain('its size is')
    expect(await faultOf(makePdf(1_000_000, 10))).toContain('its size is')
  })
})

describe('a PDF', () => {
  test('with its pages in compressed objects has their size', async () => {
    const objects = deflateSync(Buffer.from('<</Type/Page/MediaBox[0 0 72 36]>>'))
    const head = Buffer.from('%PDF-1.5\n1 0 obj <</Type/ObjStm/Filter/FlateDecode>> stream\n')
    const body = Buffer.concat([head, objects, Buffer.from('\nendstream endobj\n')])
    const tail = `2 0 obj <</Type/XRef>> endobj\nstartxref\n${body.length}\n%%EOF`
    const picture = await checkPicture(Buffer.concat([body, Buffer.from(tail)]), anyShape)
    expect(picture).toMatchObject({ width: 96, height: 48 })
  })

  test('without a page, or locked, or with a hole in the middle is refused', async () => {
    const pdf = makePdf().toString()
    expect(await faultOf(Buffer.from(pdf.replace('MediaBox', 'MediaBix')))).toContain('page size')
    const locked = pdf.replace('trailer <<>>', 'trailer <</Encrypt 5 0 R>>')
    expect(await faultOf(Buffer.from(locked))).toContain('encrypted')
    expect(await faultOf(Buffer.from(pdf.replace('/Type/Page', '')))).toContain('contents')
  })
})

describe('the shape', () => {
  test.each([
    [4 / 3, true],
    [1.25, true],
    [1.45, true],
    [1.2, false],
    [1.5, false],
    [3 / 4, false],
  ])('of 4 by 3 where %d was asked for is taken: %s', async (aspect, isTaken) => {
    const checking = checkPicture(makePng(16, 12), { declared: undefined, aspect })
    if (isTaken) expect((await checking).width).toBe(16)
    else await expect(checking).rejects.toThrow(/it is 16 by 12, expected about/)
  })

  test.each([
    [{ aspect_ratio: '16:9' }, 16 / 9],
    [{ aspectRatio: '3:4' }, 3 / 4],
    [{ options: { aspect_ratio: '1:1' } }, 1],
    [{ aspectRatio: 'a4-portrait' }, 210 / 297],
    [{ aspect_ratio: 'auto' }, undefined],
    [{ aspect_ratio: '0:0' }, undefined],
    [{ prompt: '16:9', sizes: ['4:3'] }, undefined],
  ])('is asked for by %j', (body, aspect) => {
    expect(askedAspect(body)).toBe(aspect)
  })
})
