import type { Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import type { Encoding, Layer } from '../plot.js'

/** A line with an end on both sides over the error of each row. */
export function errorLayers(chart: Chart, place: Encoding, across: string, theme: Theme): Layer[] {
  if (!chart.rows.some((row) => row.low !== undefined)) return []
  const transform = [{ filter: 'isValid(datum.low)' }]
  const color = { value: theme.text }
  const end = (field: string): Layer => ({
    transform,
    mark: {
      type: 'tick',
      orient: across === 'y' ? 'horizontal' : 'vertical',
      size: 8,
      thickness: 1.25,
    },
    encoding: { ...place, [across]: { field, type: 'quantitative' }, color },
  })
  return [
    {
      transform,
      mark: { type: 'rule', strokeWidth: 1.25 },
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
