import type { PlotOptions } from '../../options.js'
import { type Cell, type Column, nameAt, type Table } from '../table.js'
import { countValues, isNumber } from './column-rules.js'
import { toSharedTitle } from './column-title.js'
import { orderedNames } from './ordered-names.js'

/** A table that is the matrix itself: a column that names its rows, and columns of numbers. */
export interface Matrix {
  names: Column
  columns: Column[]
}

/** A table as a matrix, where its rows have one name each and no other column holds names. */
export function findMatrix(table: Table, { x, y }: PlotOptions): Matrix | undefined {
  const listed = y?.split(',').map((name) => name.trim()) ?? []
  const said = table.columns.find(({ name }) => name === x || (listed.length === 1 && name === y))
  const [first] = table.columns
  const texts = table.columns.filter((column) => !isNumber(column))
  const isIndex = texts.length === 0 && first !== undefined && orderedNames.test(first.name)
  const names = said ?? texts[0] ?? (isIndex ? first : undefined)
  if (names === undefined || countValues(names) < names.values.length) return undefined
  if (texts.some((column) => column !== names)) return undefined
  const columns = table.columns.filter(
    (column) =>
      column !== names && isNumber(column) && (listed.length < 2 || listed.includes(column.name)),
  )
  return columns.length < 2 ? undefined : { names, columns }
}

/** Titles of columns that say nothing beside the names they hold. */
const plainTitles = /^(?:|name|label|class|category|variable|feature|item|row|index)$/i

/** One row for each cell of a matrix that has a value, as columns; row by row. */
export function meltMatrix(
  { columns, names }: Matrix,
  kind: 'confusion' | 'correlation' | undefined,
): { x: Column; rows: Column; value: Column } {
  const headers = columns.map((column) => column.name)
  const rowNames = names.values.map((_, row) => nameAt(names, row) ?? '')
  const isSquare =
    headers.length === rowNames.length && headers.every((name, at) => name === rowNames[at])
  const shared = toSharedTitle(headers)
  const isShared = !isSquare && shared.title !== ''
  const cells = rowNames.flatMap((row, index) =>
    columns.flatMap((column, at) => {
      const value = column.values[index] ?? null
      return value === null
        ? []
        : [{ row, x: (isShared ? shared.names : headers)[at] ?? '', value }]
    }),
  )
  const values: Cell[] = cells.map(({ value }) => value)
  const isPlain = plainTitles.test(names.name) || (isSquare && kind !== 'confusion')
  const rowTitle = isPlain ? '' : names.name
  const isPredicted = /pred/i.test(rowTitle)
  const titles = {
    confusion: {
      x: isPredicted ? 'Actual' : 'Predicted',
      rows: rowTitle || 'Actual',
      value: values.every((value) => Number.isInteger(value)) ? 'Count' : 'Share',
    },
    correlation: { x: '', rows: rowTitle, value: 'Correlation' },
  }
  const plain = { x: '', rows: rowTitle, value: isShared ? shared.title : '' }
  const title = kind === undefined ? plain : titles[kind]
  const rowCells: Cell[] = cells.map(({ row }) => row)
  const xCells: Cell[] = cells.map(({ x }) => x)
  return {
    x: { name: title.x, kind: 'category', values: xCells },
    rows: { name: title.rows, kind: 'category', values: rowCells },
    value: { name: title.value, kind: 'number', values },
  }
}
