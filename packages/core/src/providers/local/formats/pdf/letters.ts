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
 * Tells which glyph is which character, from left to right: each is one when there are as many as
 * there are characters to be seen. Ligatures are not taken apart.
 */
export function toLetters({ text, glyphs }: DrawnText): Letter[] {
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
