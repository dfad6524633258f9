import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compressRows } from '../../../../src/providers/local/formats/compress-rows.js'

const stretch = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 700 }))

test('rows come back as they were, whatever their colours, runs and length', () => {
  const cases = fc.record({
    rows: fc.array(stretch, { maxLength: 40 }),
    rowLength: fc.integer({ min: 1, max: 80_000 }),
    copies: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(cases, ({ copies, rowLength, rows }) => {
      const row = rows.flatMap(([value, length]) => Array<number>(length).fill(value))
      const bytes = Uint8Array.from(Array.from({ length: copies }, () => row).flat())
      expect(inflateSync(compressRows(bytes, rowLength)).equals(bytes)).toBe(true)
      expect(inflateSync(compressRows(bytes, Math.max(1, row.length))).equals(bytes)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
