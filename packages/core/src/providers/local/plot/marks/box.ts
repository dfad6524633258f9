import type { Chart } from '../chart.js'
import { checkBands } from '../checks/sample-checks.js'
import { describeBoxes } from '../descriptions/describe-samples.js'
import { fewSamples, nameOf, pointLayers, rawPoints, spreadSamples } from '../layers/raw-points.js'
import { paintOf } from '../layers/sample-paint.js'
import { layOutBands, type SampleBands } from '../layout/sample-bands.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, Plot, PlotContext, PlottedRow } from '../plot.js'
import { groupSamples, type SampleGroup } from '../statistics/sample-groups.js'
import { summarize } from '../statistics/statistics.js'

/**
 * A prompt that says only "distribution" means boxes when the samples are compared across
 * something ("distribution of latency by region"), and a histogram when not.
 */
export const boxRule: MarkRule = {
  noun: 'Box plot',
  words:
    /\bbox(?:es)?[- ]?(?:and[- ]whiskers?(?:[- ](?:plot|chart|diagram)s?)?|(?:plot|chart|graph)s?)\b|\bboxes\b|\bwhiskers?\b|\bdistributions?\b(?=.*\b(?:by|per|across|between|for each|in each|of each)\b)(?!.*\b(?:histogram|density|violin|bar|line|scatter|dot|heat ?map))/s,
  takes: 'samples',
  xKind: () => 'category',
  bands: 'either',
  stack: 'grouped',
  hasLegend: true,
  check: (chart, roles) => checkBands(chart, roles, 'a box plot'),
  plot: plotBoxes,
  describe: describeBoxes,
}

/** Tukey's boxes: quartiles, whiskers over all but the outliers, which are points of their own. */
function plotBoxes(chart: Chart, context: PlotContext): Plot {
  const groups = groupSamples(chart)
  const bands = layOutBands(chart, context.layout, 0.62)
  return {
    values: groups.flatMap((group) => toRows(group, bands, chart.y.log === true)),
    layers: boxLayers(chart, bands, context),
    markCount: groups.length,
    adjust: (scene) => spreadSamples(scene, bands, context.layout),
  }
}

function toRows(group: SampleGroup, bands: SampleBands, log: boolean): PlottedRow[] {
  const { outliers, ...summary } = summarize(group.samples, log)
  const name = nameOf(group)
  const at = bands.placeOf(group)
  const box = { ...name, ...summary, part: 'box', at, from: at - bands.reach, to: at + bands.reach }
  if (group.samples.length <= fewSamples) return [box, ...rawPoints(group, bands)]
  return [box, ...outliers.map((value) => ({ ...name, part: 'outlier', at, value }))]
}

function boxLayers(chart: Chart, bands: SampleBands, { layout, theme }: PlotContext): Layer[] {
  const fillOpacity = 0.25
  const { fill, stroke } = paintOf(chart, layout, theme, fillOpacity)
  const layer = (mark: Layer, fields: Parameters<SampleBands['place']>[0], paint: Encoding) => ({
    transform: [{ filter: "datum.part === 'box'" }],
    mark,
    encoding: { ...bands.place(fields), ...paint },
  })
  const edge = { strokeWidth: 1.5 }
  const sides = { along: 'from', along2: 'to' }
  const box = { ...sides, across: 'q1', across2: 'q3' }
  return [
    layer({ type: 'rule', ...edge }, { along: 'at', across: 'low', across2: 'q1' }, { stroke }),
    layer({ type: 'rule', ...edge }, { along: 'at', across: 'q3', across2: 'high' }, { stroke }),
    { name: 'rows', ...layer({ type: 'rect', fillOpacity, ...edge }, box, { fill, stroke }) },
    layer({ type: 'rule', strokeWidth: 3 }, { ...sides, across: 'median' }, { stroke }),
    ...pointLayers(bands, stroke, theme),
  ]
}
