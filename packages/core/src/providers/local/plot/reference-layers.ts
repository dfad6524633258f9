import { fontSizes, type Theme } from '../theme.js'
import type { Chart, Reference } from './chart.js'
import { referenceValues } from './layout/reference-values.js'
import { toUtc } from './layout/time-axis.js'
import { markRules } from './mark-rules.js'
import type { ChartLayout, Encoding, Layer } from './plot.js'

/** Bands of references, which lie under the data. */
export function bandLayers(chart: Chart, layout: ChartLayout, theme: Theme): Layer[] {
  return chooseReferences(chart, ({ to }) => to !== undefined).map((reference, index) => {
    const channel = channelOf(reference, chart, layout)
    return {
      name: `reference_band_${index}`,
      data: { values: [toValue(reference, chart)] },
      mark: { type: 'rect', color: theme.mutedText, opacity: 0.14 },
      encoding: { [channel]: placeOf('from', reference, chart), [`${channel}2`]: { field: 'to' } },
    }
  })
}

/** Lines of references over the data, and the labels of lines and bands. */
export function lineLayers(
  chart: Chart,
  layout: ChartLayout,
  theme: Theme,
  isLabelled: boolean,
): Layer[] {
  const lines = chooseReferences(chart, ({ to }) => to === undefined).map((reference) => ({
    data: { values: [toValue(reference, chart)] },
    mark: { type: 'rule', color: theme.mutedText, strokeWidth: 1.25, strokeDash: [5, 4] },
    encoding: { [channelOf(reference, chart, layout)]: placeOf('from', reference, chart) },
  }))
  if (!isLabelled) return lines
  const labels = chooseReferences(chart, ({ label }) => label !== undefined).map(
    (reference, index) => {
      const channel = channelOf(reference, chart, layout)
      const other = channel === 'x' ? 'y' : 'x'
      return {
        name: `reference_label_${index}`,
        data: { values: [{ ...toValue(reference, chart), channel }] },
        mark: { type: 'text', fontSize: fontSizes.valueLabel, color: theme.mutedText },
        encoding: {
          [channel]: placeOf('at', reference, chart),
          [other]: { value: 0 },
          text: { field: 'label', type: 'nominal' },
        },
      }
    },
  )
  return [...lines, ...labels]
}

/** Widens every axis that would end before a reference. */
export function holdReferences(layer: Layer, chart: Chart, layout: ChartLayout): Layer {
  const encoding: Record<string, unknown> = { ...(layer.encoding as Encoding) }
  for (const axis of ['x', 'y'] as const) {
    const values = referenceValues(chart, axis)
    const channel = channelOf({ axis, from: 0 }, chart, layout)
    const old = encoding[channel] as { scale?: { domain?: unknown } } | undefined
    const domain = old?.scale?.domain
    if (values.length === 0 || !Array.isArray(domain)) continue
    if (!domain.every((end) => typeof end === 'number')) continue
    const wide = [Math.min(...domain, ...values), Math.max(...domain, ...values)]
    encoding[channel] = { ...old, scale: { ...old?.scale, domain: wide } }
  }
  return { ...layer, encoding }
}

function chooseReferences(
  { references = [] }: Chart,
  isMeant: (reference: Reference) => boolean,
): Reference[] {
  return references.filter(isMeant)
}

/** Where on the screen an axis of the chart lies. */
function channelOf({ axis }: Reference, { mark }: Chart, { horizontal }: ChartLayout): 'x' | 'y' {
  const isSwapped = horizontal !== (markRules[mark].measures === 'x')
  return isSwapped ? (axis === 'x' ? 'y' : 'x') : axis
}

function placeOf(field: string, { axis }: Reference, chart: Chart): Encoding {
  const { kind } = chart[axis]
  if (kind === 'category') return { field, type: 'ordinal' }
  return { field, type: kind === 'time' ? 'temporal' : 'quantitative' }
}

/** The data of one reference; the label of a band stands in its middle. */
function toValue({ axis, from, label, to }: Reference, chart: Chart): Record<string, unknown> {
  const toPlace = (place: number | string) =>
    chart[axis].kind === 'time' ? toUtc(String(place)) : place
  const start = toPlace(from)
  const end = to === undefined ? start : toPlace(to)
  const middle =
    typeof start !== 'number' || typeof end !== 'number'
      ? start
      : chart[axis].log
        ? Math.sqrt(start * end)
        : (start + end) / 2
  return { from: start, to: end, at: middle, isBand: to !== undefined, ...(label && { label }) }
}
