import type { Font } from 'harfbuzzjs'
import type { FontFile } from '../../../font-file.js'
import { type FaceId, readFontFile } from './font-files.js'

/** A font that is ready to set text. */
export interface FontFace {
  id: FaceId
  /** PostScript name: `Inter-Regular`. */
  name: string
  font: Font
  /** Font units per em. */
  unitsPerEm: number
  /** Code points it has a glyph for. */
  characters: ReadonlySet<number>
}

const regularWeight = 400

const faces = new Map<FaceId, Promise<FontFace>>()

/**
 * Loads a font once per process.
 *
 * @throws {FigureError} `render-failed` when a project's font is not what it was.
 */
export function loadFace(id: FaceId, fonts: readonly FontFile[]): Promise<FontFace> {
  let face = faces.get(id)
  if (face === undefined) {
    face = load(id, fonts)
    faces.set(id, face)
    face.catch(() => faces.delete(id))
  }
  return face
}

async function load(id: FaceId, fonts: readonly FontFile[]): Promise<FontFace> {
  const [harfbuzz, bytes] = await Promise.all([import('harfbuzzjs'), readFontFile(id, fonts)])
  const face = new harfbuzz.Face(new harfbuzz.Blob(bytes))
  const font = new harfbuzz.Font(face)
  // Variable fonts may start at their thinnest; to others this means nothing.
  font.setVariations([new harfbuzz.Variation('wght', regularWeight)])
  return {
    id,
    name: face.getName(6, 'en'),
    font,
    unitsPerEm: face.upem,
    characters: new Set(face.collectUnicodes()),
  }
}

/** Outline of a glyph as SVG path data in thousandths of an em, y downwards. */
export function outlineGlyph({ font, unitsPerEm }: FontFace, glyph: number): string {
  const scale = 1000 / unitsPerEm
  let data = ''
  for (const { type, values } of font.glyphToJson(glyph)) {
    const numbers = values.map((value, index) =>
      String(Math.round(value * scale * (index % 2 === 0 ? 1 : -1)) || 0),
    )
    data += type + numbers.join(' ').replaceAll(' -', '-')
  }
  return data
}
