import type { TopLevelSpec } from 'vega-lite'
import { toVegaConfig } from '../vega/vega-config.js'
import type { Chart } from './chart.js'
import type { Plot, PlotContext } from './mark-rule.js'

/** Name of the layer that holds one item per row, as Vega calls its marks. */
export const dataMarkName = 'rows_marks'
/** Name of the layer that names the points of a scatter plot. */
export const pointNameMark = 'names_marks'

/** The whole Vega-Lite spec of a plot. */
export function toVegaLite(chart: Chart, plot: Plot, { layout, theme }: PlotContext): TopLevelSpec {
  const spec = {
    width: layout.size.width,
    height: layout.size.height,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: plot.values },
    config: toVegaConfig(theme),
    ...(chart.title === undefined ? {} : { title: chart.title }),
    layer: plot.layers,
  }
  return spec as unknown as TopLevelSpec
}
