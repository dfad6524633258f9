import { describe, expect, it } from 'vitest'
import { toLabelText, wrapText } from '../../../../src/providers/local/text/label-text.js'

/** Ideographs are twice as wide as letters. */
const measure = (text: string) => [...text].reduce((sum, c) => sum + (c < '\u3000' ? 1 : 2), 0)
const wrap = (text: string, maxWidth: number) => wrapText(text, maxWidth, 20, measure)

describe('label text', () => {
  it('has no marks that turn writing direction around', () => {
    expect(toLabelText('a\u202eb\u2067c\u061cd\u200f')).toBe('abcd')
  })

  it('has no control characters and is one line', () => {
    expect(toLabelText(' a\u0000b\r\nc\u2028d\u009f\ufeff ')).toBe('ab c d')
  })
})

describe('lines', () => {
  it('of Chinese and Japanese end between characters', () => {
    expect(wrap('深層学習モデル', 8)).toEqual(['深層学習', 'モデル'])
  })

  it('keep a word between ideographs whole', () => {
    expect(wrap('使用Transformer模型', 14)).toEqual(['使用', 'Transformer模', '型'])
  })

  it('start with no closing punctuation or small kana, and end with no opening bracket', () => {
    expect(wrap('精度、誤差', 4)).toEqual(['精', '度、', '誤差'])
    expect(wrap('データ「年」', 8)).toEqual(['データ', '「年」'])
    expect(wrap('キャッシュ', 6)).toEqual(['キャッ', 'シュ'])
  })

  it.each([
    'x'.repeat(50),
    ')'.repeat(50),
    '「'.repeat(50),
    '。'.repeat(50),
    `${'a'}${'\u0301'.repeat(50)}`,
  ])('lose nothing of %j, and none is too wide', (text) => {
    const lines = wrap(text, 10)
    expect(lines.join('')).toBe(text)
    const widest = Math.max(...lines.map((line) => measure(line.replace(/\p{M}/gu, ''))))
    expect(widest).toBeLessThanOrEqual(10)
  })
})
