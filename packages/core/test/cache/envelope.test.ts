import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEnvelope, sealEnvelope } from '../../src/cache/envelope.js'
import { flipBit } from './sample.js'

const maxBytes = 10_000

describe('envelope', () => {
  test('any bytes come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const opened = openEnvelope(sealEnvelope(bytes), maxBytes)
        expect(opened.state === 'hit' && Buffer.from(opened.value).equals(bytes)).toBe(true)
      }),
    )
  })

  test('a part of a larger buffer is sealed alone', () => {
    const bytes = Buffer.from('0123456789').subarray(3, 5)
    expect(openEnvelope(sealEnvelope(bytes), maxBytes)).toMatchObject({ value: Buffer.from('34') })
  })

  test('a flipped bit anywhere never gives other bytes', () => {
    const bytes = randomBytes(100)
    const sealed = Buffer.from(sealEnvelope(bytes))
    for (let bit = 0; bit < sealed.byteLength * 8; bit++) {
      const opened = openEnvelope(flipBit(sealed, bit).toString(), maxBytes)
      if (opened.state === 'hit') expect(bytes.equals(opened.value)).toBe(true)
    }
  })

  test('an envelope cut short anywhere never opens', () => {
    for (const bytes of [randomBytes(100), randomBytes(99), randomBytes(98)]) {
      const sealed = sealEnvelope(bytes)
      const base64Length = sealed.length - sealed.lastIndexOf('=') - 1
      for (let length = 0; length < sealed.length - 2 - base64Length; length++) {
        const opened = openEnvelope(sealed.slice(0, length), maxBytes)
        if (opened.state === 'hit') expect(bytes.equals(opened.value)).toBe(true)
        else expect(opened.state).toBe('corrupt')
      }
    }
  })

  test.each([
    null,
    undefined,
    true,
    false,
    0,
    {},
    [],
    Buffer.from('x'),
    '',
    'text',
    'figmill-envelope/',
  ])('what is no envelope is corrupt: %j', (value) => {
    expect(openEnvelope(value, maxBytes).state).toBe('corrupt')
  })

  test('an envelope of a later version or beyond the limit is not ours to judge', () => {
    const sealed = sealEnvelope(randomBytes(10))
    expect(openEnvelope(sealed.replace('envelope/1', 'envelope/2'), maxBytes).state).toBe(
      'unavailable',
    )
    expect(openEnvelope(sealed, 9).state).toBe('unavailable')
    expect(openEnvelope(sealed, 10).state).toBe('hit')
  })
})
