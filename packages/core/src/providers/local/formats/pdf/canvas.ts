import type { XmlElement } from '@rgrove/parse-xml'
import type { EmbeddedImage } from './embed-image.js'
import type { Box, Matrix } from './geometry.js'
import type { PdfFile } from './pdf-file.js'
import type { TextShower } from './show-text.js'

/** What drawing one SVG into a PDF needs to know. */
export interface Canvas {
  file: PdfFile
  /** Gradients, patterns and clip paths by id. */
  definitions: ReadonlyMap<string, XmlElement>
  /** By their data URL. */
  images: ReadonlyMap<string, EmbeddedImage>
  showText: TextShower
  /** Draws the children of a pattern. */
  drawChildren(element: XmlElement, place: Place): string
}

/** Where in its stream of content something is drawn. */
export interface Place {
  /** From the coordinates that are drawn in to those of the stream. */
  matrix: Matrix
  /** What the stream shows, in its own coordinates. */
  bounds: Box
  /** Opacity of everything drawn. */
  alpha: number
}
