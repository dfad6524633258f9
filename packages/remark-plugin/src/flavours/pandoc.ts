import { parseDisplayWidth, toCssWidth } from '../display-width.js'
import { encodePath, toReferences } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { toPandocCaption } from '../inline-markdown/to-pandoc-caption.js'
import { toOneLine } from '../one-line.js'

/**
 * An image alone in its paragraph, which pandoc makes a figure; `\label` and the anchor come from
 * the id. Without a caption pandoc makes it a plain image, and no caption is invented from `alt`.
 */
export function writePandoc(figure: FinishedFigure): string[] {
  return [imageWithAttributes(figure, 'alt')]
}

/** `![Caption](url){#id .class width=80% alt="Alt" pdf="url"}`, with the name `alt` goes by. */
export function imageWithAttributes(figure: FinishedFigure, altName: 'alt' | 'fig-alt'): string {
  const { id, classes, displayWidth, printUrl } = figure
  const attributes = [
    ...(id === undefined ? [] : [isName(id) ? `#${id}` : `id=${quote(id)}`]),
    ...classes.map((name) => (isName(name) ? `.${name}` : `class=${quote(name)}`)),
    ...(displayWidth === undefined ? [] : [`width=${toCssWidth(parseDisplayWidth(displayWidth))}`]),
    // Without it pandoc takes the caption, which readers would then hear twice.
    `${altName}=${quote(figure.alt)}`,
    // For `crossref.lua`, which puts it in the picture's place where LaTeX reads the document.
    ...(printUrl === undefined ? [] : [`pdf=${quote(encodePath(printUrl))}`]),
  ]
  const text = toPandocCaption(figure.caption ?? '')
  // One document becomes web pages and print, where nothing plays.
  const link = figure.video && `[Video](${encodePath(figure.video.url)})`
  const caption = [text, link].filter(Boolean).join(' ')
  return `![${caption}](${encodePath(figure.url)}){${attributes.join(' ')}}`
}

function isName(value: string): boolean {
  return /^\p{L}[\p{L}\p{N}_:.-]*$/u.test(value)
}

/** A quoted value; pandoc decodes references in it, and reads nothing else. */
function quote(value: string): string {
  return `"${toReferences(toOneLine(value), /["&'*<>@[\\\]^_`{|}~$]/g)}"`
}
