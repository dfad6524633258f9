import { toLabelText } from '../../text/label-text.js'
import type { Chart } from '../chart.js'

/** Every text from the data, without what would break a line or turn writing around. */
export function cleanLabels(chart: Chart): Chart {
  return clean(chart) as Chart
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return toLabelText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, clean(member)]))
}
