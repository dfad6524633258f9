/**
 * Letters of five by seven dots: seven rows from the top, each a digit of base 32 whose bits are
 * its dots.
 */
const letters: Readonly<Record<string, string>> = {
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hpljhhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh168gv',
  '3': 'u11e11u',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': 'egguhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf11e',
  '.': '00000cc',
  ',': '0000c48',
  ':': '0cc0cc0',
  '-': '000v000',
  '(': '2488842',
  ')': '8422248',
  '/': '01248g0',
  '?': 'eh12404',
}

/** Dots from the left of one letter to that of the next, and from the top of one line to that of the next. */
export const letterWidth = 6
export const lineHeight = 9

/** Dots side by side. */
export interface Run {
  x: number
  y: number
  length: number
}

/** The dots of lines of text, from the top left; what has no letter is a question mark. */
export function drawLines(lines: readonly string[]): Run[] {
  return lines.flatMap((line, row) =>
    [...line.toUpperCase()].flatMap((letter, column) => {
      if (letter === ' ') return []
      const rows = letters[letter] ?? letters['?'] ?? ''
      return [...rows].flatMap((digit, y) => {
        const dots = Number.parseInt(digit, 32).toString(2).padStart(5, '0')
        return [...dots.matchAll(/1+/g)].map(({ 0: { length }, index }) => ({
          x: column * letterWidth + index,
          y: row * lineHeight + y,
          length,
        }))
      })
    }),
  )
}
