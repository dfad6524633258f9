import type { FieldProblem } from '../../../problem.js'
import type { Theme } from '../theme.js'
import type { SceneItem } from '../vega/draw-vega.js'
import type { Roles } from './assign-columns.js'
import type { Chart, ChartAxis, ChartRow } from './chart.js'
import type { ChartLayout } from './chart-layout.js'

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

/**
 * One kind of plot: when it is meant, which columns it takes, how it is drawn and told. A new mark
 * is one file in `marks/`, its name in `mark-names.ts`, and its line in `mark-rules.ts`.
 */
export interface MarkRule {
  /** As in "Bar chart of accuracy by model". */
  noun: string | ((chart: Chart) => string)
  /** Words of a prompt that ask for it, in lower case; the one named first in a prompt wins. */
  words: RegExp
  /**
   * How columns become rows. `values`: one measured value for each x. `samples`: many values for
   * each category, or without any. `matrix`: one value for each pair of two categories.
   */
  takes: 'values' | 'samples' | 'matrix'
  /** What its x axis holds when the column is of this kind. */
  xKind(kind: ChartAxis['kind']): ChartAxis['kind']
  /** Whether its categories make bands that can lie or stand. */
  bands: 'none' | 'either' | 'horizontal' | 'vertical'
  /** Where authors see what is measured; absent where that is `y`, as in a chart. */
  measures?: 'x' | 'color'
  /** How several series share a place, unless the author says; absent where each has its own. */
  stack?: 'grouped' | 'stacked'
  /** Fits the picture to what it shows; `mayGrow` tells whether its height is open. */
  layOut?(chart: Chart, layout: ChartLayout, measure: MeasureText, mayGrow: boolean): ChartLayout
  /** Whether a legend names its series; without one they are named at their marks. */
  hasLegend: boolean
  /** What would make a wrong picture; `roles` tell the columns the author knows. */
  check(chart: Chart, roles: Roles): FieldProblem[]
  plot(chart: Chart, context: PlotContext): Plot
  /** Sentences after the first: values, extremes, trend. Every series is named. */
  describe(chart: Chart): string[]
}
