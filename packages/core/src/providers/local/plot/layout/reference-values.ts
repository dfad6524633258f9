import type { Chart } from '../chart.js'
import { toUtc } from './time-axis.js'

/** The values of references on an axis, which its domain must hold. */
export function referenceValues(chart: Chart, axis: 'x' | 'y'): number[] {
  return (chart.references ?? [])
    .filter((reference) => reference.axis === axis)
    .flatMap(({ from, to }) => [from, to ?? from])
    .map((value) => (chart[axis].kind === 'time' ? toUtc(String(value)) : value))
    .filter((value) => typeof value === 'number')
}
