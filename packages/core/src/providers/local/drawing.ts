import type { FieldProblem } from '../../problem.js'
import type { PictureSize } from './picture-size.js'

/** A drawn picture before its text is outlined. */
export interface Drawing {
  /** Inside of an `<svg>` with the origin at the top left; text as `<text>`. */
  content: string
  size: PictureSize
  /** A few words, for the `<title>`. */
  title: string
  /** A sentence or three for readers who cannot see the picture. */
  description: string
  warnings: FieldProblem[]
}
