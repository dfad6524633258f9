import type { PictureSize } from '../picture-size.js'
import type { Theme } from '../theme.js'
import type { SceneItem } from '../vega/draw-vega.js'
import type { ChartRow } from './chart.js'
import type { Grid } from './layout/facet-grid.js'
import type { LegendLayout } from './layout/legend-layout.js'

/** One layer of a Vega-Lite spec. */
export type Layer = Record<string, unknown>

/** A channel of a Vega-Lite encoding, or a part of one. */
export type Encoding = Record<string, unknown>

/** What a mark is drawn with. */
export interface PlotContext {
  layout: ChartLayout
  theme: Theme
  measure: MeasureText
}

/** Width of a text of some size, both in CSS pixels. */
export type MeasureText = (text: string, size: number) => number

/** A chart as Vega-Lite draws it. */
export interface Plot {
  /** The rows that layers read; made of the chart's own, each with the `facet` it belongs to. */
  values: PlottedRow[]
  /** Bottom first. The layer named `rows` holds the marks that the data is checked against. */
  layers: Layer[]
  /** How many marks the layer named `rows` must have: no row may be lost or drawn twice. */
  markCount: number
  /** Moves items of the finished scene: names that would meet. */
  adjust?: (scene: SceneItem) => void
}

export type PlottedRow = Partial<ChartRow> & Record<string, unknown>

/** What depends on how wide text is. */
export interface ChartLayout {
  /** Of the picture, or of one of its small plots. */
  size: PictureSize
  grid?: Grid
  horizontal: boolean
  /** Degrees the labels of the x axis are turned. */
  labelAngle: number
  /** Pixels a category label may take before it ends in an ellipsis. */
  labelLimit: number
  legend: LegendLayout
  /** Whether numbers fit on their bars. */
  valueLabels: boolean
  /** White around the plot, where it differs from the theme's. */
  padding?: { left: number; right: number; top: number; bottom: number }
  /** Part of the value axis that the number of the longest bar takes. */
  labelShare: number
}
