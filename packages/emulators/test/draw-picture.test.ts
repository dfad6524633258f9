import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { drawPicture } from '../src/draw-picture.js'
import { drawLines } from '../src/letters.js'
import { writeCaption } from '../src/write-caption.js'

test('a letter is seven rows of five dots, and what has none is a question mark', () => {
  const rows = Array.from({ length: 7 }, () => [...'.....'])
  for (const { length, x, y } of drawLines(['h'])) rows[y]?.fill('#', x, x + length)
  expect(rows.map((row) => row.join(''))).toEqual([
    '#...#',
    '#...#',
    '#...#',
    '#####',
    '#...#',
    '#...#',
    '#...#',
  ])
  expect(drawLines(['é'])).toEqual(drawLines(['?']))
  expect(drawLines([' '])).toEqual([])
})

test('words stay on the picture, whatever its shape and however long they are', () => {
  const sizes: [number, number][] = [
    [1024, 576],
    [4096, 1755],
    [100, 1000],
    [1000, 100],
    [60, 50],
  ]
  for (const [width, height] of sizes) {
    const words = `${'word '.repeat(50)}${'x'.repeat(500)}`
    const { dots, ground } = writeCaption(words, width, height)
    for (const box of [ground, ...dots]) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y + box.height).toBeLessThanOrEqual(height)
    }
  }
  expect(writeCaption('word', 8, 6)).toMatchObject({ dots: [], ground: { height: 0 } })
})

describe('a picture', () => {
  const size = { width: 320, height: 180, text: 'the same' }

  test.each(['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml', 'application/pdf'] as const)(
    'as %s shows its words, and is the same each time',
    async (mediaType) => {
      const draw = (words: string) => drawPicture({ ...size, mediaType, words })
      expect(await draw('A cat')).toEqual(await draw('A cat'))
      expect(await draw('A cat')).not.toEqual(await draw('A dog'))
    },
  )

  test('as PNG has black words on white, between stripes', async () => {
    const png = Buffer.from(await drawPicture({ ...size, mediaType: 'image/png' }))
    const at = png.indexOf('IDAT')
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
    const row = (y: number) => rows.subarray(y * 321 + 1, (y + 1) * 321)
    expect(new Set(row(0)).size).toBe(12)
    expect(new Set(row(75))).toEqual(new Set([12, 13]))
  })
})
