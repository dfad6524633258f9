import { type PictureSize, shownSize } from '../picture-size.js'
import { escapeXml, formatNumber } from './xml.js'

/** A whole SVG document around drawn content, with its text alternative. */
export function toSvgDocument(
  content: string,
  size: PictureSize,
  about: { title: string; description: string },
): string {
  const width = formatNumber(size.width)
  const height = formatNumber(size.height)
  const shown = shownSize(size)
  const title = escapeXml(about.title)
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${formatNumber(shown.width)}" height="${formatNumber(shown.height)}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><title>${title}</title><desc>${escapeXml(about.description)}</desc>${content}</svg>\n`
}
