import type { FieldProblem } from '../../../../problem.js'
import type { Chart } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import { checkDuplicates, refuseLog, refuseShareless, rejectData } from '../checks/row-checks.js'
import { describeTrends } from '../descriptions/describe-values.js'
import { toPlottedRows } from '../layers/plotted-rows.js'
import { fillOf, seriesColor } from '../layers/series-encoding.js'
import { zeroLine } from '../layers/zero-line.js'
import { barAxis, xOf } from '../layout/chart-axes.js'
import type { MarkRule } from '../mark-rule.js'
import type { Encoding, Layer, PlotContext } from '../plot.js'

export const areaRule: MarkRule = {
  noun: (chart) =>
    chart.stack === 'normalized'
      ? 'Normalised area chart'
      : isStacked(chart)
        ? 'Stacked area chart'
        : 'Area chart',
  words: /\b(?:(?:stacked )?area[- ]?(?:chart|plot|graph)s?|(?:stacked|filled) areas?)\b/,
  takes: 'values',
  xKind: (kind) => kind,
  bands: 'none',
  stack: 'stacked',
  hasLegend: true,
  check: (chart, roles) => [
    ...refuseLog(chart, 'A logarithmic scale has no zero for an area to stand on'),
    ...checkDuplicates(chart, roles),
    ...checkStack(chart),
    ...refuseShareless(chart),
  ],
  plot: (chart, context) => ({
    values: toPlottedRows(chart, context),
    layers: areaLayers(chart, context),
    markCount: chart.rows.length,
  }),
  describe: (chart) => [...describeTrends(chart), ...describeTotals(chart)],
}

function isStacked({ stack }: Chart): boolean {
  return stack === 'stacked' || stack === 'normalized'
}

/** Areas on top of each other need one value each at every x, and none below zero. */
function checkStack(chart: Chart): FieldProblem[] {
  if (!isStacked(chart)) return []
  const hint = 'Use `mark=line`, or `stack=grouped` to lay areas over each other.'
  const negative = chart.rows.find((row) => row.y < 0)
  if (negative !== undefined) {
    const where = `${negative.y} at \`${negative.x}\` in series \`${negative.series}\``
    return [rejectData(`has ${where}, and areas below zero cannot be stacked`, hint)]
  }
  const present = new Set(
    chart.rows.map(({ facet, series, x }) => JSON.stringify([facet, x, series])),
  )
  for (const { facet, x } of chart.rows) {
    for (const name of chart.series?.names ?? []) {
      if (present.has(JSON.stringify([facet, x, name]))) continue
      const what = `has no value of \`${name}\` at \`${x}\`, and areas on top of each other need one`
      return [rejectData(what, `Write 0 where there is none. ${hint}`)]
    }
  }
  return []
}

function areaLayers(chart: Chart, { layout, theme }: PlotContext): Layer[] {
  const stacked = isStacked(chart)
  const stack = chart.stack === 'normalized' ? 'normalize' : stacked ? 'zero' : null
  const x = xOf(chart, layout)
  const { axis, scale } = barAxis(chart, layout)
  // The edges of layers, in the colour of the surface, would cut the axis they stand on.
  const hasZeroLine = stacked || chart.rows.some((row) => row.y < 0)
  const fillOpacity = stacked ? 1 : chart.series === undefined ? 0.25 : 0.3
  const encoding: Encoding = {
    x: {
      ...x,
      scale: { ...(x.scale as Encoding), padding: 0 },
      axis: { ...(x.axis as Encoding), domain: !hasZeroLine },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      stack,
      title: chart.y.title || null,
      scale,
      axis: { ...axis, title: chart.y.title || null },
    },
    ...fillOf(chart, layout, theme, fillOpacity),
  }
  if (stacked) {
    // A wider one would swallow thin layers; hatchings need more than colours to be told apart.
    const separator = theme.hatches === undefined ? 0.5 : 1
    const names = JSON.stringify(chart.series?.names ?? [])
    return [
      {
        name: 'rows',
        transform: [{ calculate: `indexof(${names}, datum.series)`, as: 'rank' }],
        mark: { type: 'area', fillOpacity, stroke: theme.surface, strokeWidth: separator },
        encoding: { ...encoding, order: { field: 'rank', type: 'quantitative' } },
      },
      zeroLine('y', theme),
    ]
  }
  const color = chart.series === undefined ? { color: { value: seriesColor(theme, 0) } } : {}
  return [
    {
      name: 'rows',
      mark: { type: 'area', fillOpacity },
      encoding: { ...encoding, ...color },
    },
    ...(hasZeroLine ? [zeroLine('y', theme)] : []),
    { mark: { type: 'line', strokeWidth: 2 }, encoding: { ...encoding, ...color } },
  ]
}

/** How the sum over all series goes. */
function describeTotals(chart: Chart): string[] {
  if (chart.stack !== 'stacked' || chart.facet !== undefined) return []
  const totals = new Map<string | number, number>()
  for (const { x, y } of chart.rows) totals.set(x, (totals.get(x) ?? 0) + y)
  const ordered = [...totals]
  if (chart.x.kind !== 'category') ordered.sort(([a], [b]) => (a < b ? -1 : 1))
  const [first] = ordered
  const last = ordered.at(-1)
  if (first === undefined || last === undefined || first === last) return []
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  const tell = ([x, y]: [string | number, number]) => `${formatValue(y, decimals)} at ${x}`
  return [`The total goes from ${tell(first)} to ${tell(last)}.`]
}
