import type { Flavour } from '../flavour.js'
import { writeFigure } from './figure.js'
import type { FlavourWriter } from './flavour-writer.js'
import { writeGfm } from './gfm.js'
import { writeHtml } from './html.js'
import { writeLatex } from './latex.js'
import { writeMyst } from './myst.js'
import { writePandoc } from './pandoc.js'
import { writeQuarto } from './quarto.js'

export const flavourWriters: Record<Flavour, FlavourWriter> = {
  figure: writeFigure,
  gfm: writeGfm,
  html: writeHtml,
  pandoc: writePandoc,
  quarto: writeQuarto,
  myst: writeMyst,
  latex: writeLatex,
}
