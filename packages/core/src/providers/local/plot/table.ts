import type { JsonObject, JsonValue } from '../../../json.js'
import type { FieldProblem } from '../../../problem.js'

export type Cell = number | string | null

export interface Column {
  name: string
  /** `time` holds ISO dates as text; `category` anything that is neither all numbers nor dates. */
  kind: 'number' | 'time' | 'category'
  values: Cell[]
  /** Numbers as they are written, where that is not how they are printed: `007`, `1.10`. */
  texts?: (string | null)[] | undefined
  /** For a column that is almost all numbers or dates: its first cell that is not, row from 1. */
  intruder?: Intruder | undefined
}

export interface Intruder {
  row: number
  text: string
  among: 'numbers' | 'dates'
}

export interface Table {
  columns: Column[]
  rowCount: number
}

export type TableResult = { table: Table } | { problem: FieldProblem }

const maxRows = 20_000
const wrappers = ['data', 'rows', 'values', 'records']
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const datePattern =
  /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?$/
/** A number as it is written for people: `76.1%`, `1,234`, `3 ms`, `$5`; `7B` is a name. */
const writtenNumber =
  /^(?:[$€£]\s?[\d.,']+|[+-]?\d+(?:[,' ]\d{3})+(?:\.\d+)?|[+-]?\d[\d.,]*\s?(?:[%‰]|°C|[kMG]?B|[mµun]?s|min|h|[kmcµn]?m|k?g|[kMG]?Hz|[kMG]?W|[GT]Wh))$/
/** What people write among numbers and dates for a value they do not have; elsewhere it may be a name. */
const absent = new Set(['na', 'n/a', 'nan', 'null', 'none', '-', '–'])

/**
 * Reads data in any of the shapes people write: rows (`[{...}, ...]`), rows under a header
 * (`[["a", "b"], [1, 2]]`), columns (`{"a": [...]}`), a map (`{"a": 1}`), or a map of rows
 * (`{"a": {"x": 1}}`).
 */
export function readTable(data: JsonValue): TableResult {
  if (Array.isArray(data)) return Array.isArray(data[0]) ? readMatrix(data) : readRows(data)
  if (data === null || typeof data !== 'object') {
    return reject(`is ${describe(data)}, expected rows or columns`)
  }
  const entries = Object.entries(data)
  const [only] = entries
  if (only !== undefined && entries.length === 1 && wrappers.includes(only[0])) {
    if (only[1] !== null && typeof only[1] === 'object' && !isPlainList(only[1])) {
      return readTable(only[1])
    }
  }
  if (entries.length === 0) return reject('is empty')
  if (entries.every(([, value]) => Array.isArray(value))) return readColumns(data)
  if (entries.every(([, value]) => isObject(value))) {
    return readRows(entries.map(([name, row]) => ({ name, ...(row as JsonObject) })))
  }
  if (entries.every(([, value]) => value === null || typeof value !== 'object')) {
    return readRows(entries.map(([name, value]) => ({ name, value })))
  }
  const list = entries.filter(([, value]) => !Array.isArray(value)).map(([name]) => `\`${name}\``)
  return reject(`mixes lists with other values: ${list.join(', ')}`, columnsHint)
}

const columnsHint = 'Give every column as a list of the same length, or a list of row objects.'

function readMatrix(lines: JsonValue[]): TableResult {
  const [header, ...rows] = lines
  if (!Array.isArray(header) || !header.every((name) => typeof name === 'string')) {
    return reject('is a list of lists whose first is not the column names', columnsHint)
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index)
  if (twice !== undefined) return reject(`names the column \`${twice}\` twice`, columnsHint)
  const objects: JsonObject[] = []
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== header.length) {
      const length = Array.isArray(row) ? `${row.length} cells` : describe(row)
      return reject(`has ${length} in row ${index + 1}, expected ${header.length}`)
    }
    objects.push(Object.fromEntries(header.map((name, cell) => [name, row[cell] ?? null])))
  }
  return readRows(objects)
}

function readRows(rows: JsonValue[]): TableResult {
  if (rows.length === 0) return reject('has no rows')
  const names = new Set<string>()
  for (const [index, row] of rows.entries()) {
    if (!isObject(row)) return reject(`has ${describe(row)} as row ${index + 1}`, columnsHint)
    for (const name of Object.keys(row)) names.add(name)
  }
  const cellsOf = (name: string) =>
    rows.map((row) => (isObject(row) && Object.hasOwn(row, name) ? row[name] : null) ?? null)
  return readColumns(Object.fromEntries([...names].map((name) => [name, cellsOf(name)])))
}

