export { type Flavour, flavours } from '@figmill/core'

/** A finished figure as a flavour writes it into the text. */
export interface FinishedFigure {
  /** The author's `#id`. */
  id?: string | undefined
  classes: string[]
  /** Path of the image as the output document names it: relative, `/`-separated, not yet escaped. */
  url: string
  /** The same picture as a PDF, for languages that lead to web pages and print. */
  printUrl?: string | undefined
  /** The video that the image at `url` stands for until it plays, and where none can. */
  video?: { url: string; importName?: string | undefined } | undefined
  /** Intrinsic size in CSS pixels, of the video where there is one. */
  width: number
  height: number
  /** Plain text; empty when the author declared the picture decorative. */
  alt: string
  /** What the picture shows at length, where `alt` does not say it already. */
  description?: string | undefined
  /** Inline Markdown as the author wrote it. */
  caption?: string | undefined
  /** The author's `width`: `80%`, `6cm`, `400px`, `400`. */
  displayWidth?: string | undefined
  /** The name under which an MDX document imports the picture, where its host imports no Markdown images. */
  importName?: string | undefined
}
