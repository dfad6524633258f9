import { hatchFill } from '../../formats/hatches.js'
import type { Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import type { ChartLayout, Encoding } from '../plot.js'

/** Series told apart by the colour of lines and points, with a legend where there are several. */
export function colorOf(chart: Chart, layout: ChartLayout, theme: Theme): Encoding {
  const range = (index: number) => seriesColor(theme, index)
  return seriesChannel(chart, 'color', range, legendOf(chart, layout, { symbolType: 'circle' }))
}

/** Series told apart by what fills their areas: a colour, with hatching where the theme has it. */
export function fillOf(chart: Chart, layout: ChartLayout, theme: Theme, fillOpacity = 1): Encoding {
  const range = (index: number) => seriesFill(theme, index)
  const symbol = {
    symbolType: 'square',
    ...(theme.hatches === undefined ? {} : { symbolSize: 200 }),
    encoding: { symbols: { fillOpacity: { value: fillOpacity } } },
  }
  return seriesChannel(chart, 'color', range, legendOf(chart, layout, symbol))
}

/**
 * As heavy as the circle, whose radius is 1: Vega's own triangles have half of its area. Their
 * middle is that of their height, by which a legend sets the names beside them.
 */
const shapes = [
  'circle',
  'M-.89-.89H.89V.89H-.89Z',
  'M0-1.08L1.25 1.08H-1.25Z',
  'M0-1.25L1.25 0L0 1.25L-1.25 0Z',
  'M0 1.08L1.25-1.08H-1.25Z',
  'M-.4-1.19H.4V-.4H1.19V.4H.4V1.19H-.4V.4H-1.19V-.4H-.4Z',
]

/** Series told apart by the shape of their points too, for those who cannot tell the colours. */
export function shapeOf(chart: Chart): Encoding {
  if (!hasSeveral(chart)) return {}
  return seriesChannel(chart, 'shape', (index) => shapes[index % shapes.length])
}

/** Series told apart by the dashes of their lines too, where the theme has them. */
export function dashOf(chart: Chart, theme: Theme): Encoding {
  const { dashes } = theme
  if (dashes === undefined || !hasSeveral(chart)) return {}
  return seriesChannel(chart, 'strokeDash', (index) => dashes[index % dashes.length])
}

/** A channel that has one value for each series; its legend is that of the colours. */
function seriesChannel(
  chart: Chart,
  channel: string,
  valueAt: (index: number) => unknown,
  legend: Encoding | null | undefined = chart.legend === undefined ? undefined : null,
): Encoding {
  if (chart.series === undefined) return {}
  const { names, title } = chart.series
  return {
    [channel]: {
      field: 'series',
      type: 'nominal',
      sort: names,
      title: title || null,
      scale: { domain: names, range: names.map((_, index) => valueAt(index)) },
      ...(legend === undefined ? {} : { legend }),
    },
  }
}

function hasSeveral({ series }: Chart): boolean {
  return series !== undefined && series.names.length > 1
}

/** Whether every colour stands for the name that the axis has there. */
function isNamedBelow({ rows, x }: Chart): boolean {
  return x.kind === 'category' && rows.every(({ series, x: name }) => series === String(name))
}

function legendOf(chart: Chart, layout: ChartLayout, symbol: Encoding): Encoding | null {
  if (!hasSeveral(chart) || chart.legend !== undefined || isNamedBelow(chart)) return null
  return {
    orient: 'top',
    direction: 'horizontal',
    ...layout.legend,
    symbolOpacity: 1,
    encoding: { symbols: { fillOpacity: { value: 1 } } },
    ...symbol,
  }
}

export function seriesColor(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.text
}

/** What fills the areas of a series. */
export function seriesFill(theme: Theme, index: number): string {
  const color = seriesColor(theme, index)
  const hatch = theme.hatches?.[index % theme.hatches.length] ?? 'plain'
  return hatch === 'plain' ? color : hatchFill(hatch, color, theme.surface)
}

/** Whichever of white and black reads better on a colour: 4.5:1 or more on any. */
export function inkOn(color: string): '#ffffff' | '#000000' {
  // Contrast with black and with white is the same at this relative luminance (WCAG 2.2).
  return luminanceOf(color) < 0.179 ? '#ffffff' : '#000000'
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
