import { encodePath, escapeMarkdown } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { toHostCaption } from '../inline-markdown/to-host-caption.js'
import { attributes } from '../inline-markdown/to-html.js'
import { toOneLine } from '../one-line.js'
import { classAttribute, descriptionId, descriptionLines, widthStyle } from './figure-attributes.js'
import type { FlavourContext } from './flavour-writer.js'
import { videoLines } from './video.js'

/**
 * HTML around a Markdown image: the host's asset pipeline sees the image, the caption stays
 * Markdown. A Markdown image carries neither width nor description, so the `<figure>` does; themes
 * already keep an image inside its box.
 */
export function writeFigure(figure: FinishedFigure, { mdx }: FlavourContext): string[] {
  const names = attributes({ id: figure.id, 'aria-describedby': descriptionId(figure) })
  const description = descriptionLines(figure, mdx)
  return [
    `<figure${names}${classAttribute(figure, mdx)}${widthStyle(figure, mdx)}>`,
    '',
    ...(videoLines(figure, mdx, '') ?? [
      figure.importName === undefined ? markdownImage(figure) : importedImage(figure),
    ]),
    ...(description.length === 0 ? [] : ['', ...description]),
    ...captionLines(figure, { mdx, templates: true }),
    '</figure>',
  ]
}

/** `![alt](url)`. */
export function markdownImage({ alt, url }: FinishedFigure): string {
  return `![${escapeMarkdown(toOneLine(alt))}](${encodePath(url)})`
}

/** `<img src={name}>`, in MDX only. */
function importedImage({ alt, height, importName, width }: FinishedFigure): string {
  return `<img src={${importName}}${attributes({ alt, width: `${width}`, height: `${height}` })} />`
}

/** The `<figcaption>` as lines, with the blank line before it; one blank line without a caption. */
export function captionLines(
  { caption = '' }: FinishedFigure,
  host: { mdx: boolean; templates: boolean },
): string[] {
  const text = toHostCaption(caption, host)
  return text === '' ? [''] : ['', '<figcaption>', '', text, '', '</figcaption>']
}
