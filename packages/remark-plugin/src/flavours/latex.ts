import { FigureError } from '@figmill/core'
import { parseDisplayWidth, toLatexWidth } from '../display-width.js'
import type { FinishedFigure } from '../flavour.js'
import { toLabel, toLatex } from '../inline-markdown/to-latex.js'

/**
 * A LaTeX figure. The url is written as it is: the caller picks a file LaTeX can include, a PDF at best.
 * Without a width the picture fills the line, since its pixels say nothing about paper.
 */
export function writeLatex(figure: FinishedFigure): string[] {
  const { caption = '', displayWidth, id } = figure
  const width =
    displayWidth === undefined ? '\\linewidth' : toLatexWidth(parseDisplayWidth(displayWidth))
  const text = toLatex(caption)
  return [
    '\\begin{figure}[htbp]',
    '\\centering',
    `\\includegraphics[width=${width}]{${graphicsPath(figure.url)}}`,
    ...(text === '' ? [] : [`\\caption{${text}}`]),
    // The label names the number that \caption made, so it comes after.
    ...(id === undefined ? [] : [`\\label{${toLabel(id)}}`]),
    '\\end{figure}',
  ]
}

/**
 * A path for `\includegraphics`, which takes spaces and letters of any alphabet. `~` is active, and
 * `\ { } % #` cannot be in a path by any means that all engines share.
 */
function graphicsPath(path: string): string {
  const unusable = /[\\{}%#\p{Cc}]|\^\^/u.exec(path)
  if (unusable) {
    throw new FigureError(
      'attribute-invalid',
      `the image path \`${path}\` holds ${JSON.stringify(unusable[0])}, which \\includegraphics cannot read`,
      { hint: 'Choose an output folder without that character.' },
    )
  }
  return path.replaceAll('~', '\\string~')
}
