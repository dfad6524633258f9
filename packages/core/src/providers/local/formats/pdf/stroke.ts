import { formatNumbers } from './operators.js'

const caps: Record<string, number> = { butt: 0, round: 1, square: 2 }
const joins: Record<string, number> = { miter: 0, 'miter-clip': 0, round: 1, bevel: 2 }

type Attributes = Readonly<Record<string, string>>

/** Operators for everything about a stroke but its colour. */
export function toStrokeStyle(attributes: Attributes): string {
  const lines = [`${formatNumbers([widthOf(attributes)])} w`]
  const cap = caps[attributes['stroke-linecap'] ?? 'butt'] ?? 0
  const join = joins[attributes['stroke-linejoin'] ?? 'miter'] ?? 0
  // Written even when they are the default: the path before may have changed them.
  lines.push(`${cap} J ${join} j ${formatNumbers([miterLimitOf(attributes)])} M`)
  const dashes = (attributes['stroke-dasharray'] ?? '').match(/[\d.]+/g) ?? []
  const offset = Number(attributes['stroke-dashoffset'] ?? 0)
  lines.push(`[${formatNumbers(dashes.map(Number))}] ${formatNumbers([offset])} d`)
  return lines.join('\n')
}

/** The farthest a stroke reaches over its outline. */
export function strokeReach(attributes: Attributes): number {
  return widthOf(attributes) * Math.max(1, miterLimitOf(attributes))
}

function widthOf(attributes: Attributes): number {
  return Number(attributes['stroke-width'] ?? 1)
}

function miterLimitOf(attributes: Attributes): number {
  return Number(attributes['stroke-miterlimit'] ?? 4)
}
