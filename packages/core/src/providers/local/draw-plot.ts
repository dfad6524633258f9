import { FigureError } from '../../errors.js'
import type { FieldProblem } from '../../problem.js'
import type { Chart } from './chart.js'
import { layOutChart } from './chart-layout.js'
import { countDecimals, formatValue } from './chart-numbers.js'
import { dataMarkName, pointNameMark, toVegaLite } from './chart-spec.js'
import { describeChart } from './describe-chart.js'
import { drawVegaLite, findItems, type SceneItem } from './draw-vega.js'
import type { Drawing } from './drawing.js'
import { toLabelText } from './label-text.js'
import { placePointNames } from './place-point-names.js'
import type { PlotBody } from './request-body.js'
import { themes } from './theme.js'
import type { Typesetter } from './typesetter.js'

/** Draws a chart and checks the picture against the data. */
export async function drawPlot(
  wanted: Chart,
  { aspect, fit, theme: themeName }: Pick<PlotBody, 'aspect' | 'fit' | 'theme'>,
  typesetter: Typesetter,
): Promise<Drawing> {
  const chart = cleanLabels(wanted)
  const theme = themes[themeName]
  const decimals = countDecimals(chart.rows.map((row) => row.y))
  const valueTexts = chart.rows.map((row) => formatValue(row.y, decimals))
  const layout = layOutChart(chart, valueTexts, { aspect, fit }, typesetter)
  const spec = toVegaLite(chart, valueTexts, layout, theme)
  const drawing = await drawVegaLite(spec, typesetter, (scene) => {
    const points = findItems(scene, dataMarkName)
    const names = findItems(scene, pointNameMark)
    if (names.length > 0) placePointNames(points, names, typesetter)
  })
  checkMarks(chart, drawing.scene)
  const warnings: FieldProblem[] = []
  if (chart.mark === 'bar' && chart.valueLabels === true && !layout.valueLabels) {
    warnings.push({
      field: 'labels',
      code: 'attribute-invalid',
      severity: 'warning',
      message: 'The numbers do not fit on the bars and are left out',
      hint: 'Leave `aspect` out, or use `orient=horizontal`.',
    })
  }
  return { ...drawing, ...describeChart(chart), warnings }
}

/** Every row is one mark at a finite place: anything else would be a wrong picture. */
function checkMarks(chart: Chart, scene: SceneItem): void {
  const items = findItems(scene, dataMarkName)
  if (items.length !== chart.rows.length) {
    throw new FigureError(
      'render-failed',
      `The data has ${chart.rows.length} values and the picture ${items.length} marks`,
    )
  }
  for (const item of items) {
    if (!Number.isFinite(item.x) || !Number.isFinite(item.y)) {
      throw new FigureError('render-failed', 'A mark has no place in the picture')
    }
  }
}

/** Text from the data, without what would break a line or turn writing around. */
function cleanLabels(chart: Chart): Chart {
  const clean = <Value>(value: Value) =>
    (typeof value === 'string' ? toLabelText(value) : value) as Value
  return {
    ...chart,
    x: { ...chart.x, title: clean(chart.x.title) },
    y: { ...chart.y, title: clean(chart.y.title) },
    ...(chart.title === undefined ? {} : { title: clean(chart.title) }),
    ...(chart.series === undefined
      ? {}
      : { series: { title: clean(chart.series.title), names: chart.series.names.map(clean) } }),
    rows: chart.rows.map((row) => ({
      ...row,
      x: clean(row.x),
      ...(row.series === undefined ? {} : { series: clean(row.series) }),
      ...(row.label === undefined ? {} : { label: clean(row.label) }),
    })),
  }
}
