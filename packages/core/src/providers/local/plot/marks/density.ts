import type { Chart } from '../chart.js'
import { checkDensity, refuseManySeries } from '../checks/sample-checks.js'
import { describeBoxes } from '../descriptions/describe-samples.js'
import { nameOf } from '../layers/raw-points.js'
import { paintOf } from '../layers/sample-paint.js'
import { dashOf } from '../layers/series-encoding.js'
import { extentOf } from '../layout/axis-domain.js'
import { roomAlong } from '../layout/axis-room.js'
import { toSuperscript } from '../layout/log-axis.js'
import { toRoundAxis } from '../layout/number-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Plot, PlotContext } from '../plot.js'
import { groupSamples, type SampleGroup } from '../statistics/sample-groups.js'
import { bandwidthOf, densityAt, gridOver } from '../statistics/statistics.js'

const steps = 201

/** "Density" alone is more often a quantity (of people, of a metal) than a kind of plot. */
export const densityRule: MarkRule = {
  noun: 'Density plot',
  words:
    /\b(?:kernel |probability )?(?:density (?:plot|curve|estimate|estimation|graph|distribution|function)s?|densities|density of)\b|\b(?:kernel|probability) density\b|\bkdes?(?: (?:plot|curve)s?)?\b/,
  takes: 'samples',
  xKind: () => 'category',
  bands: 'none',
  measures: 'x',
  hasLegend: true,
  check: (chart) => [...refuseManySeries(chart), ...checkDensity(chart, 'A density', 'histogram')],
  plot: plotDensities,
  describe: describeBoxes,
}

/** A curve for every group, whose area is 1. */
function plotDensities(chart: Chart, { layout, theme }: PlotContext): Plot {
  const curves = groupSamples(chart).map((group) => {
    const places = gridOver(...spanOf(group), steps)
    return { group, places, heights: densityAt(places, group.samples, bandwidthOf(group.samples)) }
  })
  const { factor, note } = smallUnitOf(extentOf(curves.flatMap(({ heights }) => heights))[1])
  const values = curves.flatMap(({ group, heights, places }) =>
    places.map((x, index) => ({ ...nameOf(group), x, density: (heights[index] ?? 0) * factor })),
  )
  const extent = extentOf(values.map(({ x }) => x))
  const along = toRoundAxis(extent, false, roomAlong('x', layout))
  const [, highest] = extentOf(values.map(({ density }) => density))
  const up = toRoundAxis([0, highest], false, roomAlong('y', layout))
  const fillOpacity = 0.16
  const { fill, stroke } = paintOf(chart, layout, theme, fillOpacity)
  const place = {
    x: { field: 'x', type: 'quantitative', title: chart.y.title || null, ...along },
    y: {
      field: 'density',
      type: 'quantitative',
      stack: null,
      title: `${chart.x.title || 'Density'}${note}`,
      ...up,
    },
  }
  return {
    values,
    layers: [
      { mark: { type: 'area', fillOpacity }, encoding: { ...place, fill } },
      {
        name: 'rows',
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { ...place, stroke, ...dashOf(chart, theme) },
      },
    ],
    markCount: values.length,
  }
}

/** Densities of large numbers are tiny: they are written without the zeros they begin with. */
function smallUnitOf(highest: number): { factor: number; note: string } {
  const exponent = Math.floor(Math.log10(highest) / 3) * 3
  if (!(exponent < 0 && highest < 0.01)) return { factor: 1, note: '' }
  return { factor: 10 ** -exponent, note: ` (×10${toSuperscript(exponent)})` }
}

/**
 * A curve ends three bandwidths beyond its samples, where it has come down to nothing; it does not
 * go below zero where no sample does, since such quantities (times, lengths) mostly cannot.
 */
function spanOf({ samples }: SampleGroup): [number, number] {
  const room = 3 * bandwidthOf(samples)
  const [low, high] = extentOf(samples)
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room]
}
