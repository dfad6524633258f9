import type { Theme } from '../../theme.js'
import type { SampleBands } from '../layout/sample-bands.js'
import type { Encoding, Layer, PlottedRow } from '../plot.js'
import type { SampleGroup } from '../statistics/sample-groups.js'

/** A box of so few samples hides more than it shows: they are drawn themselves. */
export const fewSamples = 12

/** The samples of a small group, side by side so that equal ones do not hide each other. */
export function rawPoints(group: SampleGroup, bands: SampleBands): PlottedRow[] {
  const middle = bands.placeOf(group)
  return group.samples.map((sample, index) => ({
    ...nameOf(group),
    part: 'point',
    // Multiples of the golden ratio: never the same place twice, and no pattern to be read.
    at: middle + (((index * 0.618034 + 0.5) % 1) - 0.5) * bands.reach,
    value: sample,
  }))
}

/** Single samples: of small groups, and those that are outliers. */
export function pointLayer(bands: SampleBands, stroke: Encoding, theme: Theme): Layer {
  return {
    transform: [{ filter: "datum.part === 'point'" }],
    mark: { type: 'point', size: 24, strokeWidth: 1.25, fill: theme.surface, opacity: 1 },
    encoding: { ...bands.place({ along: 'at', across: 'value' }), stroke },
  }
}

/** The fields that tell which group a drawn row belongs to. */
export function nameOf({ x, series, facet }: SampleGroup): PlottedRow {
  return {
    x,
    ...(series === undefined ? {} : { series }),
    ...(facet === undefined ? {} : { facet }),
  }
}
