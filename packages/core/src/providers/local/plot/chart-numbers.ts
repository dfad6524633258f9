import type { Chart } from './chart.js'

/** `12,345.6`: the number as written, with thousands apart and at most `decimals` decimals. */
export function formatValue(value: number, decimals: number): string {
  if (value !== 0 && Math.abs(value) < 10 ** -decimals) return trimExponent(value)
  const isRound = Number(value.toPrecision(3)) === value
  if (Math.abs(value) >= (isRound ? 1e9 : 1e15)) return trimExponent(value)
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const sign = value < 0 ? '−' : ''
  return fraction === undefined ? sign + grouped : `${sign}${grouped}.${fraction}`
}

/** Decimals that show every value as it was given: at most 3, or 3 digits of the largest value. */
export function countDecimals(values: readonly number[]): number {
  let decimals = 0
  let largest = 0
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value))
    const text = String(value)
    if (text.includes('e')) continue
    decimals = Math.max(decimals, text.split('.')[1]?.length ?? 0)
  }
  const most = largest === 0 ? 3 : Math.max(3, 2 - Math.floor(Math.log10(largest)))
  return Math.min(decimals, most)
}

function trimExponent(value: number): string {
  return value
    .toPrecision(3)
    .replace(/\.?0+(?=e|$)/, '')
    .replace('e+', 'e')
    .replace('-', '−')
}

/** Every value as it is written beside its mark. */
export function valueTexts(chart: Chart): string[] {
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  return chart.rows.map((row) => formatValue(row.y, decimals))
}
