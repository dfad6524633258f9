import { isDate, isNumeric } from '../table.js'
import { roundStep } from './axis-domain.js'

/** Pixels of a digit in a label, and between two labels. */
const digit = 7.75
const gap = 7

/**
 * The names along an axis that have room for a label, where they are numbers or dates: all, or one
 * out of every few by one step, such as every fifth year. Undefined for names in words, of which
 * none can be left out.
 *
 * @param length Pixels of the axis.
 */
export function labelledNames(
  names: readonly (string | number)[],
  length: number,
): (string | number)[] | undefined {
  const texts = names.map(String)
  if (!texts.every((text) => isNumeric(text) || isDate(text))) return undefined
  const widest = texts.reduce((most, text) => Math.max(most, text.length), 0) * digit + gap
  const least = widest / (length / names.length)
  if (least <= 1) return [...names]
  const numbers = texts.map(Number)
  const apart = (numbers[1] ?? 0) - (numbers[0] ?? 0)
  const isEven = numbers.every(
    (number, index) => Number.isInteger(number) && number === (numbers[0] ?? 0) + index * apart,
  )
  const step = stepOf(least * apart, apart, names.length)
  const round = names.filter((_, index) => (numbers[index] ?? 0) % step === 0)
  if (isEven && apart > 0 && round.length > 1) return round
  return names.filter((_, index) => index % Math.ceil(least) === 0)
}

/** A round step of numbers that are `apart`; hours and months go by parts of a dozen. */
function stepOf(least: number, apart: number, count: number): number {
  const isClock = apart === 1 && count % 12 === 0
  const steps = isClock ? [1, 2, 3, 6, 12] : []
  for (let step = roundStep(least, 1); steps.length < 8; step = roundStep(step * 2.1, 1)) {
    steps.push(step)
  }
  return steps.find((step) => step >= least && step % apart === 0) ?? Math.ceil(least) * apart
}
