import type { FinishedFigure } from '../flavour.js'

/** Where a figure is written. */
export interface FlavourContext {
  /** The document is MDX: elements are JSX. */
  mdx: boolean
}

/**
 * Writes a finished figure as the lines of one flavour, without line endings. The lines are a block
 * of their own; the rewrite puts blank lines around them.
 *
 * @throws {FigureError} `attribute-invalid` for a `displayWidth` it cannot read.
 */
export type FlavourWriter = (figure: FinishedFigure, context: FlavourContext) => string[]
