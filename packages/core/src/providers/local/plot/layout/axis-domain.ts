/** Ends of an axis, low first. */
export type Domain = [number, number]

const tickCount = 5
/** Numbers below this are drawn as zero: arithmetic with them is not exact any more. */
const smallest = 1e-290

/** A linear axis between two round numbers. */
export interface RoundAxis {
  domain: Domain
  ticks: number[]
  /** How its numbers are written, for d3-format. */
  format: string
}

/**
 * The round numbers around some values, so that every value lies between two ticks.
 *
 * @param whole Whether the values are counts, years and the like, which have no ticks between.
 */
export function roundAxis(low: number, high: number, whole: boolean): RoundAxis {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  // Values that are all but equal get room around them: an axis needs two ends.
  const isFlat = high - low <= Math.max(largest * 1e-12, smallest)
  const around = !isFlat ? 0 : largest <= smallest ? 1 : largest * 0.1
  const raw = roundStep(high - low + 2 * around)
  const step = whole ? Math.max(1, raw) : raw
  const first = Math.floor((low - around) / step + 1e-9)
  const last = Math.ceil((high + around) / step - 1e-9)
  const ticks: number[] = []
  for (let tick = first; tick <= last; tick++) ticks.push(Number((tick * step).toPrecision(12)))
  const domain: Domain = [ticks[0] ?? low, ticks.at(-1) ?? high]
  return { domain, ticks, format: formatOf(step, domain, whole) }
}

function formatOf(step: number, [low, high]: Domain, whole: boolean): string {
  if (whole && low >= 1500 && high <= 2200) return 'd'
  const largest = Math.max(Math.abs(low), Math.abs(high))
  if (largest >= 1e15) return '~g'
  if (largest >= 100_000) return '~s'
  if (largest < 0.001) return '~g'
  return `,.${Math.max(0, -Math.floor(Math.log10(step) + 1e-9))}f`
}

/** 1, 2 or 5 times a power of ten: the distance of about five ticks, or `count`, over a span. */
export function roundStep(span: number, count = tickCount): number {
  const raw = span / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const ratio = raw / power
  if (ratio >= Math.sqrt(50)) return 10 * power
  if (ratio >= Math.sqrt(10)) return 5 * power
  return ratio >= Math.SQRT2 ? 2 * power : power
}

/** Lowest and highest of some numbers, without spreading a long list on the stack. */
export function extentOf(values: readonly number[]): Domain {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

export interface LogAxis {
  domain: Domain
  ticks: { value: number; label: string }[]
}

/** A logarithmic axis with room at both ends, and ticks at powers of ten or at 1, 2, 5. */
export function logAxisOf(low: number, high: number): LogAxis {
  const span = Math.log10(high) - Math.log10(low)
  const room = Math.max(span * 0.05, 0.04)
  const domain: Domain = [
    Math.max(low / 10 ** room, 1e-307),
    Math.min(high * 10 ** room, Number.MAX_VALUE),
  ]
  const first = Math.floor(Math.log10(domain[0]))
  const last = Math.ceil(Math.log10(domain[1]))
  const factors = span >= 2.6 ? [1] : span >= 0.8 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9]
  const stride = span >= 2.6 ? Math.ceil((last - first) / 8) : 1
  const ticks: LogAxis['ticks'] = []
  for (let exponent = first; exponent <= last; exponent += stride) {
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`)
      if (value < domain[0] || value > domain[1]) continue
      ticks.push({ value, label: labelOf(factor, exponent, first >= -3 && last <= 6) })
    }
  }
  return { domain, ticks }
}

function labelOf(factor: number, exponent: number, plain: boolean): string {
  if (plain) {
    return exponent < 0
      ? (factor * 10 ** exponent).toFixed(-exponent)
      : String(factor * 10 ** exponent).replace(/\B(?=(\d{3})+$)/g, ',')
  }
  const power = `10${toSuperscript(exponent)}`
  return factor === 1 ? power : `${factor}×${power}`
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function toSuperscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)])
  return (exponent < 0 ? '⁻' : '') + digits.join('')
}
