import { FigureError } from '../../../errors.js'
import type { FieldProblem } from '../../../problem.js'
import type { Drawing } from '../drawing.js'
import type { PlotBody } from '../request-body.js'
import { toLabelText } from '../text/label-text.js'
import type { Typesetter } from '../text/typesetter.js'
import { themes } from '../theme.js'
import { drawVegaLite, findItems, type SceneItem } from '../vega/draw-vega.js'
import type { Chart } from './chart.js'
import { layOutChart } from './chart-layout.js'
import { dataMarkName, pointNameMark, toVegaLite } from './chart-spec.js'
import { describeChart } from './describe-chart.js'
import type { Plot } from './mark-rule.js'
import { markRules } from './mark-rules.js'
import { placePointNames } from './place-point-names.js'

/** Draws a chart and checks the picture against the data. */
export async function drawPlot(
  wanted: Chart,
  { aspect, fit, theme: themeName }: Pick<PlotBody, 'aspect' | 'fit' | 'theme'>,
  typesetter: Typesetter,
): Promise<Drawing> {
  const chart = cleanLabels(wanted)
  const theme = themes[themeName]
  const layout = layOutChart(chart, { aspect, fit }, typesetter)
  const plot = markRules[chart.mark].plot(chart, { layout, theme })
  const spec = toVegaLite(chart, plot, { layout, theme })
  const drawing = await drawVegaLite(spec, typesetter, (scene) => {
    const points = findItems(scene, dataMarkName)
    const names = findItems(scene, pointNameMark)
    if (names.length > 0) placePointNames(points, names, typesetter)
  })
  checkMarks(plot, drawing.scene)
  const warnings: FieldProblem[] = []
  if (markRules[chart.mark].bands !== 'none' && chart.valueLabels === true && !layout.valueLabels) {
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
function checkMarks({ markCount }: Plot, scene: SceneItem): void {
  const items = findItems(scene, dataMarkName)
  if (items.length !== markCount) {
    throw new FigureError(
      'render-failed',
      `The data gives ${markCount} marks and the picture has ${items.length}`,
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
