import type { Theme } from '../../theme.js'
import { type Domain, extentOf, roundAxis } from '../layout/axis-domain.js'
import type { Encoding } from '../plot.js'

/** Numbers shown as colours. */
export interface ColorScale {
  /** One number for each colour, in even steps. */
  domain: number[]
  range: readonly string[]
  ticks: number[]
  /** How its numbers are written: a Vega expression of `datum.value`. */
  labelExpr: string
}

/**
 * Colours for numbers: from the lowest to the highest, or as far on both sides of zero.
 */
export function colorScaleOf(
  values: readonly number[],
  kind: 'sequential' | 'diverging',
  theme: Theme,
): ColorScale {
  const range = theme[kind]
  const [low, high] = endsOf(values, kind)
  const step = (high - low) / (range.length - 1)
  const { ticks, labelExpr } = roundAxis(low, high, values.every(Number.isInteger))
  return {
    domain: range.map((_, index) => (index === range.length - 1 ? high : low + index * step)),
    range,
    ticks: ticks.filter((tick) => tick >= low && tick <= high),
    labelExpr,
  }
}

function endsOf(values: readonly number[], kind: 'sequential' | 'diverging'): Domain {
  const [low, high] = extentOf(values)
  if (kind === 'diverging') {
    const most = Math.max(-low, high) || 1
    return [-most, most]
  }
  // What comes near zero is read from zero; palest colours that nothing has would darken the rest.
  const start = low > 0 && low < high * 0.2 ? 0 : low
  return start < high ? [start, high] : [Math.min(0, low), Math.max(0, high) || 1]
}

/** The scale as Vega-Lite reads it, whose colours are those of {@link colorAt}. */
export function toScale({ domain, range }: ColorScale): Encoding {
  return { type: 'linear', domain, range: [...range], interpolate: 'rgb' }
}

/** The colour of a number, `#rrggbb`. */
export function colorAt({ domain, range }: ColorScale, value: number): string {
  const [low = 0] = domain
  const high = domain.at(-1) ?? 1
  const last = range.length - 1
  const place = Math.min(1, Math.max(0, (value - low) / (high - low))) * last
  const index = Math.min(last - 1, Math.floor(place))
  return mix(range[index] ?? '#000000', range[index + 1] ?? '#000000', place - index)
}

function mix(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((color) => Number.parseInt(color.slice(at, at + 2), 16))
    const part = Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * share)
    return part.toString(16).padStart(2, '0')
  })
  return `#${parts.join('')}`
}
