import { parseDisplayWidth, toCssWidth } from '../display-width.js'
import { encodePath } from '../escape.js'
import type { FinishedFigure } from '../flavour.js'
import { toHostCaption } from '../inline-markdown/to-host-caption.js'
import { toOneLine } from '../one-line.js'

/**
 * MyST's figure directive. Option values reach MyST as written: they have no escapes. It shows a
 * video as one, and in print the placeholder.
 */
export function writeMyst(figure: FinishedFigure): string[] {
  const caption = mystCaption(figure.caption ?? '')
  const colons = caption.match(/:+/g) ?? []
  const fence = ':'.repeat(Math.max(3, ...colons.map(({ length }) => length + 1)))
  const width = figure.displayWidth && toCssWidth(parseDisplayWidth(figure.displayWidth))
  return [
    `${fence}{figure} ${encodePath(figure.video?.url ?? figure.url)}`,
    ...option('name', figure.id),
    ...option('class', figure.classes.join(' ')),
    ...option('placeholder', figure.video && encodePath(figure.url)),
    ...option('alt', figure.alt),
    ...option('width', width),
    ...(caption === '' ? [] : ['', caption]),
    fence,
  ]
}

function option(name: string, value: string | undefined): string[] {
  const text = toOneLine(value ?? '')
  return text === '' ? [] : [`:${name}: ${text}`]
}

/** Besides Markdown's blocks, MyST reads `% comment` and `(label)=` at the start of a line. */
function mystCaption(caption: string): string {
  const text = toHostCaption(caption, { mdx: false })
  return /^(?:%|\([^)]*\)=)/.test(text) ? `\\${text}` : text
}
