import { FigureError } from '@figmill/core'

const units = ['%', 'px', 'cm', 'mm', 'in', 'pt', 'em'] as const
type Unit = (typeof units)[number]

/** How wide an author wants a figure shown. */
export interface DisplayWidth {
  amount: number
  unit: Unit
}

/** CSS pixels in one of each absolute unit. Source: CSS Values 4, section 6.2; `em` at 16 px. */
const pixelsPer: Record<Exclude<Unit, '%'>, number> = {
  px: 1,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  in: 96,
  pt: 96 / 72,
  em: 16,
}

/**
 * Reads the author's `width`: a number with one of `% px cm mm in pt em`; a bare number is pixels.
 *
 * @throws {FigureError} `attribute-invalid`.
 */
export function parseDisplayWidth(value: string): DisplayWidth {
  const match = /^(\d+(?:\.\d+)?)(%|[a-z]{2})?$/.exec(value)
  const unit = units.find((known) => known === (match?.[2] ?? 'px'))
  if (match === null || unit === undefined) {
    throw new FigureError(
      'attribute-invalid',
      `\`width\` is \`${value}\`, expected a number with ${units.join(', ')} or nothing`,
      { hint: 'Write for example `width=80%`, `width=6cm` or `width=400px`.' },
    )
  }
  return { amount: Number(match[1]), unit }
}

/** `80%`, `6cm`, `400px`: valid in CSS and as an attribute of pandoc, Quarto and MyST. */
export function toCssWidth({ amount, unit }: DisplayWidth): string {
  return `${amount}${unit}`
}

/** `80%`, or whole pixels: all the `width` attribute of an `<img>` may hold. */
export function toImgWidth({ amount, unit }: DisplayWidth): string {
  return unit === '%' ? `${amount}%` : `${Math.max(1, Math.round(amount * pixelsPer[unit]))}`
}

/**
 * A LaTeX length. Per cent are of the line; a pixel is 0.75 bp (96 to the inch, a bp is 1/72 inch);
 * a CSS point is what TeX calls bp.
 */
export function toLatexWidth({ amount, unit }: DisplayWidth): string {
  if (unit === '%') return `${round(amount / 100)}\\linewidth`
  if (unit === 'px') return `${round(amount * 0.75)}bp`
  return unit === 'pt' ? `${amount}bp` : `${amount}${unit}`
}

function round(value: number): number {
  return Number(value.toFixed(4))
}
