import type { TopLevelSpec } from 'vega-lite'
import type { Chart } from '../plot/chart.js'
import { layOutChart } from '../plot/lay-out-chart.js'
import { layOutLegend } from '../plot/layout/legend-layout.js'
import { markRules } from '../plot/mark-rules.js'
import type { Encoding } from '../plot/plot.js'
import type { Typesetter } from '../text/typesetter.js'
import type { Theme } from '../theme.js'
import { drawVegaLite, type VegaDrawing } from '../vega/draw-vega.js'
import { toVegaConfig } from '../vega/vega-config.js'
import type { PanelLegend } from './panel-options.js'

/** Channels by which series are told apart, and which therefore have a legend. */
const legendChannels = ['color', 'fill', 'stroke', 'shape', 'strokeDash']

/**
 * The legend that panels share, as wide as its entries. It is the legend the panels would have had:
 * their layers are drawn without rows and without axes.
 *
 * @param width Pixels it may take; more entries make more rows.
 */
export function drawLegend(
  { mark, names, title }: PanelLegend,
  width: number,
  theme: Theme,
  typesetter: Typesetter,
): Promise<VegaDrawing> {
  const chart: Chart = {
    mark,
    x: { title: '', kind: 'category' },
    y: { title: '', kind: 'number' },
    series: { title, names },
    rows: names.map((name) => ({ x: '', y: 1, series: name })),
  }
  const measure = (text: string, size: number) => typesetter.measure(text, { size })
  const layout = {
    ...layOutChart(chart, {}, typesetter),
    legend: layOutLegend(chart, width, measure),
  }
  const { layers } = markRules[mark].plot(chart, { layout, theme, measure })
  const spec = {
    width: 1,
    height: 1,
    padding: 0,
    data: { values: [] },
    config: { ...toVegaConfig(theme), background: null, padding: 0 },
    layer: layers.flatMap(({ encoding, mark: drawn }) => {
      const channels = Object.entries(encoding as Encoding).filter(([channel]) =>
        legendChannels.includes(channel),
      )
      return channels.length === 0 ? [] : [{ mark: drawn, encoding: Object.fromEntries(channels) }]
    }),
  }
  return drawVegaLite(spec as unknown as TopLevelSpec, typesetter)
}
