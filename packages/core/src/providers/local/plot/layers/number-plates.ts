import { findItems, type SceneItem } from '../../vega/draw-vega.js'
import type { Encoding, Layer } from '../plot.js'

/** Pixels from the middle of a plate to its ends, beyond the half of its number and above it. */
const beside = 3
const above = 8
/** Hatching to each side of a plate that is narrower than this looks like a comb. */
const leastHatching = 10
/** Half of the edge of a bar, which lies inside of it. */
const edge = 0.5

/**
 * Plain grounds for the numbers in the parts of hatched bars; {@link fitPlates} gives them sides.
 * Rows tell how wide their number is as `textWidth`, and their colour as `paint`.
 */
export function plateLayer(place: Layer, encoding: Encoding): Layer {
  return {
    name: 'plates',
    ...place,
    // As large as the path of its shape says.
    mark: { type: 'point', filled: true, size: 4 },
    encoding: { ...encoding, color: { field: 'paint', type: 'nominal', scale: null } },
  }
}

/** Makes plates as large as their numbers, or as wide as their bars where little would be left. */
export function fitPlates(scene: SceneItem, horizontal: boolean): void {
  const bars = new Map(findItems(scene, 'rows_marks').map((bar) => [rowOf(bar).row, bar]))
  for (const plate of findItems(scene, 'plates_marks')) {
    const { row, textWidth } = rowOf(plate)
    const thickness = Number(bars.get(row)?.[horizontal ? 'height' : 'width'] ?? 0) / 2 - edge
    const fit = (half: number) => (thickness - half < leastHatching ? thickness : half)
    const [x, y] = [textWidth / 2 + beside, above]
    const [right, bottom] = horizontal ? [x, fit(y)] : [fit(x), y]
    plate.shape = `M${-right},${-bottom}H${right}V${bottom}H${-right}Z`
  }
}

function rowOf({ datum }: SceneItem): { row: number; textWidth: number } {
  return datum as { row: number; textWidth: number }
}
