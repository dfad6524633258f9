import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { bandPadding, barAxis, categoryOrder } from '../chart-axes.js'
import { describeValues } from '../describe-values.js'
import { errorLayers } from '../error-marks.js'
import type { Encoding, Layer, MarkRule, PlotContext } from '../mark-rule.js'
import { toPlottedRows } from '../plotted-rows.js'
import { checkDuplicates, refuseLog, refuseMany } from '../row-checks.js'
import { colorOf } from '../series-encoding.js'

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
  check: (chart, roles) => [
    ...refuseLog(chart, 'A logarithmic scale has no zero for bars to stand on'),
    ...checkDuplicates(chart, roles),
    ...refuseMany(chart, roles, maxBars, 'a bar chart'),
  ],
  plot: (chart, context) => ({
    values: toPlottedRows(chart, context),
    layers: barLayers(chart, context),
    markCount: chart.rows.length,
  }),
  describe: describeValues,
}

function barLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
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
