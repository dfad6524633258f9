/** Ends of an axis, low first. */
export type Domain = [number, number]

const tickCount = 5
/** Numbers below this are drawn as zero: arithmetic with them is not exact any more. */
const smallest = 1e-290

/** A linear axis between two round numbers. */
export interface RoundAxis {
  domain: Domain
  ticks: number[]
  /** How its numbers are written: a Vega expression of `datum.value`. */
  labelExpr: string
}

/**
 * The round numbers around some values, so that every value lies between two ticks.
 *
 * @param whole Whether the values are counts, years and the like, which have no ticks between.
 * @param count About how many ticks there are.
 */
export function roundAxis(low: number, high: number, whole: boolean, count = tickCount): RoundAxis {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  // Values that are all but equal get room around them: an axis needs two ends.
  const isFlat = high - low <= Math.max(largest * 1e-12, smallest)
  const around = !isFlat ? 0 : largest <= smallest ? 1 : largest * 0.1
  const raw = roundStep(high - low + 2 * around, count)
  const step = whole ? Math.max(1, raw) : raw
  const first = Math.floor((low - around) / step + 1e-9)
  const last = Math.ceil((high + around) / step - 1e-9)
  const ticks: number[] = []
  for (let tick = first; tick <= last; tick++) ticks.push(Number((tick * step).toPrecision(12)))
  const domain: Domain = [ticks[0] ?? low, ticks.at(-1) ?? high]
  return { domain, ticks, labelExpr: writeNumbers(step, domain, whole) }
}

/** Writes any number with three digits, large ones as B for billions, where d3 has the G of physics. */
export const writeNumber =
  "datum.value < 1000000 ? format(datum.value, ',.3~r') : replace(format(datum.value, '.3~s'), 'G', 'B')"

/** Years have no thousands. */
export const writeYear = "format(datum.value, 'd')"

const largeUnits = [
  { unit: 1e12, suffix: 'T' },
  { unit: 1e9, suffix: 'B' },
  { unit: 1e6, suffix: 'M' },
]
/** A number in millions with more decimals than this says less than all of its digits. */
const maxLargeDecimals = 2

/** In full below a million, and above where millions would need many decimals. */
function writeNumbers(step: number, [low, high]: Domain, whole: boolean): string {
  const write = (format: string, number = 'datum.value') => `format(${number}, '${format}')`
  if (whole && low >= 1500 && high <= 2200) return writeYear
  const largest = Math.max(Math.abs(low), Math.abs(high))
  if (largest >= 1e15 || largest < 0.001) {
    const digits = 1 + Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step) + 1e-9)
    return write(`.${Math.max(1, digits)}~g`)
  }
  const large = largeUnits.find(({ unit }) => largest >= unit)
  const decimals = large === undefined ? 0 : countDecimals(step / large.unit)
  if (large === undefined || decimals > maxLargeDecimals) return write(`,.${countDecimals(step)}f`)
  const number = write(`.${decimals}f`, `datum.value / ${large.unit}`)
  return `datum.value === 0 ? '0' : ${number} + '${large.suffix}'`
}

/** Decimals that tell multiples of a step apart. */
function countDecimals(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
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
