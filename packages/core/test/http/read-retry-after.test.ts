import { expect, test } from 'vitest'
import { readRetryAfter } from '../../src/http/read-retry-after.js'

test.each([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1_500],
  ['Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('an answer that asks to wait for `%s`', (text, waitMs) => {
  expect(readRetryAfter(text, Date.UTC(2026, 0, 1))).toBe(waitMs)
})
