import type { FinishedFigure } from '../flavour.js'
import { imageWithAttributes } from './pandoc.js'

/**
 * pandoc's image with Quarto's `fig-alt`. `@fig-x` finds ids that start with `fig-`; others are
 * anchors only, kept as written.
 */
export function writeQuarto(figure: FinishedFigure): string[] {
  return [imageWithAttributes(figure, 'fig-alt')]
}
