import type { Theme } from '../../theme.js'
import { findItems, type SceneItem } from '../../vega/draw-vega.js'
import { frameOf } from '../labels/place-texts.js'
import type { SampleBands } from '../layout/sample-bands.js'
import type { ChartLayout, Encoding, Layer, PlottedRow } from '../plot.js'
import type { SampleGroup } from '../statistics/sample-groups.js'
import { spreadPoints } from './spread-points.js'

/** A box of so few samples hides more than it shows: they are drawn themselves. */
export const fewSamples = 12

/** Part of a box or violin that its samples may take. */
const share = 0.85

/** The samples of a small group, in the middle of it until {@link spreadSamples} moves them. */
export function rawPoints(group: SampleGroup, bands: SampleBands): PlottedRow[] {
  const name = nameOf(group)
  const at = bands.placeOf(group)
  return group.samples.map((value) => ({ ...name, part: 'sample', at, value }))
}

/** Samples of small groups are dots in ink; of others those that are outliers are rings. */
export function pointLayers(bands: SampleBands, stroke: Encoding, theme: Theme): Layer[] {
  const place = bands.place({ along: 'at', across: 'value' })
  return [
    {
      name: 'samples',
      transform: [{ filter: "datum.part === 'sample'" }],
      mark: { type: 'point', filled: true, size: 20, color: theme.text, opacity: 1 },
      encoding: place,
    },
    {
      name: 'outliers',
      transform: [{ filter: "datum.part === 'outlier'" }],
      mark: { type: 'point', size: 24, strokeWidth: 1.25, fill: theme.surface, opacity: 1 },
      encoding: { ...place, stroke },
    },
  ]
}

/** Moves samples and outliers beside each other where they would hide each other. */
export function spreadSamples(scene: SceneItem, bands: SampleBands, layout: ChartLayout): void {
  for (const name of ['samples_marks', 'outliers_marks']) {
    const points = findItems(scene, name)
    const [first] = points
    if (first === undefined) continue
    const { height, width } = frameOf(first)
    const [across, length] = layout.horizontal ? (['y', height] as const) : (['x', width] as const)
    spreadPoints(points, across, bands.reach * share * (length / bands.count))
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
