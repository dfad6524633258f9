import { drawLines, letterWidth, lineHeight } from './letters.ts'

/** In pixels, from the top left. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** A text on a picture: dark boxes on a light one. */
export interface Caption {
  ground: Box
  dots: Box[]
}

const longestLine = 28
const mostLines = 3

/** The first words, and the size, across the middle of a picture; none on one that is too small. */
export function writeCaption(words: string, width: number, height: number): Caption {
  const lines = [...breakLines(words), `${width} x ${height}`]
  const columns = Math.max(...lines.map((line) => line.length))
  const dot = Math.floor(
    Math.min((width * 0.9) / (columns * letterWidth), (height * 0.6) / (lines.length * lineHeight)),
  )
  const ground = { x: 0, y: 0, width, height: dot * lineHeight * (lines.length + 1) }
  ground.y = Math.floor((height - ground.height) / 2)
  const left = Math.floor((width - dot * columns * letterWidth) / 2)
  const top = ground.y + Math.floor((dot * lineHeight) / 2)
  const dots = dot === 0 ? [] : drawLines(lines)
  return {
    ground,
    dots: dots.map(({ length, x, y }) => ({
      x: left + x * dot,
      y: top + y * dot,
      width: length * dot,
      height: dot,
    })),
  }
}

function breakLines(words: string): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && longer.length <= longestLine) lines.splice(-1, 1, longer)
    else lines.push(word.slice(0, longestLine))
    if (lines.length > mostLines) return lines.slice(0, mostLines)
  }
  return lines
}
