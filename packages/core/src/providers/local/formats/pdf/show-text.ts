import type { DrawnText } from './drawn-text.js'
import { type EmbeddedFont, embedFont } from './embed-font.js'
import { space } from './letter-widths.js'
import { type Letter, toLetters } from './letters.js'
import { formatNumbers } from './operators.js'
import { type PdfFile, toPdfText } from './pdf-file.js'

/**
 * PDF operators that show one text of the picture in its group's coordinates, thousandths of an em,
 * y downwards; `undefined` for a group that is no text.
 */
export type TextShower = (groupId: string) => string | undefined

/** Embeds the fonts of all texts and returns what shows each. */
export function embedTexts(file: PdfFile, texts: ReadonlyMap<string, DrawnText>): TextShower {
  const lettersOf = new Map([...texts].map(([id, text]) => [id, toLetters(text)]))
  const all = [...lettersOf.values()]
  const names = new Set(all.flatMap((letters) => letters.map(({ font }) => font)))
  const fonts = new Map([...names].map((name) => [name, embedFont(file, name, all)]))
  return (id) => {
    const letters = lettersOf.get(id)
    if (letters === undefined) return undefined
    const shown = showLetters(letters, fonts)
    if (letters.every(({ character }) => character !== undefined)) return shown
    return `/Span << /ActualText ${toPdfText(texts.get(id)?.text ?? '')} >> BDC\n${shown}\nEMC`
  }
}

function showLetters(letters: readonly Letter[], fonts: ReadonlyMap<string, EmbeddedFont>): string {
  const lines = ['BT', '1 0 0 -1 0 0 Tm']
  let line: string[] = []
  let [fontName, rise, pen] = ['', 0, 0]
  const endLine = () => {
    if (line.length > 0) lines.push(`[${line.join('')}] TJ`)
    line = []
  }
  for (const letter of letters) {
    const font = fonts.get(letter.font)
    if (font === undefined) throw new Error(`the font ${letter.font} is not embedded`)
    if (font.name !== fontName || letter.y !== rise) {
      endLine()
      if (font.name !== fontName) lines.push(`${font.name} 1000 Tf`)
      if (letter.y !== rise) lines.push(`${formatNumbers([-letter.y])} Ts`)
      fontName = font.name
      rise = letter.y
    }
    if (letter.startsWord) {
      const { code, width } = font.find(space)
      line.push(`<${code}>`)
      pen += width
    }
    const { code, width } = font.find(letter)
    const back = formatNumbers([pen - letter.x])
    line.push(back === '0' ? `<${code}>` : `${back}<${code}>`)
    pen = letter.x + width
  }
  endLine()
  return [...lines, rise === 0 ? 'ET' : '0 Ts\nET'].join('\n')
}
