import { parseDisplayWidth, toCssWidth } from '../display-width.js'
import type { FinishedFigure } from '../flavour.js'
import { attributes } from '../inline-markdown/to-html.js'

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
