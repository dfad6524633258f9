import { captionPieces, mapPieces, toCaptionLine } from './caption-pieces.js'

/**
 * The author's caption for the brackets of a pandoc image: one line, pandoc's own markup (`~sub~`,
 * `$math$`, `@citation`, spans, raw TeX) as written, but no bracket, brace, backtick or `<` that is
 * open at its end and would swallow the rest of the image.
 */
export function toPandocCaption(caption: string): string {
  const line = toCaptionLine(caption)
  const pieces = captionPieces(line, { math: true })
  const unbalanced = findUnbalanced(line, pieces)
  const text = mapPieces(line, pieces, ({ kind, value, start }) => {
    if (kind === 'autolink' || kind === 'destination') {
      return value.replaceAll('[', '%5B').replaceAll(']', '%5D')
    }
    // CommonMark's `<!A ...>` and `<?...?>` are plain text to pandoc.
    if (kind === 'html' && /^<(?:\?|!(?!--))/.test(value))
      return value.replace(/[`<[\]{}]/g, '\\$&')
    if (kind !== 'text') return value
    // After a TeX command `%` would start a TeX comment.
    return value.replace(/[`<[\]{}]|\\$|(?<=\\[a-z]+\*? *)%/gi, (character, offset: number) =>
      /[[\]{}]/.test(character) && !unbalanced.has(start + offset) ? character : `\\${character}`,
    )
  })
  // `[^1](...)` is not a link to pandoc: `[^` starts a note.
  return text.startsWith('^') ? `\\${text}` : text
}

const opening: Record<string, string> = { ']': '[', '}': '{' }

/** Offsets of the brackets and braces in plain text that have no partner. */
function findUnbalanced(
  line: string,
  pieces: readonly { kind: string; start: number; end: number }[],
): Set<number> {
  const unbalanced = new Set<number>()
  const open: number[] = []
  for (const { kind, start, end } of pieces) {
    if (kind !== 'text') continue
    for (const [character, offset] of bracketsOf(line.slice(start, end))) {
      const partner = opening[character]
      const last = open.at(-1)
      if (partner === undefined) open.push(start + offset)
      else if (last !== undefined && line[last] === partner) open.pop()
      else unbalanced.add(start + offset)
    }
  }
  for (const offset of open) unbalanced.add(offset)
  return unbalanced
}

function bracketsOf(text: string): [string, number][] {
  return [...text.matchAll(/[[\]{}]/g)].map((match) => [match[0], match.index])
}