function readColumns(data: JsonObject): TableResult {
  const columns: Column[] = []
  let rowCount: number | undefined
  let first = ''
  for (const [name, values] of Object.entries(data)) {
    if (!Array.isArray(values)) return reject(`has ${describe(values)} as column \`${name}\``)
    if (rowCount === undefined) {
      rowCount = values.length
      first = name
    } else if (values.length !== rowCount) {
      return reject(
        `has columns of different lengths: \`${first}\` ${rowCount}, \`${name}\` ${values.length}`,
        columnsHint,
      )
    }
    const nested = values.findIndex((value) => value !== null && typeof value === 'object')
    if (nested >= 0) {
      return reject(
        `has ${describe(values[nested] ?? null)} in row ${nested + 1} of column \`${name}\`, expected a number or text`,
      )
    }
    const column = toColumn(name, values)
    const beyond = column.values.findIndex(
      (value) => typeof value === 'number' && !isDrawable(value),
    )
    if (beyond >= 0) {
      return reject(
        `has ${column.values[beyond]} in row ${beyond + 1} of column \`${name}\`, and numbers from 1e-300 to 1e305 can be drawn`,
      )
    }
    columns.push(column)
  }
  if (rowCount === undefined || rowCount === 0) return reject('has no rows')
  if (rowCount > maxRows) {
    return {
      problem: {
        field: 'data',
        code: 'data-too-large',
        message: `\`data\` has ${rowCount} rows, and the local renderer draws at most ${maxRows}`,
        hint: 'Summarise the data before drawing it.',
      },
    }
  }
  return { table: { columns, rowCount } }
}

function toColumn(name: string, values: JsonValue[]): Column {
  const written = values.map(toCell)
  const cells = written.map((cell) => (isAbsent(cell) ? null : cell))
  const present = cells.filter((cell) => cell !== null)
  const toTexts = (list: readonly Cell[]) =>
    list.map((cell) => (cell === null ? null : String(cell)))
  if (present.length > 0 && present.every(isNumeric)) {
    const isPlain = present.every((cell) => String(Number(cell)) === String(cell))
    return {
      name,
      kind: 'number',
      values: cells.map((cell) => (cell === null ? null : Number(cell))),
      ...(isPlain ? {} : { texts: toTexts(cells) }),
    }
  }
  if (present.length > 0 && present.every(isDate)) {
    return { name, kind: 'time', values: toTexts(cells) }
  }
  const names = present.length === 0 ? cells : written
  return { name, kind: 'category', values: toTexts(names), intruder: findIntruder(cells) }
}

/** A cell as the name of something: a number as it is written. */
export function nameAt(column: Column, row: number): string | null {
  const value = column.values[row] ?? null
  return column.texts?.[row] ?? (value === null ? null : String(value))
}

/** The first cell that is not like most of the others. */
function findIntruder(cells: readonly Cell[]): Intruder | undefined {
  const present = cells.filter((cell) => cell !== null)
  const isMost = (count: number) => count * 2 > present.length
  const find = (among: Intruder['among'], belongs: (cell: Cell) => boolean) => {
    const row = cells.findIndex((cell) => cell !== null && !belongs(cell))
    return { row: row + 1, text: String(cells[row]), among }
  }
  if (isMost(present.filter(isDate).length)) return find('dates', isDate)
  const looksNumeric = (cell: Cell) => isNumeric(cell) || writtenNumber.test(String(cell))
  return isMost(present.filter(looksNumeric).length) ? find('numbers', isNumeric) : undefined
}

function toCell(value: JsonValue): Cell {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  return null
}

function isAbsent(cell: Cell): boolean {
  return typeof cell === 'string' && absent.has(cell.toLowerCase())
}

export function isNumeric(cell: Cell): boolean {
  if (typeof cell === 'number') return true
  return typeof cell === 'string' && numberPattern.test(cell) && Number.isFinite(Number(cell))
}

export function isDate(cell: Cell): boolean {
  if (typeof cell !== 'string' || !datePattern.test(cell)) return false
  const day = cell.slice(0, 10)
  const time = Date.parse(day)
  // `Date.parse` takes the 31st of February for a day in March.
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
  return isReal && !Number.isNaN(Date.parse(cell))
}

/** Beyond, arithmetic with numbers is not exact any more, or ends in infinity. */
function isDrawable(value: number): boolean {
  const size = Math.abs(value)
  return size === 0 || (size >= 1e-300 && size <= 1e305)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** A list of bare values, which is a column and not a table. */
function isPlainList(value: JsonValue[] | JsonObject): boolean {
  return Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object')
}

function describe(value: JsonValue): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} \`${String(value)}\``
}

function reject(what: string, hint?: string): TableResult {
  return { problem: { field: 'data', code: 'data-invalid', message: `\`data\` ${what}`, hint } }
}
