import type { TopLevelSpec } from 'vega-lite'
import type { Chart } from './chart.js'
import { bandPadding, barAxis, categoryOrder, type Encoding, xOf, yOf } from './chart-axes.js'
import type { ChartLayout } from './chart-layout.js'
import { colorOf, inkOn, seriesColor, shapeOf } from './series-encoding.js'
import { fontSizes, type Theme } from './theme.js'
import { toVegaConfig } from './vega-config.js'

/** Name of the layer that holds one item per row, as Vega calls its marks. */
export const dataMarkName = 'rows_marks'
/** Name of the layer that names the points of a scatter plot. */
export const pointNameMark = 'names_marks'

type Layer = Record<string, unknown>

/** Writes a chart as a Vega-Lite spec. */
export function toVegaLite(
  chart: Chart,
  valueTexts: readonly string[],
  layout: ChartLayout,
  theme: Theme,
): TopLevelSpec {
  const values = chart.rows.map((row, index) => ({
    ...row,
    x: chart.x.kind === 'time' ? toUtc(String(row.x)) : row.x,
    text: valueTexts[index] ?? '',
    top: row.high ?? row.y,
    ink: inkOn(seriesColor(theme, chart.series?.names.indexOf(row.series ?? '') ?? 0), theme),
  }))
  const spec = {
    width: layout.size.width,
    height: layout.size.height,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values },
    config: toVegaConfig(theme),
    ...(chart.title === undefined ? {} : { title: chart.title }),
    layer: layersOf[chart.mark](chart, layout, theme),
  }
  return spec as unknown as TopLevelSpec
}

const layersOf = { bar: barLayers, line: lineLayers, scatter: scatterLayers }

function barLayers(chart: Chart, layout: ChartLayout, theme: Theme): Layer[] {
  const [along, across, offset] = layout.horizontal ? ['y', 'x', 'yOffset'] : ['x', 'y', 'xOffset']
  const names = chart.series?.names ?? []
  const stacked = chart.stack === 'stacked' || chart.stack === 'normalized'
  const stack = chart.stack === 'normalized' ? 'normalize' : stacked ? 'zero' : null
  const hasNegative = chart.rows.some((row) => row.y < 0)
  const category = {
    field: 'x',
    type: 'nominal',
    sort: categoryOrder(chart),
    title: chart.x.title || null,
    scale: bandPadding(chart),
    axis: {
      labelAngle: layout.labelAngle,
      labelLimit: layout.labelLimit,
      labelOverlap: 'greedy',
      grid: false,
      domain: !hasNegative,
    },
  }
  const { scale, axis } = barAxis(chart, layout)
  const value = {
    field: 'y',
    type: 'quantitative',
    stack,
    scale,
    axis: {
      ...axis,
      grid: true,
      domain: false,
      title: chart.y.title || null,
    },
  }
  const place: Encoding = { [String(along)]: category }
  if (chart.stack === 'grouped') {
    place[String(offset)] = {
      field: 'series',
      type: 'nominal',
      sort: names,
      scale: { paddingInner: 0.06 },
    }
  }
  const order = stacked ? { order: { field: 'rank', type: 'quantitative' } } : {}
  const rank = stacked
    ? { transform: [{ calculate: `indexof(${JSON.stringify(names)}, datum.series)`, as: 'rank' }] }
    : {}
  const layers: Layer[] = [
    {
      name: 'rows',
      ...rank,
      mark: stacked
        ? { type: 'bar', stroke: theme.surface, strokeWidth: 1 }
        : { type: 'bar', cornerRadiusEnd: 2 },
      encoding: {
        ...place,
        [String(across)]: value,
        ...colorOf(chart, layout, theme),
        ...order,
      },
    },
  ]
  if (hasNegative && !stacked) {
    layers.push({
      mark: { type: 'rule', color: theme.axis, strokeWidth: 1 },
      encoding: { [String(across)]: { datum: 0, type: 'quantitative' } },
    })
  }
  if (!stacked) layers.push(...errorLayers(chart, place, String(across), theme))
  if (layout.valueLabels) {
    const ink = stacked ? { field: 'ink', type: 'nominal', scale: null } : { value: theme.text }
    const sign = layout.horizontal
      ? { align: 'left', dx: 5, baseline: 'middle' }
      : { align: 'center', dy: -7, baseline: 'alphabetic' }
    const negative = layout.horizontal
      ? { align: 'right', dx: -5, baseline: 'middle' }
      : { align: 'center', dy: 15, baseline: 'alphabetic' }
    const text = { field: 'text', type: 'nominal' }
    const textLayer = (filter: string, mark: Layer, field: string): Layer => ({
      transform: [{ filter }],
      mark: { type: 'text', fontSize: fontSizes.valueLabel, ...mark },
      encoding: {
        ...place,
        [String(across)]: { field, type: 'quantitative', stack: null },
        text,
        color: ink,
      },
    })
    if (stacked) {
      layers.push({
        ...rank,
        mark: { type: 'text', fontSize: fontSizes.valueLabel, baseline: 'middle', align: 'center' },
        encoding: {
          ...place,
          [String(across)]: { field: 'y', type: 'quantitative', stack, bandPosition: 0.5 },
          detail: { field: 'series' },
          text,
          color: ink,
          ...order,
        },
      })
    } else {
      layers.push(textLayer('datum.y >= 0', sign, 'top'))
      if (hasNegative) layers.push(textLayer('datum.y < 0', negative, 'y'))
    }
  }
  return layers
}

