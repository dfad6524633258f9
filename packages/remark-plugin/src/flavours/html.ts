import { encodePath } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { attributes, toHtml } from '../inline-markdown/to-html.js'
import { classAttribute, descriptionId, descriptionLines, widthStyle } from './figure-attributes.js'
import type { FlavourContext } from './flavour-writer.js'
import { videoLines } from './video.js'

/** HTML alone, one block without blank lines, which any Markdown engine passes through; JSX in MDX. */
export function writeHtml(figure: FinishedFigure, { mdx }: FlavourContext): string[] {
  const image = attributes({
    src: encodePath(figure.url),
    alt: figure.alt,
    width: `${figure.width}`,
    height: `${figure.height}`,
    'aria-describedby': descriptionId(figure),
  })
  const style = widthStyle(figure, mdx, { height: 'auto' })
  const caption = toHtml(figure.caption ?? '', mdx)
  return [
    `<figure${attributes({ id: figure.id })}${classAttribute(figure, mdx)}>`,
    ...(videoLines(figure, mdx, style) ?? [`<img${image}${style}${mdx ? ' /' : ''}>`]),
    ...descriptionLines(figure, mdx),
    ...(caption === '' ? [] : [`<figcaption>${caption}</figcaption>`]),
    '</figure>',
  ]
}
