import { parseDisplayWidth, toImgWidth } from '../display-width.js'
import { encodePath } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { attributes } from '../inline-markdown/to-html.js'
import { captionLines, markdownImage } from './figure.js'
import type { FlavourContext } from './flavour-writer.js'

/**
 * The `<figure>` form for GitHub, which keeps `figure`, `figcaption` and `id` (links to `#id` work)
 * but strips `class` and `style`: a width needs an `<img>`. Nothing on GitHub runs templates, and
 * it plays videos on pages of their own.
 */
export function writeGfm(figure: FinishedFigure, { mdx }: FlavourContext): string[] {
  return [
    `<figure${attributes({ id: figure.id })}>`,
    '',
    linkToVideo(
      figure,
      figure.displayWidth === undefined ? markdownImage(figure) : sizedImage(figure, mdx),
    ),
    ...captionLines(figure, { mdx, templates: false }),
    '</figure>',
  ]
}

function sizedImage({ url, alt, displayWidth = '' }: FinishedFigure, mdx: boolean): string {
  const width = toImgWidth(parseDisplayWidth(displayWidth))
  return `<img${attributes({ src: encodePath(url), alt, width })}${mdx ? ' /' : ''}>`
}

function linkToVideo({ video }: FinishedFigure, image: string): string {
  return video === undefined ? image : `[${image}](${encodePath(video.url)})`
}
