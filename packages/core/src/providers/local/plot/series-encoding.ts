import type { Theme } from '../theme.js'
import type { Chart } from './chart.js'
import type { ChartLayout } from './chart-layout.js'
import type { Encoding } from './mark-rule.js'

/** Series told apart by colour, with a legend where there is more than one. */
export function colorOf(chart: Chart, layout: ChartLayout, theme: Theme): Encoding {
  if (chart.series === undefined) return {}
  const { names, title } = chart.series
  return {
    color: {
      field: 'series',
      type: 'nominal',
      sort: names,
      title: title || null,
      scale: { domain: names, range: names.map((_, index) => seriesColor(theme, index)) },
      legend: names.length > 1 ? legendOf(layout, names.length) : null,
    },
  }
}

/** Series told apart by the shape of their points too, for those who cannot tell the colours. */
export function shapeOf(chart: Chart): Encoding {
  if (chart.series === undefined || chart.series.names.length < 2) return {}
  const { names, title } = chart.series
  const range = names.map((_, index) => shapes[index % shapes.length])
  return {
    shape: {
      field: 'series',
      type: 'nominal',
      sort: names,
      title: title || null,
      scale: { domain: names, range },
    },
  }
}

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross']

function legendOf(layout: ChartLayout, entries: number): Encoding {
  return {
    orient: 'top',
    direction: 'horizontal',
    titleOrient: layout.legendColumns < entries ? 'top' : 'left',
    columns: layout.legendColumns,
    symbolType: 'circle',
  }
}

export function seriesColor(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.text
}

/** Whichever of white and black reads better on a colour (WCAG relative luminance). */
export function inkOn(color: string, theme: Theme): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  if (luminance < 0.2) return '#ffffff'
  return theme.name === 'light' ? theme.text : theme.surface
}
