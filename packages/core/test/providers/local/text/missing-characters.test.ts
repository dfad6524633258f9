import { describe, expect, it } from 'vitest'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'
import { sampleFont } from './sample-fonts.js'

async function warningsFor(texts: readonly string[], fonts = ['Hebrew']) {
  const typesetter = await createTypesetter(fonts.map(sampleFont))
  for (const text of texts) typesetter.outline(text, { size: 12 }, 0, 0, '#000')
  return typesetter.warnings()
}

describe('characters that no font has', () => {
  it('are told once for each script, with a font that has them', async () => {
    const warnings = await warningsFor(['البيانات', 'النموذج', 'ความแม่นยำ'])
    expect(warnings.map(({ message }) => message)).toEqual([
      'No font has the Arabic characters `ا`, `ل`, `ب` and 7 more of `البيانات`: there is a gap in their place',
      'No font has the Thai characters `ค`, `ว`, `า` and 6 more of `ความแม่นยำ`: there is a gap in their place',
    ])
    expect(warnings[0]).toMatchObject({ code: 'glyph-missing', severity: 'warning' })
    expect(warnings[0]?.hint).toContain(
      "fonts: ['@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf']",
    )
  })

  it('are Japanese beside kana, and else Chinese, or Japanese all the same', async () => {
    const [japanese, ...others] = await warningsFor(['深層学習', 'モデル'])
    expect(others).toEqual([])
    expect(japanese?.message).toContain('the Japanese characters `深`, `層`, `学` and 4 more')
    const [chinese] = await warningsFor(['深層学習'])
    expect(chinese?.message).toContain('the Chinese characters')
    expect(chinese?.hint).toContain('for Japanese, Noto Sans JP')
  })

  it('of no known script are told too', async () => {
    const [warning] = await warningsFor(['done \u{1f600}'])
    expect(warning?.message).toContain('the characters `\u{1f600}` (U+1F600) of `done \u{1f600}`')
    expect(warning?.hint).toMatch(/^Write a word instead/)
  })

  it('are none when a font of the project has them', async () => {
    const texts = ['深層学習', 'البيانات', 'דיוק', '准确率', '정확도']
    expect(await warningsFor(texts, ['JP', 'SC', 'KR', 'Arabic', 'Hebrew'])).toEqual([])
  })

  it('shorten a long text, not a character of it', async () => {
    const [warning] = await warningsFor([`${'\u{1f600}'.repeat(60)}`])
    expect(warning?.message).toContain(`${'\u{1f600}'.repeat(39)}…`)
  })
})
