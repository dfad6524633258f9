import { fontSizes, type Theme } from '../../theme.js'
import type { Chart } from '../chart.js'
import { checkDuplicates, refuseLog, refuseMany, refuseShareless } from '../checks/row-checks.js'
import { describeValues } from '../descriptions/describe-values.js'
import { errorLayers } from '../layers/error-marks.js'
import { fitPlates, plateLayer } from '../layers/number-plates.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { fillOf, seriesColor } from '../layers/series-encoding.js'
import { zeroLine } from '../layers/zero-line.js'
import { axisLengths } from '../layout/axis-room.js'
import { bandPadding, barAxis, categoryOrder } from '../layout/chart-axes.js'
import { labelledNames } from '../layout/sequence-labels.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, PlotContext, PlottedRow } from '../plot.js'

const maxBars = 120

export const barRule: MarkRule = {
  noun: ({ stack }) =>
    stack === undefined
      ? 'Bar chart'
      : stack === 'grouped'
        ? 'Grouped bar chart'
        : 'Stacked bar chart',
  words: /\b(?:bars?|bar[- ]?(?:chart|plot|graph)s?|barplots?|column chart)\b/,
  takes: 'values',
  xKind: () => 'category',
  bands: 'either',
  stack: 'grouped',
  hasLegend: true,
  check: (chart, roles) => [
    ...refuseLog(chart, 'A logarithmic scale has no zero for bars to stand on'),
    ...checkDuplicates(chart, roles),
    ...refuseShareless(chart),
    ...refuseMany(chart, roles, maxBars, 'a bar chart'),
  ],
  plot: (chart, context) => ({
    values: toBars(chart, context),
    layers: barLayers(chart, context),
    markCount: chart.rows.length,
    adjust: (scene) => fitPlates(scene, context.layout.horizontal),
  }),
  describe: describeValues,
}

/** Pixels of a value axis that its title, its labels and a legend leave to the bars, at least. */
const shareOfLength = 0.66

/** Rows with the number that stands in a part of a stacked bar, where it fits, on a plate. */
function toBars(chart: Chart, context: PlotContext): PlottedRow[] {
  const rows = toPlottedRows(chart, context)
  if (!isStacked(chart)) return rows
  const { layout, measure, theme } = context
  const { height, width } = layout.size
  const length = (layout.horizontal ? width : height) * shareOfLength
  const totals = new Map<string, number>()
  const keyOf = (row: PlottedRow) => JSON.stringify([row.facet, row.x])
  for (const row of rows) {
    totals.set(keyOf(row), (totals.get(keyOf(row)) ?? 0) + Math.abs(row.y ?? 0))
  }
  const longest = Math.max(...totals.values())
  const band = ((width - 90) / totals.size) * 0.64
  return rows.map((row) => {
    const total = chart.stack === 'normalized' ? totals.get(keyOf(row)) : longest
    const part = (length * Math.abs(row.y ?? 0)) / (total || 1)
    const text = String(row.text)
    const textWidth = measure(text, fontSizes.valueLabel)
    const fits = layout.horizontal ? part >= textWidth + 8 : part >= 15 && band >= textWidth + 4
    return {
      ...row,
      // Hidden, not left out: the others stand on it.
      shown: fits ? 1 : 0,
      textWidth,
      paint: seriesColor(theme, chart.series?.names.indexOf(row.series ?? '') ?? 0),
    }
  })
}

function isStacked({ stack }: Chart): boolean {
  return stack === 'stacked' || stack === 'normalized'
}

/** The channels that place a bar, by what they do. */
interface BarPlace {
  along: Encoding
  across: 'x' | 'y'
  value: Encoding
  /** Puts the parts of a stacked bar in the order of the series. */
  rank: { transform?: Layer[]; order?: Encoding }
}

