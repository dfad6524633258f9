import type { Encoding } from '../plot.js'
import { type Domain, extentOf, type RoundAxis, roundAxis, writeYear } from './axis-domain.js'
import type { AxisRoom } from './axis-room.js'
import { logAxisOf } from './log-axis.js'

export interface AxisEncoding {
  scale: Encoding
  axis: Encoding
}

/** From the first to the last point with a little room, and round numbers between. */
export function toSpreadAxis(
  values: readonly number[],
  whole: boolean,
  room: AxisRoom,
): AxisEncoding {
  const domain = spread(values)
  if (domain[0] === domain[1]) return toRoundAxis(domain, whole, room)
  return { scale: { domain, nice: false }, axis: toFreeTicks(domain, whole, room) }
}

/** The extent with a little room, so that no point lies on the edge. */
function spread(values: readonly number[]): Domain {
  const [low, high] = extentOf(values)
  const room = (high - low) * 0.035
  const start = low >= 0 && low - room < 0 ? 0 : low - room
  return values.every((value) => value > 0) && start === 0
    ? [Math.min(low, 0), high + room]
    : [start, high + room]
}

export function toLogAxis([low, high]: Domain, room: AxisRoom): AxisEncoding {
  const { domain, ticks } = logAxisOf(low, high, room)
  const labels = ticks.map(({ value, label }) => `datum.value === ${value} ? '${label}' : `)
  return {
    scale: { type: 'log', domain, nice: false },
    axis: {
      values: ticks.map(({ value }) => value),
      tickCount: ticks.length,
      labelExpr: `${labels.join('')}''`,
      labelOverlap: 'greedy',
    },
  }
}

export function toRoundAxis([low, high]: Domain, whole: boolean, room: AxisRoom): AxisEncoding {
  const { domain, ticks, labelExpr } = roundAxis(low, high, whole, countTicks([low, high], room))
  return { scale: { domain, zero: false, nice: false }, axis: toTicks(ticks, labelExpr) }
}

/** Ticks inside an axis that ends where its values end. */
export function toFreeTicks([low, high]: Domain, whole: boolean, room: AxisRoom): Encoding {
  const insideOf = ({ labelExpr, ticks }: RoundAxis) => ({
    labelExpr,
    inside: ticks.filter((tick) => tick >= low && tick <= high),
  })
  const few = insideOf(roomyAxis([low, high], whole, room))
  // A single tick tells no distance.
  const { inside, labelExpr } =
    few.inside.length > 1
      ? few
      : insideOf(roundAxis(low, high, whole, 2 * countTicks([low, high], room)))
  return toTicks(inside, labelExpr)
}

/** The same for a line; of years both ends are labelled too where there is room. */
export function toLineTicks([low, high]: Domain, whole: boolean, room: AxisRoom): Encoding {
  const axis = toFreeTicks([low, high], whole, room)
  if (axis.labelExpr !== writeYear) return axis
  const ticks = axis.values as number[]
  const space = (room.labelSpace('2000') * (high - low)) / room.length
  const ends = [low, high].filter((end) => ticks.every((tick) => Math.abs(tick - end) >= space))
  return toTicks(
    [...ticks, ...ends].sort((a, b) => a - b),
    writeYear,
  )
}

/** Round numbers around two ends, no nearer to each other than their labels are long. */
function roomyAxis([low, high]: Domain, whole: boolean, room: AxisRoom): RoundAxis {
  const space = (spaceOf([low, high], room) * (high - low)) / room.length
  for (let count = countTicks([low, high], room); ; count--) {
    const axis = roundAxis(low, high, whole, count)
    const [first = low, second = high] = axis.ticks
    if (count <= 2 || second - first >= space) return axis
  }
}

/** As many as have room for their labels, and no more than five. */
function countTicks(ends: Domain, room: AxisRoom): number {
  return Math.min(5, Math.max(2, Math.floor(room.length / spaceOf(ends, room))))
}

/** Pixels of a label with about the digits of the ends. */
function spaceOf([low, high]: Domain, { labelSpace }: AxisRoom): number {
  const digits = String(Math.round(Math.max(Math.abs(low), Math.abs(high))))
  return labelSpace(digits.padStart(3))
}

/** Vega thins out even ticks it is given when there are more than `tickCount`. */
function toTicks(values: readonly number[], labelExpr: string): Encoding {
  return { values, tickCount: values.length, labelExpr }
}
