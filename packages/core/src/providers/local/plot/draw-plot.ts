import type { FieldProblem } from '../../../problem.js'
import type { Drawing } from '../drawing.js'
import { sizeOfAspect } from '../picture-size.js'
import type { PlotBody } from '../request-body.js'
import type { Typesetter } from '../text/typesetter.js'
import { themes } from '../theme.js'
import { drawVegaLite, findItems, type SceneItem, type VegaDrawing } from '../vega/draw-vega.js'
import type { Chart } from './chart.js'
import { markNamesInScene, toVegaLite } from './chart-spec.js'
import { checkPicture } from './checks/check-picture.js'
import { describeChart } from './describe-chart.js'
import { cleanLabels } from './labels/clean-labels.js'
import { placeLabels } from './labels/place-labels.js'
import { layOutChart } from './lay-out-chart.js'
import { restoreNames } from './layout/facet-cells.js'
import { correctGrid } from './layout/facet-grid.js'
import { markRules } from './mark-rules.js'
import type { MeasureText, Plot, PlotContext } from './plot.js'

/** Draws a chart and checks the picture against the data. */
export async function drawPlot(
  wanted: Chart,
  { aspect, fit, theme: themeName }: Pick<PlotBody, 'aspect' | 'fit' | 'theme'>,
  typesetter: Typesetter,
): Promise<Drawing> {
  const chart = cleanLabels(wanted)
  const measure: MeasureText = (text, size) => typesetter.measure(text, { size })
  const layout = layOutChart(chart, { aspect, fit }, typesetter)
  const context = { layout, theme: themes[themeName], measure }
  const plot = markRules[chart.mark].plot(chart, context)
  const drawing = await drawToSize(chart, plot, context, typesetter)
  checkPicture(plot, drawing.scene)
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
  const { scale = 1 } = sizeOfAspect(aspect, fit)
  const size = { ...drawing.size, scale }
  return { content: drawing.content, size, ...describeChart(chart), warnings }
}

/** Small plots have no size as a whole until they are drawn: then they are drawn once more. */
async function drawToSize(
  chart: Chart,
  plot: Plot,
  context: PlotContext,
  typesetter: Typesetter,
): Promise<VegaDrawing> {
  const draw = (layout: PlotContext['layout']) =>
    drawVegaLite(toVegaLite(chart, plot, { ...context, layout }), typesetter, (scene) => {
      restoreNames(scene)
      for (const part of partsOf(scene)) {
        plot.adjust?.(part)
        placeLabels(itemsOf(part), context.measure)
      }
    })
  const { layout } = context
  if (layout.grid === undefined) return draw(layout)
  const first = await draw(layout)
  const grid = correctGrid(layout.grid, first.size)
  return draw({ ...layout, grid })
}

/** The small plots of a scene, or the scene where it is one plot. */
function partsOf(scene: SceneItem): SceneItem[] {
  const cells: SceneItem[] = []
  const visit = (node: SceneItem) => {
    if (/^cell_\d+_group$/.test(node.name ?? '')) cells.push(...(node.items ?? []))
    else for (const child of node.items ?? []) visit(child)
  }
  visit(scene)
  return cells.length === 0 ? [scene] : cells
}

function itemsOf(part: SceneItem): Parameters<typeof placeLabels>[0] {
  const { names, notes, rows } = markNamesInScene
  const references: SceneItem[] = []
  const bands: SceneItem[] = []
  const grid: SceneItem[] = []
  const values: SceneItem[] = []
  const visit = (node: SceneItem) => {
    const { items = [], name = '' } = node
    if (node.role === 'axis-grid') grid.push(...items)
    else if (name.startsWith('reference_band')) bands.push(...items)
    else if (node.marktype !== 'text' || node.role !== 'mark')
      for (const child of items) visit(child)
    else if (name.startsWith('reference_label')) references.push(...items)
    else if (name !== names && name !== notes) values.push(...items)
  }
  visit(part)
  const find = (name: string) => findItems(part, name)
  return {
    rows: find(rows),
    names: find(names),
    notes: find(notes),
    references,
    bands,
    grid,
    values,
  }
}
