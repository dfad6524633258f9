import bidiModule from 'bidi-js'
import type { FontFace } from './font-face.js'
import { type Script, scriptOf } from './scripts.js'

/** Text that is shaped at once: of one font, one script and one direction. */
export interface TextRun {
  text: string
  /** Absent where no font has the characters. */
  face: FontFace | undefined
  /** Absent where HarfBuzz may guess it. */
  script: Script | undefined
  rightToLeft: boolean
}

/** @param preferred Tried first. */
type FaceFinder = (codePoint: number, preferred?: FontFace) => FontFace | undefined

// Its types tell of an ES module, but what Node.js loads is CommonJS: the function itself.
const createBidi = bidiModule as unknown as typeof bidiModule.default
/** The Unicode bidirectional algorithm. */
export const bidi = createBidi()

/** Of the blocks that hold the right-to-left scripts in use. */
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Shows nothing by itself but may shape its neighbours: joiners, soft hyphen, variation selectors. */
const ignorable = /\p{Default_Ignorable_Code_Point}/u
const combining = /\p{M}/u

/** Most text: letters of Western Europe, digits, punctuation. */
function isPlain(character: string): boolean {
  return character < '\u0300' && character !== '\u00ad'
}

/**
 * Cuts a line into runs, ordered from left to right as the Unicode bidirectional algorithm says.
 * The first letter with a direction decides that of the line.
 */
export function splitIntoRuns(text: string, findFace: FaceFinder): TextRun[] {
  const embedding = rightToLeftLetter.test(text) ? bidi.getEmbeddingLevels(text) : undefined
  const runs: (TextRun & { start: number; level: number })[] = []
  let start = 0
  for (const character of text) {
    const level = embedding?.levels[start] ?? 0
    const last = runs.at(-1)
    if (isPlain(character) || !ignorable.test(character)) {
      const joins = !isPlain(character) && combining.test(character)
      const preferred = joins ? last?.face : undefined
      const face = findFace(character.codePointAt(0) ?? 0, preferred)
      const script = scriptOf(character, last?.script)
      const goesOn = last?.face === face && last?.script === script && last?.level === level
      if (last !== undefined && goesOn) last.text += character
      else runs.push({ text: character, face, script, rightToLeft: level % 2 === 1, start, level })
    } else if (last?.face !== undefined) last.text += character
    start += character.length
  }
  if (embedding === undefined) return runs
  // A run is of one level, so its characters stay together: the place of one is that of all.
  const places = new Map(
    bidi.getReorderedIndices(text, embedding).map((index, place) => [index, place]),
  )
  const placeOf = (run: { start: number }) => places.get(run.start) ?? 0
  return runs.sort((left, right) => placeOf(left) - placeOf(right))
}
