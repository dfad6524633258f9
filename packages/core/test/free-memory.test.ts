import { expect, test } from 'vitest'
import { freeMemory } from '../src/free-memory.js'

test('bytes that have their memory alone are gone', () => {
  const bytes = new Uint8Array([1, 2, 3])
  freeMemory(bytes)
  expect(bytes).toHaveLength(0)
  // As with a picture that two of its formats share.
  expect(() => freeMemory(bytes)).not.toThrow()
})

test.each([
  ['the rest of theirs', new Uint8Array([1, 2, 3, 4]).subarray(1)],
  ['a pool', Buffer.from('abc')],
  ['other threads', new Uint8Array(new SharedArrayBuffer(3))],
])('bytes that share their memory with %s stay', (_, bytes) => {
  freeMemory(bytes)
  expect(bytes).toHaveLength(3)
})
