import type { Artifact } from '../../../artifact.js'
import type { PictureSize } from '../picture-size.js'
import { gridOf, type PanelOptions } from './panel-options.js'
import { readPlotSpan, type Span } from './plot-span.js'

export interface Place {
  x: number
  y: number
  width: number
  /** Of the row. */
  height: number
  drawnHeight: number
  /** From one end of its horizontal axis to the other; of a panel without one, from edge to edge. */
  plot: Span
}

interface Sized extends PictureSize {
  /** Absent for what is no single plot. */
  plot: Span | undefined
}

/** Area in CSS pixels that a picture made of pixels is given, so that it weighs like a drawn one. */
const rasterArea = 640 * 400
/** Up to this factor a panel is enlarged to be as high as its neighbours. */
const maxEnlargement = 1.25
const maxWidth = 2400

/**
 * Where each panel stands, and the size of the whole. The vertical axes of plots that stand one
 * below the other are in line, whatever the width of their tick labels.
 *
 * @param labelHeight Room for the label that each panel has above or below it.
 */
export function placePanels(
  panels: readonly Artifact[],
  { layout, spacing }: PanelOptions,
  labelHeight: number,
): { places: Place[]; size: PictureSize } {
  const { columns } = gridOf(layout, panels.length)
  const rows: Sized[][] = []
  for (let first = 0; first < panels.length; first += columns) {
    rows.push(sizeRow(panels.slice(first, first + columns)))
  }
  const indents = indentsOf(rows, columns)
  const slotOf = (size: Sized, row: number, column: number) =>
    size.width + (isFull(rows[row], columns) ? (indents[column]?.widest ?? 0) : 0)
  const widthOf = (row: readonly Sized[], index: number) =>
    row.reduce((sum, size, column) => sum + slotOf(size, index, column) + spacing, spacing)
  const natural = Math.max(...rows.map(widthOf))
  const scale = Math.min(1, maxWidth / natural)
  const total = Math.round(natural * scale)
  const places: Place[] = []
  let y = spacing
  for (const [index, row] of rows.entries()) {
    const height = Math.max(...row.map((size) => size.height)) * scale
    let x = (total - widthOf(row, index) * scale) / 2 + spacing
    for (const [column, size] of row.entries()) {
      const left = x + (indents[column]?.byPanel.get(size) ?? 0) * scale
      const width = size.width * scale
      const { start, length } = size.plot ?? { start: 0, length: size.width }
      places.push({
        x: left,
        y,
        width,
        height,
        drawnHeight: size.height * scale,
        plot: { start: left + start * scale, length: length * scale },
      })
      x += slotOf(size, index, column) * scale + spacing
    }
    y += height + labelHeight + spacing
  }
  return { places, size: { width: total, height: Math.round(y) } }
}

/** How far to the right the plots of each column are moved for their axes to be in line. */
function indentsOf(rows: readonly Sized[][], columns: number) {
  const full = rows.filter((row) => isFull(row, columns))
  return Array.from({ length: columns }, (_, column) => {
    const panels = full.flatMap((row) => row[column] ?? [])
    const [first] = panels
    const areAlike = panels.every(
      ({ plot, width }) => plot !== undefined && Math.abs(width - (first?.width ?? 0)) < 1,
    )
    const furthest = Math.max(...panels.map(({ plot }) => plot?.start ?? 0))
    const indents = panels.map((panel) => [panel, furthest - (panel.plot?.start ?? 0)] as const)
    const byPanel = new Map(areAlike ? indents : [])
    return { byPanel, widest: Math.max(0, ...byPanel.values()) }
  })
}

/** The last row may have fewer panels and stands in the middle. */
function isFull(row: readonly Sized[] | undefined, columns: number): boolean {
  return row?.length === columns
}

function sizeRow(panels: readonly Artifact[]): Sized[] {
  const isVector = ({ mediaType }: Artifact) => mediaType === 'image/svg+xml'
  const drawn = panels.filter(isVector).map((panel) => panel.height)
  const sizes = panels.map((panel) => {
    const { width, height } = panel
    if (isVector(panel)) return { width, height }
    const wanted =
      drawn.length > 0 ? Math.max(...drawn) : Math.sqrt((rasterArea * height) / Math.max(1, width))
    return { width: (wanted * width) / Math.max(1, height), height: wanted }
  })
  const highest = Math.max(...sizes.map((size) => size.height))
  return panels.map((panel, index): Sized => {
    const size = sizes[index] ?? panel
    const enlargement = highest / size.height
    const stays = isVector(panel) && enlargement > maxEnlargement
    const width = size.width * (stays ? 1 : enlargement)
    const plot = isVector(panel) ? readPlotSpan(panel, width) : undefined
    return { width, height: stays ? size.height : highest, plot }
  })
}
