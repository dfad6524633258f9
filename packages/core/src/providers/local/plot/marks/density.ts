import type { Chart } from '../chart.js'
import { checkDensity, refuseManySeries } from '../checks/sample-checks.js'
import { describeBoxes } from '../descriptions/describe-samples.js'
import { nameOf } from '../layers/raw-points.js'
import { paintOf } from '../layers/sample-paint.js'
import { dashOf } from '../layers/series-encoding.js'
import { extentOf, roundAxis } from '../layout/axis-domain.js'
import { toRoundAxis } from '../layout/chart-axes.js'
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
  const groups = groupSamples(chart)
  const values = groups.flatMap((group) => {
    const places = gridOver(...spanOf(group), steps)
    const densities = densityAt(places, group.samples, bandwidthOf(group.samples))
    return places.map((place, index) => ({
      ...nameOf(group),
      x: place,
      density: densities[index] ?? 0,
    }))
  })
  const along = toRoundAxis(extentOf(values.map(({ x }) => x)), false)
  const up = roundAxis(0, extentOf(values.map(({ density }) => density))[1], false)
  const { fill, stroke } = paintOf(chart, layout, theme)
  const place = {
    x: { field: 'x', type: 'quantitative', title: chart.y.title || null, ...along },
    y: {
      field: 'density',
      type: 'quantitative',
      stack: null,
      title: chart.x.title || 'Density',
      scale: { domain: up.domain, nice: false },
      axis: { values: up.ticks, tickCount: up.ticks.length, format: up.format },
    },
  }
  return {
    values,
    layers: [
      { mark: { type: 'area', fillOpacity: 0.16 }, encoding: { ...place, fill } },
      {
        name: 'rows',
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { ...place, stroke, ...dashOf(chart, theme) },
      },
    ],
    markCount: values.length,
  }
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
