import { ProblemsError } from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { decodeDocument } from '../../src/project/decode-document.js'

/** A character for each byte. */
const bytesOf = (text: string) => Buffer.from(text, 'latin1')

function placeOf(bytes: Uint8Array): string | undefined {
  try {
    decodeDocument(bytes, 'a.md')
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    return error.message.match(/^a\.md:(\d+:\d+): error/)?.[1]
  }
  return undefined
}

describe('a document that is not UTF-8', () => {
  test.each([
    ['in the first byte', bytesOf('\xff'), '1:1'],
    ['in a later line', bytesOf('a\nb\r\nc\rde\xe9f\n'), '4:3'],
    ['in a character that is cut short', bytesOf('a\xef\xbfb'), '1:2'],
    ['in a character that the end cuts short', bytesOf('ab\n\xf0\x9f\x98'), '2:1'],
    ['in more than one place', bytesOf('a\xe9\nb\xe9'), '1:2'],
    [
      'behind others that count as one or two',
      Buffer.concat([Buffer.from('é😀'), bytesOf('\xe9')]),
      '1:4',
    ],
    [
      'behind what an author wrote as U+FFFD',
      Buffer.concat([Buffer.from('\uFFFD\n'), bytesOf('\xe9')]),
      '2:1',
    ],
  ])('names the place: %s', (_, bytes, place) => {
    expect(placeOf(bytes)).toBe(place)
  })
})

test('a document that is UTF-8 is read whole, with its byte order mark', () => {
  const text = '\uFEFFé😀\uFFFD\r\n'
  expect(decodeDocument(Buffer.from(text), 'a.md')).toBe(text)
})
