import type { PictureSize } from '../../picture-size.js'
import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import type { ChartLayout, MeasureText } from '../plot.js'
import { wrapTitle } from './axis-titles.js'
import { categoryOrder } from './chart-axes.js'

interface MatrixFit {
  cell: PictureSize
  /** Font size of the numbers in the cells; absent where they do not fit. */
  textSize: number | undefined
  /** Degrees the labels of the columns are turned. */
  labelAngle: number
  /** Pixels of the longest name of a row, and most that it may take. */
  labelLimit: number
  /** Pixels above and below the cells, together. */
  ends: number
}

const edge = 14
const squareCell = { least: 14, most: 84 }
const rowHeight = { least: 19, most: 42 }
/** Pixels that the title of the legend may take of the width. */
export const maxLegendTitle = 110
const textSizes = [fontSizes.valueLabel, 11, 10]

/** Gives the cells of a matrix with as many rows as columns equal sides, and all others room. */
export function layOutMatrix(
  chart: Chart,
  layout: ChartLayout,
  measure: MeasureText,
  mayGrow: boolean,
): ChartLayout {
  const { rows, columns } = countCells(chart)
  const size = { ...layout.size }
  const { cell, ends, labelAngle, labelLimit } = fitMatrix(chart, layout, measure)
  const isSquare = rows === columns
  if (mayGrow) {
    const { least, most } = isSquare ? squareCell : rowHeight
    const height = Math.min(Math.max(cell.width, least), most)
    size.height = Math.round(Math.max(180, height * rows + ends))
  }
  const spare = isSquare ? cell.width * columns - (size.height - ends) : 0
  const padding = edge + Math.max(0, Math.floor(spare / 2))
  return {
    ...layout,
    size,
    labelAngle,
    labelLimit,
    horizontal: false,
    padding: { left: padding, right: padding, top: edge, bottom: edge },
  }
}

/** What there is room for in a picture. */
export function fitMatrix(
  chart: Chart,
  { padding, size }: Pick<ChartLayout, 'padding' | 'size'>,
  measure: MeasureText,
): MatrixFit {
  const { rows, columns } = countCells(chart)
  const names = columnsOf(chart).map(String)
  const widestOf = (texts: readonly string[], fontSize: number) =>
    texts.reduce((widest, text) => Math.max(widest, measure(text, fontSize)), 0)
  const labelLimit = size.width * 0.3
  const rowName = Math.min(labelLimit, widestOf(chart.series?.names ?? [], fontSizes.axisLabel))
  const title = [wrapTitle(chart.y.title, maxLegendTitle, measure)].flat()
  const numbers = 30 + widestOf(cellTexts(chart), fontSizes.legend)
  const legend = Math.max(numbers, widestOf(title, fontSizes.legend) * 1.08) + 14
  const sides = 2 * (padding?.left ?? edge) + rowName + 8 + (chart.series?.title ? 28 : 0) + legend
  const width = Math.max(40, size.width - sides) / columns
  const columnName = Math.min(150, widestOf(names, fontSizes.axisLabel))
  // Of numbers in a row some can go without a label.
  const turned = columnName > width - 3 && chart.x.kind !== 'number'
  const labelAngle = !turned ? 0 : width < 22 ? -90 : -40
  const labels = turned ? Math.sin((-labelAngle * Math.PI) / 180) * columnName + 12 : 20
  const ends = 2 * edge + labels + 6 + (chart.x.title ? 28 : 0) + (chart.title ? 34 : 0)
  const cell = { width, height: Math.max(4, size.height - ends) / rows }
  const texts = cellTexts(chart)
  const textSize = textSizes.find(
    (fontSize) => widestOf(texts, fontSize) + 6 <= cell.width && fontSize * 1.35 <= cell.height,
  )
  return { cell, textSize, labelAngle, labelLimit, ends }
}

/** Names of the columns from left to right: numbers ascend. */
export function columnsOf(chart: Chart): (string | number)[] {
  const names = categoryOrder(chart)
  return chart.x.kind === 'number' ? names.sort((a, b) => Number(a) - Number(b)) : names
}

function countCells(chart: Chart): { rows: number; columns: number } {
  return { rows: chart.series?.names.length ?? 1, columns: columnsOf(chart).length }
}

/** The value of each row with about three digits, as it is written in its cell. */
export function cellTexts(chart: Chart): string[] {
  const values = chart.rows.map((row) => row.y)
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const enough = most >= 100 ? 0 : most >= 10 ? 1 : 2
  const decimals = Math.min(countDecimals(values), enough)
  return values.map((value) => formatValue(Number(value.toFixed(decimals)) || 0, decimals))
}
