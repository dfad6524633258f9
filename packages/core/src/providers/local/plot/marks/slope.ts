import { fontSizes } from '../../theme.js'
import type { Chart, ChartRow } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import { refuseRepeated, rejectData } from '../checks/row-checks.js'
import { endNameLayers, spreadEndNames } from '../layers/end-names.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { seriesColor } from '../layers/series-encoding.js'
import { extentOf } from '../layout/axis-domain.js'
import { categoryOrder } from '../layout/chart-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Layer, PlotContext, PlottedRow } from '../plot.js'

const maxPlaces = 4
const maxLines = 40
const perLine = 18

export const slopeRule: MarkRule = {
  noun: 'Slope graph',
  words: /\b(?:slope[- ]?(?:graph|chart|plot)s?|slopes|before[- ](?:and|vs\.?|versus)[- ]after)\b/,
  takes: 'matrix',
  xKind: () => 'category',
  bands: 'none',
  hasLegend: false,
  layOut: (chart, layout, _, mayGrow) => {
    const height = (chart.series?.names.length ?? 1) * perLine + 90
    const grown = mayGrow ? Math.max(layout.size.height, height) : layout.size.height
    return { ...layout, size: { ...layout.size, height: grown } }
  },
  check: checkSlopes,
  plot: (chart, context) => ({
    values: toEnds(chart, context),
    layers: slopeLayers(chart, context),
    markCount: chart.rows.length,
    adjust: spreadEndNames,
  }),
  describe: describeSlopes,
}

function checkSlopes(chart: Chart) {
  const places = categoryOrder(chart).length
  const lines = chart.series?.names.length ?? 0
  if (places < 2 || places > maxPlaces) {
    const seen = `has ${places === 1 ? 'one place' : `${places} places`} along \`${chart.x.title}\``
    const hint = 'Use `mark=line` for more, and `mark=bar` for one.'
    return [rejectData(`${seen}, and a slope graph compares 2 to ${maxPlaces}`, hint)]
  }
  if (lines > maxLines) {
    const what = `has ${lines} lines, and a slope graph names at most ${maxLines}`
    return [rejectData(what, 'Show fewer, or use `mark=line`.')]
  }
  return refuseRepeated(chart)
}

/** The rows of one line, from left to right. */
function toLines(chart: Chart): { name: string; first: ChartRow; last: ChartRow }[] {
  const order = categoryOrder(chart)
  return (chart.series?.names ?? []).flatMap((name) => {
    const rows = chart.rows
      .filter(({ series }) => series === name)
      .sort((a, b) => order.indexOf(a.x) - order.indexOf(b.x))
    const [first] = rows
    const last = rows.at(-1)
    return first === undefined || last === undefined ? [] : [{ name, first, last }]
  })
}

function toEnds(chart: Chart, context: PlotContext): PlottedRow[] {
  const order = categoryOrder(chart)
  const { theme } = context
  const rises = new Map(toLines(chart).map(({ name, first, last }) => [name, last.y - first.y]))
  const format = formatOf(chart)
  return toPlottedRows(chart, context).map((row) => {
    const rise = rises.get(row.series ?? '') ?? 0
    const text = format(row.y ?? 0)
    return {
      ...row,
      way: rise > 0 ? 'rises' : rise < 0 ? 'falls' : 'stays',
      paint: rise === 0 ? theme.mutedText : seriesColor(theme, rise > 0 ? 0 : 1),
      left: row.x === order[0] ? `${row.series}  ${text}` : null,
      right: row.x === order.at(-1) ? `${text}  ${row.series}` : null,
    }
  })
}

/** With three digits of what the lines rise or fall at most: no eye sees more. */
function formatOf(chart: Chart): (value: number) => string {
  const values = chart.rows.map((row) => row.y)
  const [low, high] = extentOf(values)
  const seen = Math.max(0, 2 - Math.floor(Math.log10(high - low || 1)))
  const decimals = Math.min(countDecimals(values), seen)
  return (value) => formatValue(value, decimals)
}

function slopeLayers(chart: Chart, context: PlotContext): Layer[] {
  const { theme } = context
  const [low, high] = extentOf(chart.rows.map((row) => row.y))
  const domain = low < high ? [low, high] : [low - 1, high + 1]
  const place = {
    x: {
      field: 'x',
      type: 'ordinal',
      sort: categoryOrder(chart),
      title: chart.y.title || null,
      scale: { type: 'point', padding: 0 },
      axis: {
        orient: 'top',
        titleFontWeight: 400,
        titleColor: theme.mutedText,
        titlePadding: 14,
        domain: false,
        labelAngle: 0,
        labelFontSize: fontSizes.axisTitle,
        labelFontWeight: 600,
        labelPadding: 14,
      },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      axis: null,
      scale: { type: chart.y.log ? 'log' : 'linear', domain, zero: false, nice: false },
    },
  }
  const color = { field: 'paint', type: 'nominal', scale: null }
  const dashes = theme.dashes?.[1]
  const strokeDash =
    dashes === undefined
      ? {}
      : { strokeDash: { condition: { test: "datum.way === 'falls'", value: dashes }, value: [] } }
  return [
    {
      transform: [{ aggregate: [{ op: 'count', as: 'count' }], groupby: ['x'] }],
      mark: { type: 'rule', color: theme.grid, strokeWidth: theme.hairline },
      encoding: { x: place.x },
    },
    {
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { ...place, color, ...strokeDash, detail: { field: 'series' } },
    },
    {
      name: 'rows',
      mark: { type: 'circle', size: 52, opacity: 1, stroke: theme.surface, strokeWidth: 1 },
      encoding: { ...place, color },
    },
    ...endNameLayers('left', 'isValid(datum.left)', place, 'left', context),
    ...endNameLayers('right', 'isValid(datum.right)', place, 'right', context),
  ]
}

function describeSlopes(chart: Chart): string[] {
  const format = formatOf(chart)
  const lines = toLines(chart)
  const told = lines.map(
    ({ name, first, last }) => `${name} ${format(first.y)} to ${format(last.y)}`,
  )
  const riseOf = ({ first, last }: (typeof lines)[number]) => last.y - first.y
  const sorted = [...lines].sort((a, b) => riseOf(a) - riseOf(b))
  const lowest = sorted[0]
  const highest = sorted.at(-1)
  const rises = highest !== undefined && riseOf(highest) > 0
  const falls = lowest !== undefined && riseOf(lowest) < 0
  return [
    `From ${categoryOrder(chart).join(' to ')}: ${told.join('; ')}.`,
    ...(rises ? [`${highest.name} rises most, by ${format(riseOf(highest))}.`] : []),
    ...(falls ? [`${lowest.name} falls most, by ${format(-riseOf(lowest))}.`] : []),
  ]
}
