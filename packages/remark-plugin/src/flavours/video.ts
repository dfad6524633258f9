import { encodePath } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { attributes } from '../inline-markdown/to-html.js'
import { descriptionId } from './figure-attributes.js'

/** Themes keep images inside their box, and not all of them videos. */
const boxed = {
  html: ' style="max-width: 100%; height: auto"',
  jsx: " style={{ maxWidth: '100%', height: 'auto' }}",
}

/**
 * `<video>` as lines, with the picture that stands for it until it plays; nothing for a picture.
 *
 * @param style How large it is; no larger than what is around it when empty.
 */
export function videoLines(
  figure: FinishedFigure,
  mdx: boolean,
  style: string,
): string[] | undefined {
  const { alt, height, importName, url, video, width } = figure
  if (video === undefined) return undefined
  const files =
    importName === undefined || video.importName === undefined
      ? attributes({ src: encodePath(video.url), poster: encodePath(url) })
      : // Some hosts import an image as an object that has its address.
        ` src={${video.importName}} poster={${importName}.src ?? ${importName}}`
  const names = attributes({
    preload: 'metadata',
    width: `${width}`,
    height: `${height}`,
    'aria-label': alt || undefined,
    'aria-describedby': descriptionId(figure),
  })
  const start = `<video${files} controls${names}${style || boxed[mdx ? 'jsx' : 'html']}`
  return mdx ? [`${start} />`] : [`${start}>`, '</video>']
}
