import type { Letter } from './letters.js'
import { boundsOf, parseOutline } from './outline.js'

/** A glyph as one sign: the same outline with another meaning is another. */
export interface Sign extends Pick<Letter, 'character' | 'outline'> {
  /** Advance width in thousandths of an em. */
  width: number
}

/** Stands between words, so that those who look for several words find them. */
export const space: Sign = { character: ' ', outline: '', width: 200 }

export function keyOf({ character = '', outline }: Pick<Letter, 'character' | 'outline'>): string {
  return `${character} ${outline}`
}

/**
 * The signs of one font in a picture's texts, in the order they appear, after a space.
 *
 * An SVG has no advance widths: a glyph is as wide as the farthest that another follows it within a
 * word, which is its width but for kerning. It matters only to those who select text, because every
 * glyph is placed.
 */
export function collectSigns(font: string, texts: readonly (readonly Letter[])[]): Sign[] {
  const signs = new Map([[keyOf(space), space]])
  for (const letters of texts) {
    for (const [index, letter] of letters.entries()) {
      if (letter.font !== font) continue
      const next = letters[index + 1]
      const seen = next === undefined || next.startsWord ? 0 : Math.round(next.x - letter.x)
      const { character, outline } = letter
      const width = Math.max(signs.get(keyOf(letter))?.width ?? 0, seen)
      signs.set(keyOf(letter), { character, outline, width })
    }
  }
  return [...signs.values()].map((sign) => ({ ...sign, width: sign.width || widthAlone(sign) }))
}

/** Of a glyph that no other follows: as if it had the same space on both sides. */
function widthAlone({ outline }: Sign): number {
  const { x, width } = boundsOf(parseOutline(outline))
  return Math.round(width + 2 * Math.max(0, x))
}
