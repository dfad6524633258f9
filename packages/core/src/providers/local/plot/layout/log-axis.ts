import type { Domain } from './axis-domain.js'
import type { AxisRoom } from './axis-room.js'

export interface LogAxis {
  domain: Domain
  ticks: LogTick[]
}

interface LogTick {
  value: number
  label: string
}

/**
 * Parts of a decade that have a tick, from many to few, and then how many decades go by. Over more
 * decades than `most` powers of ten are enough.
 */
const rhythms = [
  { factors: [1, 2, 3, 4, 5, 6, 7, 8, 9], stride: 1, most: 0.8 },
  { factors: [1, 2, 5], stride: 1, most: 2.6 },
  { factors: [1, 3], stride: 1, most: 2.6 },
  ...[1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 50, 100].map((stride) => ({
    factors: [1],
    stride,
    most: Number.POSITIVE_INFINITY,
  })),
]

/**
 * A logarithmic axis with space at both ends, and as many ticks as have room for their labels, at
 * least two where any rhythm has them.
 */
export function logAxisOf(low: number, high: number, room: AxisRoom): LogAxis {
  const span = Math.log10(high) - Math.log10(low)
  const space = Math.max(span * 0.05, 0.04)
  const domain: Domain = [
    Math.max(low / 10 ** space, 1e-307),
    Math.min(high * 10 ** space, Number.MAX_VALUE),
  ]
  const choices = rhythms
    .filter(({ most }) => span < most)
    .map(({ factors, stride }) => ticksOf(domain, factors, stride))
    .filter((ticks, index) => index === 0 || ticks.length > 1)
  const ticks = choices.find((choice) => fits(choice, domain, room)) ?? choices.at(-1) ?? []
  return { domain, ticks }
}

function ticksOf([low, high]: Domain, factors: readonly number[], stride: number): LogTick[] {
  const first = Math.floor(Math.log10(low))
  const last = Math.ceil(Math.log10(high))
  const ticks: LogTick[] = []
  for (let exponent = Math.ceil(first / stride) * stride; exponent <= last; exponent += stride) {
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`)
      if (value < low || value > high) continue
      ticks.push({ value, label: labelOf(factor, exponent, first >= -4 && last <= 7) })
    }
  }
  return ticks
}

/** Whether no label meets the next. */
function fits(ticks: readonly LogTick[], [low, high]: Domain, room: AxisRoom): boolean {
  const perDecade = room.length / (Math.log10(high) - Math.log10(low))
  return ticks.slice(1).every(({ label, value }, index) => {
    const before = ticks[index] ?? { value: low, label: '' }
    const apart = (Math.log10(value) - Math.log10(before.value)) * perDecade
    return apart >= (room.labelSpace(label) + room.labelSpace(before.label)) / 2
  })
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

/** `−3` as `⁻³`. */
export function toSuperscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)])
  return (exponent < 0 ? '⁻' : '') + digits.join('')
}
