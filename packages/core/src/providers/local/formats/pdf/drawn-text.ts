import { unescapeXml } from '../xml.js'

/** One text of an SVG whose text is outlined: what it says, and the outlines it is made of. */
export interface DrawnText {
  text: string
  glyphs: DrawnGlyph[]
  /** What each glyph says, after white space where a word begins; absent when each is a character. */
  letters?: string[] | undefined
}

export interface DrawnGlyph {
  /** SVG path data in thousandths of an em, y downwards. */
  outline: string
  /** PostScript name of the font it came from. */
  font: string
  /** From the start of the baseline, in thousandths of an em, y downwards. */
  x: number
  y: number
}

// What `text/typesetter.ts` writes; the ids may have got a prefix in a composed picture.
const definitionsPattern = /<defs(?: data-font="([^"]*)")?>((?:<path id="[^"]*" d="[^"]*"\/>)+)/g
const definitionPattern = /id="([^"]*)" d="([^"]*)"/g
const textPattern =
  /<g data-text="([^"]*)"(?: data-letters="([^"]*)")?([^>]*)>((?:<use [^>]*\/>)+)<\/g>/g
const usePattern = /xlink:href="#([^"]*)" x="([^"]*)"(?: y="([^"]*)")?/g

const fallbackName = 'Figmill'

/**
 * Finds the texts of a finished SVG and gives the group of each an id, by which it is found again
 * in the simplified SVG. Text without an annotation is left as it is: outlines.
 */
export function markTexts(svg: string): { svg: string; texts: ReadonlyMap<string, DrawnText> } {
  const outlines = new Map<string, Pick<DrawnGlyph, 'font' | 'outline'>>()
  for (const [, font, paths = ''] of svg.matchAll(definitionsPattern)) {
    for (const [, id = '', outline = ''] of paths.matchAll(definitionPattern)) {
      outlines.set(id, { font: font || fallbackName, outline })
    }
  }
  const texts = new Map<string, DrawnText>()
  const marked = svg.replace(
    textPattern,
    (whole, text: string, letters: string | undefined, attributes: string, uses: string) => {
      const glyphs: DrawnGlyph[] = []
      for (const [, id = '', x, y] of uses.matchAll(usePattern)) {
        const glyph = outlines.get(id)
        if (glyph === undefined) return whole
        glyphs.push({ ...glyph, x: Number(x), y: Number(y ?? 0) })
      }
      const id = `figmill-text-${texts.size}`
      texts.set(id, {
        text: unescapeXml(text),
        glyphs,
        letters: letters === undefined ? undefined : unescapeXml(letters).split('|'),
      })
      return `<g id="${id}"${attributes}>${uses}</g>`
    },
  )
  return { svg: marked, texts }
}
