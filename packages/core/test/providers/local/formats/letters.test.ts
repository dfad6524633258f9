import { expect, test } from 'vitest'
import type { DrawnText } from '../../../../src/providers/local/formats/pdf/drawn-text.js'
import { toLetters } from '../../../../src/providers/local/formats/pdf/letters.js'

function drawnText(text: string, glyphCount: number): DrawnText {
  const glyphs = Array.from({ length: glyphCount }, (_, index) => {
    return { outline: `M${index} 0`, font: 'Inter', x: index * 600, y: 0 }
  })
  return { text, glyphs }
}

const read = (text: string, glyphCount: number) =>
  toLetters(drawnText(text, glyphCount)).map(({ character, startsWord }) =>
    startsWord ? ` ${character}` : character,
  )

test('glyphs are the characters of their text, with the spaces between them', () => {
  expect(read('ab  𝑥\u00ad!', 4)).toEqual(['a', 'b', ' 𝑥', '!'])
  expect(read(' a ', 1)).toEqual(['a'])
})

test('glyphs of text from right to left are read as they stand on the page', () => {
  expect(read('קפה 12', 5)).toEqual(['1', '2', ' ה', 'פ', 'ק'])
  expect(read('a קפה', 4)).toEqual(['a', ' ה', 'פ', 'ק'])
})

test('a ligature makes no wrong guesses', () => {
  expect(read('fin', 2)).toEqual([undefined, undefined])
})

test('what the glyphs are said to be is believed, and a letter and its dots are one', () => {
  const text = drawnText('بلا', 3)
  const letters = toLetters({ ...text, letters: ['لا', 'ب', ''] })
  expect(letters.map(({ character }) => character)).toEqual(['لا', 'ب'])
  expect(letters[1]?.outline).toBe('M1 0M602 0')
  expect(toLetters({ ...text, letters: ['ب'] }).map(({ character }) => character)).toEqual([
    'ا',
    'ل',
    'ب',
  ])
})
