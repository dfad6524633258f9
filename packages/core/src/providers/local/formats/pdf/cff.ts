import type { Box } from './geometry.js'
import type { Segment } from './outline.js'

export interface CffGlyph {
  /** Whole thousandths of an em, y upwards. */
  outline: readonly Segment[]
  /** Advance width in thousandths of an em. */
  width: number
}

/** Operators of dictionaries: Adobe Technical Note 5176. */
const dictionary = {
  fontBox: [5],
  charset: [15],
  charStrings: [17],
  private: [18],
  defaultWidth: [20],
  registry: [12, 30],
  glyphCount: [12, 34],
  fonts: [12, 36],
  fontOfGlyph: [12, 37],
} as const
/** Operators of glyph programs: Adobe Technical Note 5177. */
const program = { line: 5, curve: 8, end: 14, move: 21 } as const
/** The format numbers the strings every reader knows; ours follow. */
const firstString = 391

/**
 * A font in the Compact Font Format whose glyphs are known by number only, which is how a PDF holds
 * it. Its outlines have no hints: they are for coarse screens.
 *
 * @param glyphs Two or more, at first the one for what the font lacks.
 * @param box Around all outlines.
 */
export function writeCff(name: string, glyphs: readonly CffGlyph[], box: Box): Uint8Array {
  const charset = [2, ...pair(1), ...pair(glyphs.length - 2)]
  const fontOfGlyph = [3, ...pair(1), ...pair(0), 0, ...pair(glyphs.length)]
  const charStrings = toIndex(glyphs.map(toProgram))
  const privateDictionary = entry([0], dictionary.defaultWidth)
  const fontsAt = (place: number) =>
    toIndex([entry([privateDictionary.length, place], dictionary.private)])
  const fontsLength = fontsAt(0).length
  const headBefore = (start: number) => {
    const places = placesAfter(start, [charset, fontOfGlyph, charStrings])
    const [charsetPlace = 0, fontOfGlyphPlace = 0, charStringsPlace = 0, fontsPlace = 0] = places
    const top = [
      ...entry([firstString, firstString + 1, 0], dictionary.registry),
      ...entry([box.x, box.y, box.x + box.width, box.y + box.height], dictionary.fontBox),
      ...entry([glyphs.length], dictionary.glyphCount),
      ...entry([charsetPlace], dictionary.charset),
      ...entry([fontOfGlyphPlace], dictionary.fontOfGlyph),
      ...entry([charStringsPlace], dictionary.charStrings),
      ...entry([fontsPlace], dictionary.fonts),
    ]
    const strings = toIndex(['Adobe', 'Identity'].map(toBytes))
    const head = [1, 0, 4, 4, ...toIndex([toBytes(name)]), ...toIndex([top]), ...strings, 0, 0]
    return { head, fontsPlace }
  }
  // Numbers in dictionaries are equally long whatever they are, and so is the head.
  const { head, fontsPlace } = headBefore(headBefore(0).head.length)
  const fonts = fontsAt(fontsPlace + fontsLength)
  const parts = [head, charset, fontOfGlyph, charStrings, fonts, privateDictionary]
  return Uint8Array.from(parts.flat())
}

/** Where parts begin that stand one after the other, and where what follows them does. */
function placesAfter(start: number, parts: readonly (readonly number[])[]): number[] {
  const places = [start]
  for (const part of parts) places.push((places.at(-1) ?? 0) + part.length)
  return places
}

/** A glyph as steps relative to each other, after its width. */
function toProgram({ outline, width }: CffGlyph): number[] {
  const bytes = programNumber(width)
  let [x, y] = [0, 0]
  const step = (points: readonly (readonly [number, number])[], operator: number) => {
    for (const [toX, toY] of points) {
      bytes.push(...programNumber(toX - x), ...programNumber(toY - y))
      x = toX
      y = toY
    }
    bytes.push(operator)
  }
  for (const segment of outline) {
    if (segment.type === 'curve') step([segment.first, segment.second, segment.to], program.curve)
    else if (segment.type !== 'close') step([segment.to], program[segment.type])
  }
  return [...bytes, program.end]
}

function programNumber(value: number): number[] {
  if (Math.abs(value) <= 107) return [value + 139]
  return [28, ...pair(value)]
}

function entry(operands: readonly number[], operator: readonly number[]): number[] {
  return [...operands.flatMap((value) => [29, ...pair(value >> 16), ...pair(value)]), ...operator]
}

/** Chunks of bytes, after their count and their places. */
function toIndex(chunks: readonly (readonly number[])[]): number[] {
  const places = placesAfter(1, chunks)
  return [...pair(chunks.length), 4, ...places.flatMap(quad), ...chunks.flat()]
}

function toBytes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

function pair(value: number): number[] {
  return [(value >> 8) & 255, value & 255]
}

function quad(value: number): number[] {
  return [...pair(value >> 16), ...pair(value)]
}
