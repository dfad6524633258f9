import type { FieldProblem } from '../../../problem.js'
import { type Fonts, loadFonts, type Weight } from './fonts.js'
import { toPlainText } from './label-text.js'

export interface TextStyle {
  /** Pixels. */
  size: number
  weight?: Weight | undefined
}

/** Measures and outlines the text of one picture, and remembers what could not be set. */
export interface Typesetter {
  /** Advance width in pixels of the text as it will be drawn. */
  measure(text: string, style: TextStyle): number
  /** SVG of the text as outlines, `x` and `y` at the start of its baseline. */
  outline(text: string, style: TextStyle, x: number, y: number, fill: string): string
  /** `<defs>` with every glyph used so far; empty when none was. */
  glyphDefinitions(): string
  /** One warning per character that no bundled font has. */
  warnings(): FieldProblem[]
}

export async function createTypesetter(): Promise<Typesetter> {
  return setWith(await loadFonts())
}

function setWith(fonts: Fonts): Typesetter {
  const used = new Set<string>()
  const missing = new Set<number>()

  function layOut(text: string, weight: Weight | undefined) {
    return fonts.layOut(toPlainText(text), weight ?? 'regular')
  }

  return {
    measure: (text, { size, weight }) => layOut(text, weight).width * size,
    outline(text, { size, weight }, x, y, fill) {
      const layout = layOut(text, weight)
      for (const codePoint of layout.missing) missing.add(codePoint)
      let uses = ''
      for (const glyph of layout.glyphs) {
        if (fonts.outline(glyph.id) === '') continue
        used.add(glyph.id)
        const raised = glyph.y === 0 ? '' : ` y="${-glyph.y}"`
        uses += `<use xlink:href="#g${glyph.id}" x="${glyph.x}"${raised}/>`
      }
      if (uses === '') return ''
      const place = `${toFixed(x)} ${toFixed(y)}`
      return `<g fill="${fill}" transform="translate(${place}) scale(${size / 1000})">${uses}</g>`
    },
    glyphDefinitions() {
      const paths = [...used]
        .sort()
        .map((id) => `<path id="g${id}" d="${fonts.outline(id)}"/>`)
        .join('')
      return paths === '' ? '' : `<defs>${paths}</defs>`
    },
    warnings: () =>
      [...missing]
        .sort((a, b) => a - b)
        .map((codePoint) => {
          const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
          return {
            field: 'text',
            code: 'glyph-missing',
            severity: 'warning',
            message: `No bundled font has \`${String.fromCodePoint(codePoint)}\` (${name}); it is drawn as a box`,
            hint: 'Write the label in Latin, Greek or Cyrillic letters or mathematical symbols.',
          }
        }),
  }
}

function toFixed(value: number): string {
  return String(Math.round(value * 100) / 100 || 0)
}
