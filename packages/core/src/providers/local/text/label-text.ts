/** Text as it is drawn, without white space around it. See {@link toPlainText}. */
export function toLabelText(text: string): string {
  return toPlainText(text).trim()
}

/**
 * Text without what has no shape: one line, NFC, without control characters and without the marks that
 * turn writing direction around, which could make a label read as something else.
 */
export function toPlainText(text: string): string {
  return text
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\ufeff]/gu, '')
    .toWellFormed()
    .normalize('NFC')
}

/** Words in lines no wider than `maxWidth`; what is left after `maxLines` ends in an ellipsis. */
export function wrapText(
  text: string,
  maxWidth: number,
  maxLines: number,
  measure: (text: string) => number,
): string[] {
  const lines: string[] = []
  let line = ''
  const words = text.split(/ +/).flatMap((word) => breakWord(word, maxWidth, measure))
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || measure(longer) <= maxWidth) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  if (lines.length <= maxLines) return lines
  const kept = lines.slice(0, maxLines)
  kept[maxLines - 1] = shorten(lines.slice(maxLines - 1).join(' '), maxWidth, measure)
  return kept
}

/** The text itself when it fits, else as much of it as fits before an ellipsis. */
export function shorten(text: string, maxWidth: number, measure: (text: string) => number): string {
  if (measure(text) <= maxWidth) return text
  const characters = [...text]
  let low = 0
  let high = characters.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measure(`${characters.slice(0, middle).join('')}…`) <= maxWidth) low = middle
    else high = middle - 1
  }
  return `${characters.slice(0, low).join('').trimEnd()}…`
}

/** A character with its combining marks and joiners. */
const cluster = /.[\p{M}\p{Cf}]*/gsu

/**
 * Between Chinese and Japanese characters, which are written without spaces, a line may end; but
 * not after an opening bracket, nor before closing punctuation, small kana and repetition marks.
 */
const betweenIdeographs =
  /(?<![\p{Ps}\p{Pi}])(?:(?<=[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}ー、。，．：；！？])|(?=[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}]))(?![\p{M}\p{Pe}\p{Pf}、。，．：；！？…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ])/u

/** Width of the widest part of a text in which no line may end. */
export function widestPart(text: string, measure: (text: string) => number): number {
  const parts = text.split(/ +/).flatMap((word) => word.split(betweenIdeographs))
  return Math.max(...parts.map(measure))
}

function breakWord(word: string, maxWidth: number, measure: (text: string) => number): string[] {
  if (measure(word) <= maxWidth) return [word]
  const parts = word
    .split(betweenIdeographs)
    .flatMap((part) => (measure(part) <= maxWidth ? [part] : (part.match(cluster) ?? [])))
  const pieces: string[] = []
  let piece = ''
  for (const part of parts) {
    if (piece !== '' && measure(piece + part) > maxWidth) {
      pieces.push(piece)
      piece = ''
    }
    piece += part
  }
  pieces.push(piece)
  return pieces
}
