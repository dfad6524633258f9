import { bidi } from '../../text/text-runs.js'
import type { DrawnGlyph, DrawnText } from './drawn-text.js'

/** A glyph, and what it says as far as that is known. */
export interface Letter extends DrawnGlyph {
  /** The character it stands for; absent when glyphs and characters do not match one to one. */
  character: string | undefined
  /** Whether white space stands before it. */
  startsWord: boolean
}

const shapeless = /\p{Default_Ignorable_Code_Point}/gu

/**
 * Tells which glyph is which character, from left to right: as the text says, or each is one when
 * there are as many as there are characters to be seen. Ligatures are not taken apart.
 */
export function toLetters({ glyphs, letters, text }: DrawnText): Letter[] {
  if (letters?.length === glyphs.length) return joinGlyphs(glyphs, letters)
  const characters: { character: string; startsWord: boolean }[] = []
  let startsWord = false
  for (const character of inVisualOrder(text.replace(shapeless, ''))) {
    if (/\s/.test(character)) startsWord = characters.length > 0
    else {
      characters.push({ character, startsWord })
      startsWord = false
    }
  }
  const isMatch = characters.length === glyphs.length
  return glyphs.map((glyph, index) => {
    const { character, startsWord = false } = (isMatch ? characters[index] : undefined) ?? {}
    return { ...glyph, character, startsWord }
  })
}

/** Glyphs that say something together, such as a letter and its dots, as one. */
function joinGlyphs(glyphs: readonly DrawnGlyph[], texts: readonly string[]): Letter[] {
  const letters: Letter[] = []
  for (const [index, glyph] of glyphs.entries()) {
    const text = texts[index] ?? ''
    const last = letters.at(-1)
    if (text === '' && last?.font === glyph.font) {
      last.outline += moveOutline(glyph.outline, glyph.x - last.x, glyph.y - last.y)
    } else {
      const startsWord = index > 0 && /^\s/.test(text)
      letters.push({ ...glyph, character: text.trim() || undefined, startsWord })
    }
  }
  return letters
}

/** @param data Of absolute commands whose numbers are all coordinates: what our glyphs have. */
function moveOutline(data: string, x: number, y: number): string {
  return data.replace(/([A-Z])([^A-Z]*)/g, (_, command: string, text: string) => {
    const numbers = (text.match(/-?\d+/g) ?? []).map(Number)
    const moved = numbers.map((number, index) => Math.round(number + (index % 2 === 0 ? x : y)))
    return command + moved.join(' ')
  })
}

/** Characters as they stand on the page, from left to right. */
function inVisualOrder(text: string): string[] {
  const characters = [...text]
  // One unit for each character: the order is told in units.
  const units = characters.map((character) => (character.length === 1 ? character : '\ufffc'))
  const line = units.join('')
  return bidi
    .getReorderedIndices(line, bidi.getEmbeddingLevels(line))
    .map((index) => characters[index] ?? '')
}
