import type { TopLevelSpec } from 'vega-lite'
import { fontSizes } from '../theme.js'
import { toVegaConfig } from '../vega/vega-config.js'
import type { Chart } from './chart.js'
import { wrapAxisTitles } from './layout/axis-titles.js'
import { toCells } from './layout/facet-cells.js'
import type { Layer, Plot, PlotContext } from './plot.js'
import { bandLayers, holdReferences, lineLayers } from './reference-layers.js'

/** Layers as Vega calls their marks: one item per row, and the texts that are placed. */
export const markNamesInScene = {
  rows: 'rows_marks',
  names: 'names_marks',
  notes: 'notes_marks',
} as const

/** Legends of a colour and of a size stand below each other. */
const legendLayout = { top: { anchor: 'start', direction: 'vertical', margin: 8 } }

/** The whole Vega-Lite spec of a plot. */
export function toVegaLite(chart: Chart, plot: Plot, context: PlotContext): TopLevelSpec {
  const { layout, theme } = context
  const { grid, padding, size } = layout
  const config = toVegaConfig(theme)
  const layersOf = (index: number) => addLayers(chart, plot, context, index === 0)
  const view =
    grid === undefined
      ? {
          width: size.width,
          height: size.height,
          autosize: { type: 'fit', contains: 'padding' },
          data: { values: plot.values },
          layer: layersOf(0),
        }
      : toCells(chart, plot, grid, layersOf)
  const spec = {
    ...(padding === undefined ? {} : { padding }),
    config: { ...config, legend: { ...config.legend, layout: legendLayout } },
    ...(chart.title === undefined ? {} : { title: chart.title }),
    ...view,
  }
  return spec as unknown as TopLevelSpec
}

/** References lie under and over the layers of the mark, notes on top. */
function addLayers(
  chart: Chart,
  { layers }: Plot,
  { layout, measure, theme }: PlotContext,
  isFirst: boolean,
): Layer[] {
  const all = [
    ...bandLayers(chart, layout, theme),
    ...layers.map((layer) => holdReferences(layer, chart, layout)),
    ...lineLayers(chart, layout, theme, isFirst),
  ]
  const titled = layout.grid === undefined ? wrapAxisTitles(all, chart, layout, measure) : all
  if (!chart.rows.some((row) => row.note !== undefined)) return titled
  const notes: Layer = {
    name: 'notes',
    transform: [{ filter: 'isValid(datum.note)' }],
    mark: { type: 'text', fontSize: fontSizes.valueLabel, fontWeight: 600, color: theme.text },
    encoding: { x: { value: 0 }, y: { value: 0 }, text: { field: 'note', type: 'nominal' } },
  }
  return [...titled, notes]
}
