import { createHash } from 'node:crypto'
import { type CffGlyph, writeCff } from './cff.js'
import { type Box, boxAround, type Matrix } from './geometry.js'
import { collectSigns, keyOf, type Sign, space } from './letter-widths.js'
import type { Letter } from './letters.js'
import { formatNumbers } from './operators.js'
import { boundsOf, parseOutline, roundOutline, transformOutline } from './outline.js'
import { type PdfFile, type Reference, toHex, toUtf16Hex } from './pdf-file.js'

/** A font in the file, with the glyphs that one picture shows. */
export interface EmbeddedFont {
  /** Its resource name. */
  name: string
  /** A sign of the font as content shows it, and its width in thousandths of an em. */
  find(sign: Pick<Letter, 'character' | 'outline'>): { code: string; width: number }
}

const upwards: Matrix = [1, 0, 0, -1, 0, 0]

/**
 * Embeds a font made from the outlines of a picture's letters: what is selected and printed is what
 * the SVG shows, whatever became of the font's file since.
 *
 * @param fontName PostScript name of the font the letters come from.
 * @param texts Letters of this font and of others.
 */
export function embedFont(
  file: PdfFile,
  fontName: string,
  texts: readonly (readonly Letter[])[],
): EmbeddedFont {
  const signs: Sign[] = [{ ...space, character: undefined }, ...collectSigns(fontName, texts)]
  const glyphs = signs.map(({ outline, width }): CffGlyph => {
    return { outline: roundOutline(transformOutline(upwards, parseOutline(outline))), width }
  })
  const codes = new Map(signs.map((sign, code) => [keyOf(sign), code]))
  return {
    name: file.nameResource('Font', addFont(file, fontName, signs, glyphs)),
    find(sign) {
      const code = codes.get(keyOf(sign)) ?? 0
      return { code: toHex(code), width: signs[code]?.width ?? 0 }
    },
  }
}

function addFont(
  file: PdfFile,
  fontName: string,
  signs: readonly Sign[],
  glyphs: readonly CffGlyph[],
): Reference {
  const box = boundsOfAll(glyphs)
  const plainName = fontName.replace(/[^A-Za-z0-9-]/g, '')
  const bytes = writeCff(plainName, glyphs, box)
  const name = `/${tagOf(bytes)}+${plainName}`
  const program = file.addStream('/Subtype /CIDFontType0C', bytes)
  const top = box.y + box.height
  const descriptor = file.add(
    `<< /Type /FontDescriptor /FontName ${name} /Flags 4 /FontBBox [${formatNumbers([box.x, box.y, box.x + box.width, top])}] /ItalicAngle 0 /Ascent ${top} /Descent ${box.y} /CapHeight ${top} /StemV 80 /FontFile3 ${program} >>`,
  )
  const widths = formatNumbers(signs.map(({ width }) => width))
  const descendant = file.add(
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont ${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} /W [0 [${widths}]] >>`,
  )
  const meanings = file.addStream('', toUnicodeMap(signs))
  return file.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H /DescendantFonts [${descendant}] /ToUnicode ${meanings} >>`,
  )
}

function boundsOfAll(glyphs: readonly CffGlyph[]): Box {
  const boxes = glyphs
    .filter(({ outline }) => outline.length > 0)
    .map((glyph) => boundsOf(glyph.outline))
  const box = boxAround(
    boxes.flatMap(({ x, y, width, height }) => [
      [x, y],
      [x + width, y + height],
    ]),
  )
  const [left, bottom] = [Math.floor(box.x), Math.floor(box.y)]
  return {
    x: left,
    y: bottom,
    width: Math.ceil(box.x + box.width) - left,
    height: Math.ceil(box.y + box.height) - bottom,
  }
}

/** Six letters that tell subsets of one font apart where several pictures meet in a document. */
function tagOf(bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest()
  return Array.from(digest.subarray(0, 6), (byte) => String.fromCharCode(65 + (byte % 26))).join('')
}

/** Says which character each code is. */
function toUnicodeMap(signs: readonly Sign[]): string {
  const lines = signs.flatMap(({ character }, code) =>
    character === undefined ? [] : `<${toHex(code)}> <${toUtf16Hex(character)}>`,
  )
  // The format allows a hundred lines at a time.
  const blocks = Array.from({ length: Math.ceil(lines.length / 100) }, (_, index) => {
    const block = lines.slice(index * 100, index * 100 + 100)
    return `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar\n`
  })
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${blocks.join('')}endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}
