import type { FieldProblem } from '../../../problem.js'
import type { Chart, ChartAxis } from './chart.js'
import type { ChartLayout, MeasureText, Plot, PlotContext } from './plot.js'
import type { Roles } from './roles.js'

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
