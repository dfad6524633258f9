import type { Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import type { ChartLayout, Encoding } from '../plot.js'
import { colorOf, fillOf, seriesColor, seriesFill } from './series-encoding.js'

/**
 * Channels that tell groups apart: `fill` for areas, `stroke` for the lines and points on them.
 *
 * @param fillOpacity Of the areas, from 0 to 1, which the legend has too.
 */
export function paintOf(
  chart: Chart,
  layout: ChartLayout,
  theme: Theme,
  fillOpacity: number,
): { fill: Encoding; stroke: Encoding } {
  if (chart.series === undefined) {
    return { fill: { value: seriesFill(theme, 0) }, stroke: { value: seriesColor(theme, 0) } }
  }
  const fill = fillOf(chart, layout, theme, fillOpacity).color as Encoding
  // Both with the same legend, which Vega-Lite then makes one of.
  return {
    fill,
    stroke: { ...(colorOf(chart, layout, theme).color as Encoding), legend: fill.legend },
  }
}
