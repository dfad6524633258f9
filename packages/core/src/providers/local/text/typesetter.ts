import type { FontFile } from '../../../font-file.js'
import type { FieldProblem } from '../../../problem.js'
import { escapeXml } from '../formats/xml.js'
import { type Fonts, loadFonts, type Weight } from './fonts.js'
import { toPlainText } from './label-text.js'
import { warnOfMissing } from './missing-characters.js'

export interface TextStyle {
  /** Pixels. */
  size: number
  weight?: Weight | undefined
}

/** Measures and outlines the text of one picture, and remembers what could not be set. */
export interface Typesetter {
  /** Advance width in pixels of the text as it will be drawn. */
  measure(text: string, style: TextStyle): number
  /** SVG of the text as outlines, with the text itself as `data-text`, `x` and `y` at the start of its baseline. */
  outline(text: string, style: TextStyle, x: number, y: number, fill: string): string
  /** `<defs>` of each font with every glyph used so far; empty when none was. */
  glyphDefinitions(): string
  /** One warning for each script that no font has. */
  warnings(): FieldProblem[]
}

/**
 * @param projectFonts Fonts for what the bundled ones lack, in the order they are looked into.
 * @throws {FigureError} `render-failed` when one of them is not what it was.
 */
export async function createTypesetter(
  projectFonts: readonly FontFile[] = [],
): Promise<Typesetter> {
  return setWith(await loadFonts(projectFonts))
}

function setWith(fonts: Fonts): Typesetter {
  const used = new Set<string>()
  const missing = new Map<string, string>()

  function layOut(text: string, weight: Weight | undefined) {
    return fonts.layOut(toPlainText(text), weight ?? 'regular')
  }

  return {
    measure: (text, { size, weight }) => layOut(text, weight).width * size,
    outline(text, { size, weight }, x, y, fill) {
      const layout = layOut(text, weight)
      for (const character of layout.missing) {
        if (!missing.has(character)) missing.set(character, text)
      }
      let uses = ''
      const letters: string[] = []
      let said = ''
      for (const glyph of layout.glyphs) {
        said += glyph.text
        if (fonts.outline(glyph.id) === '') continue
        letters.push(said)
        said = ''
        used.add(glyph.id)
        const raised = glyph.y === 0 ? '' : ` y="${-glyph.y}"`
        uses += `<use xlink:href="#g${glyph.id}" x="${glyph.x}"${raised}/>`
      }
      if (uses === '') return ''
      const place = `${toFixed(x)} ${toFixed(y)}`
      const words = escapeXml(toPlainText(text))
      const parts = layout.missing.length === 0 ? lettersAttribute(letters) : ''
      return `<g data-text="${words}"${parts} fill="${fill}" transform="translate(${place}) scale(${size / 1000})">${uses}</g>`
    },
    glyphDefinitions() {
      const paths = new Map<string, string>()
      for (const id of [...used].sort()) {
        const name = fonts.nameOf(id)
        const path = `<path id="g${id}" d="${fonts.outline(id)}"/>`
        paths.set(name, (paths.get(name) ?? '') + path)
      }
      return [...paths]
        .map(([name, drawn]) => `<defs data-font="${escapeXml(name)}">${drawn}</defs>`)
        .join('')
    },
    warnings: () => warnOfMissing(missing),
  }
}

/** What each outline says, where they are not one for each character. PDFs need it. */
function lettersAttribute(letters: readonly string[]): string {
  const isPlain = letters.every((letter) => [...letter.trim()].length === 1)
  return isPlain ? '' : ` data-letters="${escapeXml(letters.join('|'))}"`
}

function toFixed(value: number): string {
  return String(Math.round(value * 100) / 100 || 0)
}