function lineLayers(chart: Chart, layout: ChartLayout, theme: Theme): Layer[] {
  const color = colorOf(chart, layout, theme)
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart)
  const layers: Layer[] = []
  if (chart.rows.some((row) => row.low !== undefined)) {
    layers.push({
      mark: { type: 'area', fillOpacity: 0.18, strokeWidth: 0 },
      encoding: {
        ...place,
        ...color,
        y: { ...y, field: 'low' },
        y2: { field: 'high' },
      },
    })
  }
  const perSeries = chart.rows.length / (chart.series?.names.length ?? 1)
  layers.push({ name: 'rows', mark: { type: 'line' }, encoding: { ...place, ...color, y } })
  if (perSeries <= 25) {
    layers.push({
      mark: {
        type: 'point',
        filled: true,
        opacity: 1,
        size: 52,
        stroke: theme.surface,
        strokeWidth: 1,
      },
      encoding: { ...place, y, ...color, ...shapeOf(chart) },
    })
  }
  if (chart.valueLabels === true && chart.rows.length <= 40) {
    layers.push({
      mark: { type: 'text', dy: -11, fontSize: fontSizes.valueLabel },
      encoding: { ...place, y, text: { field: 'text', type: 'nominal' } },
    })
  }
  return layers
}

function scatterLayers(chart: Chart, layout: ChartLayout, theme: Theme): Layer[] {
  const many = chart.rows.length > 150
  const place = { x: xOf(chart, layout) }
  const y = yOf(chart)
  const layers: Layer[] = errorLayers(chart, place, 'y', theme)
  layers.push({
    name: 'rows',
    mark: {
      type: 'point',
      filled: true,
      size: many ? 30 : 70,
      opacity: many ? 0.6 : 0.88,
      stroke: theme.surface,
      strokeWidth: many ? 0.4 : 0.8,
    },
    encoding: { ...place, y, ...colorOf(chart, layout, theme), ...shapeOf(chart) },
  })
  if (chart.rows.some((row) => row.label !== undefined)) {
    layers.push({
      name: 'names',
      mark: { type: 'text', fontSize: fontSizes.valueLabel, limit: 160 },
      encoding: { ...place, y, text: { field: 'label', type: 'nominal' } },
    })
  }
  return layers
}

function errorLayers(chart: Chart, place: Encoding, across: string, theme: Theme): Layer[] {
  if (!chart.rows.some((row) => row.low !== undefined)) return []
  const transform = [{ filter: 'isValid(datum.low)' }]
  const color = { value: theme.text }
  const end = (field: string): Layer => ({
    transform,
    mark: {
      type: 'tick',
      orient: across === 'y' ? 'horizontal' : 'vertical',
      size: 8,
      thickness: 1.25,
    },
    encoding: { ...place, [across]: { field, type: 'quantitative' }, color },
  })
  return [
    {
      transform,
      mark: { type: 'rule', strokeWidth: 1.25 },
      encoding: {
        ...place,
        [across]: { field: 'low', type: 'quantitative' },
        [`${across}2`]: { field: 'high' },
        color,
      },
    },
    end('low'),
    end('high'),
  ]
}

/** Milliseconds since the epoch; a time without a zone is taken for UTC, wherever this runs. */
function toUtc(text: string): number {
  const zoned = /[T ]\d/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  return Date.parse(zoned.replace(' ', 'T'))
}
