import { parseDisplayWidth, toCssWidth } from '../display-width.js'
import type { FinishedFigure } from '../flavour.js'
import { attributes, escapeText } from '../inline-markdown/to-html.js'
import { toOneLine } from '../one-line.js'

/**
 * `class` in HTML. In MDX `className`: React needs it, and Preact, Vue and Astro read it too.
 */
export function classAttribute({ classes }: FinishedFigure, mdx: boolean): string {
  if (classes.length === 0) return ''
  return attributes({ [mdx ? 'className' : 'class']: classes.join(' ') })
}

/** `style` with the author's width: a string in HTML, an object in MDX, where React refuses strings. */
export function widthStyle(
  { displayWidth }: FinishedFigure,
  mdx: boolean,
  more: Record<string, string> = {},
): string {
  if (displayWidth === undefined) return ''
  const style = { width: toCssWidth(parseDisplayWidth(displayWidth)), ...more }
  const entries = Object.entries(style)
  return mdx
    ? ` style={{ ${entries.map(([name, value]) => `${name}: '${value}'`).join(', ')} }}`
    : ` style="${entries.map(([name, value]) => `${name}: ${value}`).join('; ')}"`
}

/** The id of the figure's long description; none without a figure's id to make it of. */
export function descriptionId({ description, id }: FinishedFigure): string | undefined {
  return description === undefined || id === undefined ? undefined : `${id}-description`
}

/**
 * The long description, for `aria-describedby` to name: hidden elements are read out where they are
 * named. No line without a description.
 */
export function descriptionLines(figure: FinishedFigure, mdx: boolean): string[] {
  const id = descriptionId(figure)
  if (id === undefined) return []
  const text = escapeText(toOneLine(figure.description ?? ''), mdx)
  return [`<p${attributes({ id })} hidden>${text}</p>`]
}
