import { readFile } from 'node:fs/promises'
import type { Font } from 'harfbuzzjs'

export type Weight = 'regular' | 'semibold'

/** One glyph of a laid-out text; `x` and `y` in thousandths of an em, y upwards. */
export interface PlacedGlyph {
  /** Names the glyph within all fonts: font number and glyph number. */
  id: string
  x: number
  y: number
}

export interface TextLayout {
  glyphs: readonly PlacedGlyph[]
  /** Advance width in em. */
  width: number
  /** Code points no font has; they are drawn as boxes. */
  missing: readonly number[]
}

/** The bundled fonts, ready to lay text out. Same answers on every machine. */
export interface Fonts {
  layOut(text: string, weight: Weight): TextLayout
  /** Outline of a glyph as SVG path data in thousandths of an em, y downwards. */
  outline(glyphId: string): string
}

interface FontFace {
  font: Font
  /** Font units per em. */
  unitsPerEm: number
  characters: ReadonlySet<number>
}

const files = ['Inter-Regular.otf', 'Inter-SemiBold.otf', 'DejaVuSans-Symbols.ttf'] as const
/** Fonts to look into, in this order; numbers index {@link files}. */
const fallbacks: Record<Weight, readonly number[]> = { regular: [0, 2], semibold: [1, 0, 2] }

/** By name and not from this file, which may have been bundled into another package. */
const packageUrl = import.meta.resolve('@figmill/core/package.json')

let loading: Promise<Fonts> | undefined

/** Loads the fonts and the shaper once; what they answer depends on nothing but the call. */
export function loadFonts(): Promise<Fonts> {
  loading ??= load()
  return loading
}

async function load(): Promise<Fonts> {
  const [harfbuzz, ...contents] = await Promise.all([
    import('harfbuzzjs'),
    ...files.map((file) => readFile(new URL(`fonts/${file}`, packageUrl))),
  ])
  const { Blob, Buffer, Face, Feature, Font, shape } = harfbuzz
  const faces = contents.map((content): FontFace => {
    const face = new Face(new Blob(content))
    return {
      font: new Font(face),
      unitsPerEm: face.upem,
      characters: new Set(face.collectUnicodes()),
    }
  })
  // Figures that are equally wide keep the ticks of an axis aligned.
  const features = [new Feature('tnum', 1)]
  const layouts = new Map<string, TextLayout>()
  const outlines = new Map<string, string>()
  const buffer = new Buffer()

  function layOutAnew(text: string, weight: Weight): TextLayout {
    const glyphs: PlacedGlyph[] = []
    const missing: number[] = []
    let advance = 0
    for (const run of splitByFace(text, fallbacks[weight], faces)) {
      missing.push(...run.missing)
      const face = faces[run.face]
      if (face === undefined) throw new Error(`no font ${run.face}`)
      const scale = 1000 / face.unitsPerEm
      buffer.reset()
      buffer.addText(run.text)
      buffer.guessSegmentProperties()
      shape(face.font, buffer, features)
      const positions = buffer.getGlyphPositions()
      for (const [index, info] of buffer.getGlyphInfos().entries()) {
        const position = positions[index]
        if (position === undefined) continue
        glyphs.push({
          id: `${run.face}-${info.codepoint}`,
          x: Math.round((advance + position.xOffset * scale) * 10) / 10,
          y: Math.round(position.yOffset * scale * 10) / 10,
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
    outline(glyphId) {
      let outline = outlines.get(glyphId)
      if (outline === undefined) {
        const [faceNumber, glyphNumber] = glyphId.split('-').map(Number)
        const face = faces[faceNumber ?? -1]
        if (face === undefined || glyphNumber === undefined) throw new Error(`no glyph ${glyphId}`)
        outline = toPathData(face.font.glyphToJson(glyphNumber), 1000 / face.unitsPerEm)
        outlines.set(glyphId, outline)
      }
      return outline
    },
  }
}

/** Cuts text into stretches that one font can set; a combining mark stays with its letter. */
function splitByFace(text: string, order: readonly number[], faces: readonly FontFace[]) {
  const runs: { face: number; text: string; missing: number[] }[] = []
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    if (isIgnorable(codePoint)) continue
    const last = runs.at(-1)
    const joins = last !== undefined && /\p{M}/u.test(character)
    const candidates = joins ? [last.face, ...order] : order
    const found = candidates.find((number) => faces[number]?.characters.has(codePoint))
    const face = found ?? order[0] ?? 0
    const missing = found === undefined ? [codePoint] : []
    if (last?.face === face) {
      last.text += character
      last.missing.push(...missing)
    } else runs.push({ face, text: character, missing })
  }
  return runs
}

/** Characters that show nothing by themselves: joiners, soft hyphen, variation selectors. */
function isIgnorable(codePoint: number): boolean {
  return (
    codePoint === 0xad ||
    (codePoint >= 0x200b && codePoint <= 0x200d) ||
    codePoint === 0x2060 ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
  )
}

function toPathData(commands: readonly { type: string; values: number[] }[], scale: number) {
  let data = ''
  for (const { type, values } of commands) {
    const numbers = values.map((value, index) =>
      String(Math.round(value * scale * (index % 2 === 0 ? 1 : -1)) || 0),
    )
    data += type + numbers.join(' ').replaceAll(' -', '-')
  }
  return data
}
