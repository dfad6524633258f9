import { expect, test } from 'vitest'
import { documented } from '../../src/autofigure.documented.ts'

test('no name of the document is listed twice', () => {
  for (const { endpoint, names } of documented)
    expect(names.length, endpoint).toBe(new Set(names).size)
})
