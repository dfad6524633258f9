import { FigureError } from '../../../../errors.js'
import { findItems, type SceneItem } from '../../vega/draw-vega.js'
import { markNamesInScene } from '../chart-spec.js'
import { frameOf } from '../labels/place-texts.js'
import type { Plot } from '../plot.js'

/** Pixels a mark may reach over the edge of its plot: what rounding makes of a value on it. */
const tolerance = 1.5

/**
 * Every row is one mark, at a finite place inside its plot: anything else would be a wrong picture.
 *
 * @throws {FigureError} `render-failed`
 */
export function checkPicture({ markCount }: Plot, scene: SceneItem): void {
  const items = findItems(scene, markNamesInScene.rows)
  if (items.length !== markCount) {
    throw new FigureError(
      'render-failed',
      `The data gives ${markCount} marks and the picture has ${items.length}`,
    )
  }
  const drawn = items.flatMap(({ datum }) => (datum as { row?: number } | undefined)?.row ?? [])
  if (new Set(drawn).size !== drawn.length) {
    throw new FigureError('render-failed', 'A row of the data is drawn twice')
  }
  for (const item of items) {
    const places = placesOf(item)
    if (!places.flat().every(Number.isFinite)) {
      throw new FigureError('render-failed', 'A mark has no place in the picture')
    }
    const frame = frameOf(item)
    const isInside = places.every(([x, y]) => isWithin(x, frame.width) && isWithin(y, frame.height))
    if (frame.width > 0 && !isInside) {
      throw new FigureError('render-failed', 'An axis ends before a value that it should hold')
    }
  }
}

/** The points that tell a mark's values: of a box its corners. */
function placesOf(item: SceneItem): [number, number][] {
  const { marktype } = (item.mark ?? {}) as SceneItem
  const [x, y] = [Number(item.x), Number(item.y)]
  if (marktype !== 'rect') return [[x, y]]
  return [
    [x, y],
    [x + Number(item.width), y + Number(item.height)],
  ]
}

function isWithin(place: number, length: number): boolean {
  return place >= -tolerance && place <= length + tolerance
}
