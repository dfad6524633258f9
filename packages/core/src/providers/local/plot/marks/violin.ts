import type { Chart } from '../chart.js'
import { checkBands, checkDensity } from '../checks/sample-checks.js'
import { describeBoxes } from '../descriptions/describe-samples.js'
import { fewSamples, nameOf, pointLayers, rawPoints, spreadSamples } from '../layers/raw-points.js'
import { paintOf } from '../layers/sample-paint.js'
import { layOutBands, type SampleBands } from '../layout/sample-bands.js'
import type { MarkRule } from '../mark-rule.js'
import type { Layer, Plot, PlotContext, PlottedRow } from '../plot.js'
import { groupSamples, type SampleGroup } from '../statistics/sample-groups.js'
import { bandwidthOf, densityAt, gridOver, summarize } from '../statistics/statistics.js'

const steps = 101

export const violinRule: MarkRule = {
  noun: 'Violin plot',
  words: /\bviolins?(?:[- ]?(?:plot|chart|graph)s?)?\b/,
  takes: 'samples',
  xKind: () => 'category',
  bands: 'either',
  stack: 'grouped',
  hasLegend: true,
  check: (chart, roles) => [
    ...checkBands(chart, roles, 'a violin plot'),
    ...checkDensity(chart, 'A violin', 'box'),
  ],
  plot: plotViolins,
  describe: describeBoxes,
}

/**
 * The density of every group on both sides of its middle. Violins end at their lowest and highest
 * sample and are equally wide: they compare shapes, not counts.
 */
function plotViolins(chart: Chart, context: PlotContext): Plot {
  const groups = groupSamples(chart)
  const bands = layOutBands(chart, context.layout, 0.8)
  return {
    values: groups.flatMap((group) => toRows(group, bands)),
    layers: violinLayers(chart, bands, context),
    markCount: groups.length * steps,
    adjust: (scene) => spreadSamples(scene, bands, context.layout),
  }
}

function toRows(group: SampleGroup, bands: SampleBands): PlottedRow[] {
  const { samples } = group
  const { min, max, q1, median, q3 } = summarize(samples)
  const name = nameOf(group)
  const at = bands.placeOf(group)
  const places = gridOver(min, max, steps)
  const densities = densityAt(places, samples, bandwidthOf(samples))
  const widest = Math.max(...densities)
  const outline = places.map((value, index) => {
    const half = ((densities[index] ?? 0) / widest) * bands.reach
    return { ...name, part: 'outline', value, from: at - half, to: at + half }
  })
  if (samples.length <= fewSamples) return [...outline, ...rawPoints(group, bands)]
  return [...outline, { ...name, part: 'middle', at, q1, median, q3 }]
}

function violinLayers(chart: Chart, bands: SampleBands, { layout, theme }: PlotContext): Layer[] {
  const fillOpacity = 0.3
  const { fill, stroke } = paintOf(chart, layout, theme, fillOpacity)
  const middle = [{ filter: "datum.part === 'middle'" }]
  return [
    {
      name: 'rows',
      transform: [{ filter: "datum.part === 'outline'" }],
      mark: {
        type: 'area',
        orient: layout.horizontal ? 'vertical' : 'horizontal',
        fillOpacity,
        strokeWidth: 1.25,
      },
      encoding: {
        ...bands.place({ along: 'from', along2: 'to', across: 'value' }),
        fill,
        stroke,
        detail: ['x', 'series'].map((field) => ({ field, type: 'nominal' })),
      },
    },
    {
      transform: middle,
      mark: { type: 'rule', strokeWidth: 6, strokeCap: 'round' },
      encoding: { ...bands.place({ along: 'at', across: 'q1', across2: 'q3' }), stroke },
    },
    {
      transform: middle,
      mark: { type: 'point', size: 58, strokeWidth: 2, fill: theme.surface, opacity: 1 },
      encoding: { ...bands.place({ along: 'at', across: 'median' }), stroke },
    },
    ...pointLayers(bands, stroke, theme),
  ]
}
