import type { PictureSize } from '../../picture-size.js'

/** Small plots in rows. */
export interface Grid {
  columns: number
  rows: number
  /** Of the plot in every cell, without axes and names. */
  cell: PictureSize
  /** What the whole picture should measure; its height only when it may not grow. */
  wanted: { width: number; height?: number }
  /** What is left when every cell has whole pixels. */
  spare: { right: number; bottom: number }
}

/** Pixels between plots; a row has the names of its plots above it. */
export const gridGap = { column: 32, row: 38 } as const
/** What axes, legend and margins take, about; the first drawing tells. */
const sides = { width: 90, height: 130 } as const
const least = { width: 110, height: 84 } as const
const most = { height: 210 } as const

/** Rows and columns of small plots on a canvas. */
export function layOutGrid(
  count: number,
  canvas: PictureSize,
  { columns: asked, mayGrow }: { columns?: number | undefined; mayGrow: boolean },
): Grid {
  const columns = Math.min(count, asked ?? chooseColumns(count, canvas.width))
  const rows = Math.ceil(count / columns)
  const width = shareOf(canvas.width - sides.width, columns, gridGap.column)
  const height = mayGrow
    ? Math.min(most.height, width * 0.72)
    : shareOf(canvas.height - sides.height, rows, gridGap.row)
  const wanted = mayGrow ? { width: canvas.width } : { width: canvas.width, height: canvas.height }
  return { columns, rows, cell: atLeast({ width, height }), wanted, spare: { right: 0, bottom: 0 } }
}

/** The same grid with cells that make the picture as large as wanted. */
export function correctGrid(grid: Grid, drawn: PictureSize): Grid {
  const { columns, rows, wanted } = grid
  const right = wanted.width - drawn.width
  const bottom = (wanted.height ?? drawn.height) - drawn.height
  const width = grid.cell.width + right / columns
  const height = grid.cell.height + bottom / rows
  const cell = atLeast({ width, height })
  const spare = {
    right: Math.max(0, right - columns * (cell.width - grid.cell.width)),
    bottom: Math.max(0, bottom - rows * (cell.height - grid.cell.height)),
  }
  return { ...grid, cell, spare }
}

/** Up to three beside each other; else as few empty places as possible, in wide rows. */
function chooseColumns(count: number, width: number): number {
  const fitting = Math.max(
    1,
    Math.floor((width - sides.width + gridGap.column) / (least.width + gridGap.column)),
  )
  if (count <= 3) return Math.min(count, fitting)
  if (count === 4) return Math.min(2, fitting)
  let best = Math.min(2, fitting)
  for (let columns = 3; columns <= Math.min(5, fitting); columns++) {
    const empty = (across: number) => Math.ceil(count / across) * across - count
    if (empty(columns) <= empty(best) || best === 2) best = columns
  }
  return best
}

function shareOf(length: number, parts: number, gap: number): number {
  return (length - gap * (parts - 1)) / parts
}

function atLeast({ height, width }: PictureSize): PictureSize {
  return {
    width: Math.floor(Math.max(least.width, width)),
    height: Math.floor(Math.max(least.height, height)),
  }
}
