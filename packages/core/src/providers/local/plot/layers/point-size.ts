import type { Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import { extentOf, writeNumber } from '../layout/axis-domain.js'
import type { Encoding } from '../plot.js'

/** Sizes as Vega has them: the square pixels of the square around a point. */
const largest = 1200
/** As small as a point can be and still be found: its radius is 2 pixels. */
const smallest = 16

/** Numbers as areas of points, with three of them in a legend. */
export function sizeOf(chart: Chart, theme: Theme): Encoding {
  if (chart.size === undefined) return {}
  const high = highestOf(chart)
  const power = 10 ** Math.floor(Math.log10(high))
  const round = ([5, 2, 1].find((factor) => factor * power <= high) ?? 1) * power
  return {
    size: {
      field: 'size',
      type: 'quantitative',
      title: chart.size.title || null,
      scale: { domain: [0, high], range: [0, largest] },
      legend: {
        orient: 'top',
        direction: 'horizontal',
        titleOrient: 'left',
        values: [round / 20, round / 5, round],
        labelExpr: writeNumber,
        symbolFillColor: theme.mutedText,
        symbolStrokeColor: theme.surface,
      },
    },
  }
}

/** The least number that its point shows: those of lesser ones are as large. */
export function leastShown(chart: Chart): number {
  return (highestOf(chart) * smallest) / largest
}

function highestOf({ rows }: Chart): number {
  return extentOf(rows.flatMap((row) => row.size ?? []))[1] || 1
}
