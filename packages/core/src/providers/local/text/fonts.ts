import type { FontFile } from '../../../font-file.js'
import { type FontFace, loadFace, outlineGlyph } from './font-face.js'
import { type FaceId, faceIdOf } from './font-files.js'
import { splitIntoRuns } from './text-runs.js'

export type Weight = 'regular' | 'semibold'

/** One glyph of a laid-out text; `x` and `y` in thousandths of an em, y upwards. */
export interface PlacedGlyph {
  /** Names the glyph within all fonts: `<font>-<glyph number>`. */
  id: string
  x: number
  y: number
  /** The characters it stands for; empty when they are said to be those of the glyph before it. */
  text: string
}

export interface TextLayout {
  /** From left to right. */
  glyphs: readonly PlacedGlyph[]
  /** Advance width in em. */
  width: number
  /** Characters no font has; in their place is a gap. */
  missing: readonly string[]
}

/** Fonts that are ready to lay text out. Same answers on every machine. */
export interface Fonts {
  layOut(text: string, weight: Weight): TextLayout
  /** Outline of a glyph as SVG path data in thousandths of an em, y downwards. */
  outline(glyphId: string): string
  /** PostScript name of the font a glyph is from. */
  nameOf(glyphId: string): string
}

/** Bundled fonts to look into, in this order, before those of the project. */
const fallbacks: Record<Weight, readonly FaceId[]> = {
  regular: ['0', '2'],
  semibold: ['1', '0', '2'],
}

/** Width of the gap in place of a character that no font has, in thousandths of an em. */
const gapWidth = 600

const loaded = new Map<string, Promise<Fonts>>()

/**
 * Loads the bundled fonts, those of the project and the shaper, once per process; what they answer
 * depends on nothing but the call.
 *
 * @throws {FigureError} `render-failed` when a project's font is not what it was.
 */
export function loadFonts(projectFonts: readonly FontFile[]): Promise<Fonts> {
  const key = projectFonts.map(faceIdOf).join()
  let fonts = loaded.get(key)
  if (fonts === undefined) {
    fonts = load(projectFonts)
    loaded.set(key, fonts)
    fonts.catch(() => loaded.delete(key))
  }
  return fonts
}

async function load(projectFonts: readonly FontFile[]): Promise<Fonts> {
  const projectIds = projectFonts.map(faceIdOf)
  const [{ Buffer, Direction, Feature, shape }, ...list] = await Promise.all([
    import('harfbuzzjs'),
    // Semibold falls back to all the others.
    ...[...fallbacks.semibold, ...projectIds].map((id) => loadFace(id, projectFonts)),
  ])
  const faces = new Map(list.map((face) => [face.id, face]))
  const inOrder = (weight: Weight) =>
    [...fallbacks[weight], ...projectIds].flatMap((id) => faces.get(id) ?? [])
  const orders = { regular: inOrder('regular'), semibold: inOrder('semibold') }
  // Figures that are equally wide keep the ticks of an axis aligned.
  const features = [new Feature('tnum', 1)]
  const layouts = new Map<string, TextLayout>()
  const outlines = new Map<string, string>()
  const buffer = new Buffer()

  function layOutAnew(text: string, weight: Weight): TextLayout {
    const findFace = (codePoint: number, preferred?: FontFace) =>
      preferred?.characters.has(codePoint)
        ? preferred
        : orders[weight].find((face) => face.characters.has(codePoint))
    const runs = splitIntoRuns(toSettable(text, findFace), findFace)
    // The project's fonts have one weight: what stands beside their letters is set in the same.
    const isMixed = runs.some(({ face }) => face !== undefined && projectIds.includes(face.id))
    if (weight === 'semibold' && isMixed) return layOutAnew(text, 'regular')
    const glyphs: PlacedGlyph[] = []
    const missing: string[] = []
    let advance = 0
    for (const run of runs) {
      if (run.face === undefined) {
        const characters = [...run.text]
        missing.push(...characters)
        advance += gapWidth * characters.length
        continue
      }
      buffer.reset()
      buffer.addText(run.text)
      buffer.setDirection(run.rightToLeft ? Direction.RTL : Direction.LTR)
      if (run.script !== undefined) buffer.setScript(run.script.tag)
      buffer.guessSegmentProperties()
      shape(run.face.font, buffer, features)
      const scale = 1000 / run.face.unitsPerEm
      const positions = buffer.getGlyphPositions()
      const infos = buffer.getGlyphInfos()
      const texts = textsOf(infos, run.text)
      for (const [index, info] of infos.entries()) {
        const position = positions[index]
        if (position === undefined) continue
        glyphs.push({
          id: `${run.face.id}-${info.codepoint}`,
          x: Math.round((advance + position.xOffset * scale) * 10) / 10,
          y: Math.round(position.yOffset * scale * 10) / 10,
          text: texts[index] ?? '',
        })
        advance += position.xAdvance * scale
      }
    }
    return { glyphs, width: advance / 1000, missing }
  }

  return {
    layOut(text, weight) {
      const key = `${weight}:${text}`
      let layout = layouts.get(key)
      if (layout === undefined) {
        if (layouts.size > 5000) layouts.clear()
        layout = layOutAnew(text, weight)
        layouts.set(key, layout)
      }
      return layout
    },
    nameOf: (glyphId) => faces.get(glyphId.split('-')[0] ?? '')?.name ?? '',
    outline(glyphId) {
      let outline = outlines.get(glyphId)
      if (outline === undefined) {
        const [faceId = '', glyphNumber] = glyphId.split('-')
        const face = faces.get(faceId)
        if (face === undefined) throw new Error(`no glyph ${glyphId}`)
        outline = outlineGlyph(face, Number(glyphNumber))
        outlines.set(glyphId, outline)
      }
      return outline
    },
  }
}

/** What each glyph of a run says: the first of a cluster, in any direction, says all of it. */
function textsOf(infos: readonly { cluster: number }[], text: string): string[] {
  const starts = [...new Set(infos.map(({ cluster }) => cluster))].sort((a, b) => a - b)
  const ends = new Map(starts.map((start, index) => [start, starts[index + 1]]))
  return infos.map(({ cluster }, index) =>
    infos[index - 1]?.cluster === cluster ? '' : text.slice(cluster, ends.get(cluster)),
  )
}

/** Puts plain characters in the place of those no font has: `x` for a mathematical italic `𝑥`. */
function toSettable(text: string, findFace: (codePoint: number) => unknown): string {
  const has = (character: string) => findFace(character.codePointAt(0) ?? 0) !== undefined
  return text.replace(/[^\u0020-\u007e]/gu, (character) => {
    if (has(character)) return character
    const plain = character.normalize('NFKC')
    return [...plain].every(has) ? plain : character
  })
}
