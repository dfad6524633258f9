import { expect, it } from 'vitest'
import { needsOnlyBundled } from '../../../../src/providers/local/text/bundled-letters.js'
import { loadFonts } from '../../../../src/providers/local/text/fonts.js'

it('the bundled fonts have every letter that is said to need no others', async () => {
  const fonts = await loadFonts([])
  const letters = Array.from({ length: 0x3000 - 0x20 }, (_, index) =>
    String.fromCodePoint(index + 0x20),
  ).filter(needsOnlyBundled)
  expect(letters.length).toBeGreaterThan(800)
  for (const weight of ['regular', 'semibold'] as const) {
    const text = letters.flatMap((letter) => [letter, letter.toUpperCase(), letter.toLowerCase()])
    const missing = text.flatMap((letter) => fonts.layOut(letter, weight).missing)
    expect(missing).toEqual([])
  }
})

it.each(['Größe (µm) ≤ 5', 'Ошибка', 'θ → λ', '“a” – b…'])('%s needs no other', (text) => {
  expect(needsOnlyBundled(text)).toBe(true)
})

it.each(['דיוק', '図', 'a 図', 'नमूना', '𝑥'])('%s may need another', (text) => {
  expect(needsOnlyBundled(text)).toBe(false)
})
