import type { TopLevelSpec } from 'vega-lite'
import { type Domain, extentOf, logAxisOf, roundDomain } from './axis-domain.js'
import type { Chart } from './chart.js'
import type { ChartLayout } from './chart-layout.js'
import { fontSizes, type Theme } from './theme.js'
import { toVegaConfig } from './vega-config.js'

/** Name of the layer that holds one item per row, as Vega calls its marks. */
export const dataMarkName = 'rows_marks'
/** Name of the layer that names the points of a scatter plot. */
export const pointNameMark = 'names_marks'

type Encoding = Record<string, unknown>
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
  const value = {
    field: 'y',
    type: 'quantitative',
    stack,
    scale: { domain: barDomain(chart, layout), nice: false },
    axis: {
      ...(chart.stack === 'normalized'
        ? { format: '.0%' }
        : valueAxis(chart.rows.flatMap((row) => [row.y, row.high ?? row.y]))),
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

function xOf(chart: Chart, layout: ChartLayout): Encoding {
  const title = chart.x.title || null
  if (chart.x.kind === 'category') {
    return {
      field: 'x',
      type: 'ordinal',
      sort: categoryOrder(chart),
      title,
      axis: {
        labelAngle: layout.labelAngle,
        labelLimit: layout.labelLimit,
        labelOverlap: 'greedy',
      },
      scale: { padding: 0.35 },
    }
  }
  if (chart.x.kind === 'time') {
    return {
      field: 'x',
      type: 'temporal',
      title,
      scale: { type: 'utc' },
      axis: { labelOverlap: 'greedy', tickCount: Math.max(3, Math.round(layout.size.width / 95)) },
    }
  }
  const values = chart.rows.map((row) => Number(row.x))
  const isLine = chart.mark === 'line'
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale:
      isLine && !chart.x.log
        ? { zero: false, nice: false, padding: 8 }
        : toScale(chart.x.log, chart.x.log ? extentOf(values) : spread(values)),
    axis: {
      ...(chart.x.log ? toLogTicks(values) : valueAxis(values)),
      grid: chart.mark === 'scatter',
      labelOverlap: 'greedy',
    },
  }
}

function yOf(chart: Chart): Encoding {
  const values = chart.rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y])
  const [low, high] = extentOf(values)
  // What comes near zero is read from zero; what stays far above it would be flattened.
  const zero = low >= 0 && low < high * 0.3
  const padded: Domain = chart.mark === 'scatter' ? spread(values) : [low, high]
  return {
    field: 'y',
    type: 'quantitative',
    title: chart.y.title || null,
    scale: toScale(chart.y.log, chart.y.log ? [low, high] : [zero ? 0 : padded[0], padded[1]]),
    axis: {
      ...(chart.y.log ? toLogTicks(values) : valueAxis(values)),
      title: chart.y.title || null,
    },
  }
}

function toScale(log: boolean | undefined, [low, high]: Domain): Encoding {
  return log
    ? { type: 'log', domain: logAxisOf(low, high).domain, nice: false }
    : { domain: roundDomain(low, high), zero: false, nice: false }
}

/** The extent with a little room, so that no point lies on the edge. */
function spread(values: readonly number[]): Domain {
  const [low, high] = extentOf(values)
  const room = (high - low) * 0.035
  const start = low >= 0 && low - room < 0 ? 0 : low - room
  return values.every((value) => value > 0) && start === 0
    ? [Math.min(low, 0), high + room]
    : [start, high + room]
}

function toLogTicks(values: readonly number[]): Encoding {
  const { ticks } = logAxisOf(...extentOf(values))
  const labels = ticks.map(({ value, label }) => `datum.value === ${value} ? '${label}' : `)
  return {
    values: ticks.map(({ value }) => value),
    labelExpr: `${labels.join('')}''`,
    labelOverlap: 'greedy',
  }
}

/** Fewer bars stand further apart, so that none becomes a wall. */
function bandPadding(chart: Chart): Encoding {
  const count = new Set(chart.rows.map((row) => row.x)).size
  if (chart.stack === 'grouped') return { paddingInner: count < 3 ? 0.4 : 0.24, paddingOuter: 0.2 }
  if (count < 3) return { paddingInner: 0.6, paddingOuter: count === 1 ? 1 : 0.6 }
  return { paddingInner: count === 3 ? 0.5 : 0.36, paddingOuter: 0.24 }
}

/** From zero to a round number past the longest bar and its label. */
function barDomain(chart: Chart, layout: ChartLayout): Domain {
  if (chart.stack === 'normalized') return [0, 1]
  let ends = chart.rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y])
  if (chart.stack === 'stacked') {
    const sums = new Map<string, number>()
    for (const row of chart.rows) {
      const key = JSON.stringify([row.x, row.y < 0])
      sums.set(key, (sums.get(key) ?? 0) + row.y)
    }
    ends = [...sums.values()]
  }
  const [low, high] = extentOf([0, ...ends])
  if (low === high) return [0, 1]
  const share = chart.stack === 'stacked' ? 0 : layout.labelShare
  const room = (high - low) * share
  return roundDomain(low < 0 ? low - room : 0, high > 0 ? high + room : 0)
}

/** Tick format by what the numbers are: years bare, large numbers with a prefix. */
function valueAxis(values: readonly number[]): Encoding {
  const whole = values.every(Number.isInteger)
  const [low, high] = extentOf(values)
  if (whole && low >= 1500 && high <= 2200) return { format: 'd', tickMinStep: 1 }
  const axis: Encoding = whole ? { tickMinStep: 1 } : {}
  if (Math.max(Math.abs(low), Math.abs(high)) >= 100_000) axis.format = '~s'
  return axis
}

function colorOf(chart: Chart, layout: ChartLayout, theme: Theme): Encoding {
  if (chart.series === undefined) return {}
  const { names, title } = chart.series
  return {
    color: {
      field: 'series',
      type: 'nominal',
      sort: names,
      title: title || null,
      scale: { domain: names, range: names.map((_, index) => seriesColor(theme, index)) },
      legend: names.length > 1 ? legendOf(layout) : null,
    },
  }
}

function shapeOf(chart: Chart): Encoding {
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

function legendOf(layout: ChartLayout): Encoding {
  return {
    orient: 'top',
    direction: 'horizontal',
    titleOrient: 'left',
    columns: layout.legendColumns,
    symbolType: 'circle',
  }
}

function seriesColor(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.text
}

/** Whichever of white and black reads better on a colour (WCAG relative luminance). */
function inkOn(color: string, theme: Theme): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  if (luminance < 0.2) return '#ffffff'
  return theme.name === 'light' ? theme.text : theme.surface
}

/** Categories in the order they are drawn. */
function categoryOrder(chart: Chart): (string | number)[] {
  const totals = new Map<string | number, number>()
  for (const row of chart.rows) totals.set(row.x, (totals.get(row.x) ?? 0) + row.y)
  const names = [...totals.keys()]
  if (chart.sort === undefined) return names
  const sign = chart.sort === 'ascending' ? 1 : -1
  return names.sort((a, b) => sign * ((totals.get(a) ?? 0) - (totals.get(b) ?? 0)))
}

/** Milliseconds since the epoch; a time without a zone is taken for UTC, wherever this runs. */
function toUtc(text: string): number {
  const zoned = /[T ]\d/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  return Date.parse(zoned.replace(' ', 'T'))
}
