import type { Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import type { Encoding, Layer } from '../plot.js'

const strokeWidth = 1.5
/** Pixels of the surface that show on both sides of a line, so that a dark bar does not hide it. */
const halo = 1.5
const maxEnd = 8

/**
 * A line with an end on both sides over the error of each row.
 *
 * @param room Pixels of the mark that it lies over.
 */
export function errorLayers(
  chart: Chart,
  place: Encoding,
  across: string,
  theme: Theme,
  room = Number.POSITIVE_INFINITY,
): Layer[] {
  if (!chart.rows.some((row) => row.low !== undefined)) return []
  const end = Math.min(maxEnd, room * 0.6)
  return [
    ...lineLayers(place, across, theme.surface, end, halo),
    ...lineLayers(place, across, theme.text, end, 0),
  ]
}

function lineLayers(
  place: Encoding,
  across: string,
  paint: string,
  endLength: number,
  more: number,
): Layer[] {
  const transform = [{ filter: 'isValid(datum.low)' }]
  const thickness = strokeWidth + 2 * more
  const color = { value: paint }
  const end = (field: string): Layer => ({
    transform,
    mark: {
      type: 'tick',
      orient: across === 'y' ? 'horizontal' : 'vertical',
      size: endLength + 2 * more,
      thickness,
      opacity: 1,
    },
    encoding: { ...place, [across]: { field, type: 'quantitative' }, color },
  })
  return [
    {
      transform,
      mark: { type: 'rule', strokeWidth: thickness },
      encoding: {
        ...place,
        [across]: { field: 'low', type: 'quantitative' },
        [`${across}2`]: { field: 'high' },
        color,
      },
    },
    end('low'),
    end('high'),
  ]
}