function placeOf(chart: Chart, layout: PlotContext['layout']): BarPlace {
  const [along, across, offset] = layout.horizontal
    ? (['y', 'x', 'yOffset'] as const)
    : (['x', 'y', 'xOffset'] as const)
  const names = chart.series?.names ?? []
  const stacked = isStacked(chart)
  const { axis, scale } = barAxis(chart, layout)
  // Names that are turned stand side by side where a line of text fits between two bars.
  const perName = layout.size.width / categoryOrder(chart).length
  const labelOverlap = layout.labelAngle !== 0 && perName > 24 ? false : 'greedy'
  const values = layout.horizontal
    ? undefined
    : labelledNames(categoryOrder(chart), axisLengths(layout).x)
  const category = {
    field: 'x',
    type: 'nominal',
    sort: categoryOrder(chart),
    title: chart.x.title || null,
    scale: bandPadding(chart),
    axis: {
      labelAngle: layout.labelAngle,
      labelLimit: layout.labelLimit,
      labelOverlap,
      ...(values === undefined ? {} : { values, labelOverlap: false }),
      grid: false,
      domain: !hasNegative(chart) && !stacked,
    },
  }
  const group = { field: 'series', type: 'nominal', sort: names, scale: { paddingInner: 0.06 } }
  const rank = `indexof(${JSON.stringify(names)}, datum.series)`
  return {
    along: { [along]: category, ...(chart.stack === 'grouped' ? { [offset]: group } : {}) },
    across,
    value: {
      field: 'y',
      type: 'quantitative',
      stack: chart.stack === 'normalized' ? 'normalize' : stacked ? 'zero' : null,
      scale,
      axis: { ...axis, grid: true, domain: false, title: chart.y.title || null },
    },
    rank: stacked
      ? {
          transform: [{ calculate: rank, as: 'rank' }],
          order: { field: 'rank', type: 'quantitative' },
        }
      : {},
  }
}

/** Pixels, about. */
function barWidth(chart: Chart, layout: PlotContext['layout']): number {
  const series = chart.stack === 'grouped' ? (chart.series?.names.length ?? 1) : 1
  const length = axisLengths(layout)[layout.horizontal ? 'y' : 'x']
  return (0.7 * length) / (categoryOrder(chart).length * series)
}

function hasNegative(chart: Chart): boolean {
  return chart.rows.some((row) => row.y < 0)
}

function barLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const place = placeOf(chart, layout)
  const { across, along, value } = place
  const { order, ...transform } = place.rank
  const stacked = isStacked(chart)
  const layers: Layer[] = [
    {
      name: 'rows',
      ...transform,
      mark: stacked
        ? { type: 'bar', stroke: theme.surface, strokeWidth: 1 }
        : { type: 'bar', cornerRadiusEnd: 2 },
      encoding: {
        ...along,
        [across]: value,
        ...fillOf(chart, layout, theme),
        ...(order === undefined ? {} : { order }),
      },
    },
  ]
  // The edges of parts, in the colour of the surface, would cut the axis they stand on.
  if (hasNegative(chart) || stacked) layers.push(zeroLine(across, theme))
  if (!stacked) layers.push(...errorLayers(chart, along, across, theme, barWidth(chart, layout)))
  if (!layout.valueLabels) return layers
  return [...layers, ...(stacked ? partLabels(place, theme) : endLabels(chart, place, layout))]
}

/** Numbers past the ends of bars. */
function endLabels(
  chart: Chart,
  { across, along }: BarPlace,
  layout: PlotContext['layout'],
): Layer[] {
  const above = layout.horizontal
    ? { align: 'left', dx: 5, baseline: 'middle' }
    : { align: 'center', dy: -7, baseline: 'alphabetic' }
  const below = layout.horizontal
    ? { align: 'right', dx: -5, baseline: 'middle' }
    : { align: 'center', dy: 15, baseline: 'alphabetic' }
  const labels = (filter: string, mark: Layer, field: string): Layer => ({
    transform: [{ filter }],
    mark: { type: 'text', fontSize: fontSizes.valueLabel, ...mark },
    encoding: {
      ...along,
      [across]: { field, type: 'quantitative', stack: null },
      text: { field: 'text', type: 'nominal' },
    },
  })
  return [
    labels('datum.y >= 0', above, 'top'),
    ...(hasNegative(chart) ? [labels('datum.y < 0', below, 'y')] : []),
  ]
}

/** Numbers in the middle of the parts of bars; over hatching each has a plate in its colour. */
function partLabels({ across, along, rank, value }: BarPlace, theme: Theme): Layer[] {
  const { order, transform } = rank
  const encoding = {
    ...along,
    [across]: { field: 'y', type: 'quantitative', stack: value.stack, bandPosition: 0.5 },
    detail: { field: 'series' },
    order,
  }
  const given = (field: string) => ({ field, type: 'nominal', scale: null })
  const shown = given('shown')
  const text: Layer = {
    transform,
    mark: { type: 'text', fontSize: fontSizes.valueLabel, baseline: 'middle', align: 'center' },
    encoding: {
      ...encoding,
      text: { field: 'text', type: 'nominal' },
      color: given('ink'),
      opacity: shown,
    },
  }
  if (theme.hatches === undefined) return [text]
  return [plateLayer({ transform }, { ...encoding, opacity: shown }), text]
}
