import type { ChartLayout } from '../plot.js'

/** Pixels that an axis has, and that a label of it needs with the gap beside it. */
export interface AxisRoom {
  length: number
  labelSpace(label: string): number
}

/** Pixels that the other axis and the margins take of the width, and of the height. */
const besides = { x: 100, y: 110 }

/** Pixels of both axes, about: how wide labels are is known when they are drawn. */
export function axisLengths({ grid, horizontal, labelLimit, size }: ChartLayout): {
  x: number
  y: number
} {
  if (grid !== undefined) return { x: grid.cell.width, y: grid.cell.height }
  return {
    x: size.width - (horizontal ? Math.max(besides.x, labelLimit + 40) : besides.x),
    y: size.height - besides.y,
  }
}

export function roomAlong(channel: 'x' | 'y', layout: ChartLayout): AxisRoom {
  const labelSpace = channel === 'x' ? (label: string) => label.length * 7.4 + 10 : () => 30
  return { length: axisLengths(layout)[channel], labelSpace }
}
