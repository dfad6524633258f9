import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestContent } from '../../../../src/digest.js'
import { loadFonts } from '../../../../src/providers/local/text/fonts.js'
import { sampleFont } from './sample-fonts.js'

const hebrew = sampleFont('Hebrew')
const arabic = sampleFont('Arabic')
const fonts = await loadFonts([hebrew, arabic, sampleFont('JP')])

const idsOf = (text: string) => fonts.layOut(text, 'regular').glyphs.map(({ id }) => id)

/** The characters of a text as they stand from left to right, for letters that do not join. */
function seen(text: string): string {
  const names = new Map([...text].map((character) => [idsOf(character)[0], character]))
  return idsOf(text)
    .map((id) => names.get(id) ?? '?')
    .join('')
}

describe('mixed directions', () => {
  it.each([
    ['plain text', 'abc 12', 'abc 12'],
    ['a Hebrew word', 'מודל', 'לדומ'],
    ['a Hebrew word in English', 'the שנה of', 'the הנש of'],
    ['an English word in Hebrew', 'מודל BERT שנה', 'הנש BERT לדומ'],
    ['a number after a Hebrew word', 'abc שנה 123', 'abc 123 הנש'],
    ['a percentage in Hebrew', 'דיוק 92%', '92% קויד'],
    ['a range in Hebrew', 'שנה 10-20', '10-20 הנש'],
    ['brackets, which are mirrored', 'שנה (מודל)', '(לדומ) הנש'],
    ['English in brackets in Hebrew', 'מודל (BERT-2)', '(BERT-2) לדומ'],
  ])('%s is ordered as the bidirectional algorithm says', (_, text, order) => {
    expect(seen(text)).toBe(order)
  })

  it('joins Arabic letters, and sets them from the right', () => {
    const joined = idsOf('سل')
    expect(joined).toHaveLength(2)
    expect(joined).not.toContain(idsOf('س')[0])
    expect(joined).not.toContain(idsOf('ل')[0])
    // The letter read first is the last from the left, in the shape it has at the start of a word.
    expect(idsOf('سم').at(-1)).toBe(joined[1])
  })

  it('keeps Arabic letters apart where a non-joiner stands between them', () => {
    expect(idsOf('می\u200cخ')).not.toEqual(idsOf('میخ'))
  })

  it('is as wide as its parts', () => {
    const width = (text: string) => fonts.layOut(text, 'regular').width
    const parts = ['מודל', ' ', 'BERT', ' ', 'שנה'].map(width)
    expect(width('מודל BERT שנה')).toBeCloseTo(parts.reduce((sum, part) => sum + part))
  })
})

describe('fonts', () => {
  it('are looked into in order, the bundled ones first', () => {
    const facesOf = (text: string) => idsOf(text).map((id) => id.split('-')[0])
    expect(facesOf('a≤ש年')).toEqual(['0', '0', hebrew.digest.slice(0, 8), expect.any(String)])
    expect(new Set(facesOf('1年'))).toHaveLength(2)
  })

  it.each([
    'ÀęłőşțΩλφπςЖжЩъІїҐңұə',
    '≤≥±×÷∑∏∫√∞≈≠∂∇∈∉∀∃⊂⊆∪∩→←↔⇒⇔∝∼≡⊕⊗⟨⟩⌊⌋‖',
    '₀₁₂₃₄₅₆₇₈₉₊₋ₐₑᵢⱼₙ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ',
    '½⅓¼⅔⅛µΩ°℃Å‰€£¥ℝℕℤℚℂℓℏ𝔼𝟙①②■□▲△●○◆★☆✓✗',
    'ḥṣṭāīūǎǐəɛŋʃʒἀρχή',
  ])('that are bundled have %s', (text) => {
    expect(fonts.layOut(text.normalize('NFC'), 'regular').missing).toEqual([])
  })

  it('set what stands beside letters of a single weight in that weight', () => {
    expect(fonts.layOut('精度 (%)', 'semibold')).toEqual(fonts.layOut('精度 (%)', 'regular'))
    expect(fonts.layOut('(%)', 'semibold')).not.toEqual(fonts.layOut('(%)', 'regular'))
  })

  it('set plain letters in the place of mathematical ones that none has', () => {
    expect(idsOf('𝑥∈𝒳, 𝛼=𝟏')).toEqual(idsOf('x∈X, α=1'))
  })

  it('leave a gap for a character that none has, and tell it', () => {
    const { glyphs, missing, width } = fonts.layOut('aกb', 'regular')
    expect(missing).toEqual(['ก'])
    expect(glyphs).toHaveLength(2)
    expect(width).toBeGreaterThan(fonts.layOut('ab', 'regular').width + 0.5)
  })

  it('need nothing for joiners, soft hyphens and variation selectors', () => {
    const { glyphs, missing } = fonts.layOut('a\u200db\u00adc\ufe0e', 'regular')
    expect(missing).toEqual([])
    const drawn = glyphs.filter(({ id }) => fonts.outline(id) !== '')
    expect(drawn.map(({ id }) => id)).toEqual(idsOf('abc'))
  })

  it('name their glyphs alike, whatever fonts are beside them', async () => {
    const others = await loadFonts([arabic, hebrew])
    expect(others.layOut('שנה a', 'semibold')).toEqual(fonts.layOut('שנה a', 'semibold'))
  })

  it('are refused when they are no longer what they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'figmill-font-'))
    try {
      const path = join(folder, 'a.ttf')
      const font = { path, digest: digestContent('before') }
      await expect(loadFonts([font])).rejects.toThrow(/can no longer be read since the build began/)
      writeFileSync(path, 'after')
      await expect(loadFonts([font])).rejects.toThrow(/has changed since the build began/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
