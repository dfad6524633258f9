import { FigureError } from '../errors.js'
import type { JsonValue } from '../json.js'
import { canonicalJson, maxDepth } from '../json.js'
import { type DataError, findJsonError } from './json-error.js'
import { findDeepYaml } from './yaml-depth.js'

export const dataFormats = ['json', 'csv', 'tsv', 'yaml'] as const
export type DataFormat = (typeof dataFormats)[number]

/** More data than this is refused before it is read: no figure shows it, no service takes it. */
export const maxDataBytes = 16 * 1024 * 1024

export type DataResult =
  | { value: JsonValue; error: undefined }
  | { value: undefined; error: DataError }

/** The format a file name promises, or nothing when its extension is not one of ours. */
export function dataFormatOf(path: string): DataFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === 'yml') return 'yaml'
  return dataFormats.find((format) => format === extension)
}

/**
 * Reads data the way authors keep it. A table (CSV, TSV) becomes an array of row objects: a
 * column is numeric when every filled cell is; an empty cell is `null`.
 */
export async function parseData(text: string, format: DataFormat): Promise<DataResult> {
  try {
    const value = await parse(text, format)
    canonicalJson(value)
    return { value, error: undefined }
  } catch (error) {
    if (error instanceof DataSyntaxError) return { value: undefined, error: error.detail }
    if (error instanceof FigureError) {
      return { value: undefined, error: { offset: 0, message: error.message } }
    }
    throw error
  }
}

class DataSyntaxError extends Error {
  readonly detail: DataError
  constructor(detail: DataError) {
    super(detail.message)
    this.detail = detail
  }
}

async function parse(text: string, format: DataFormat): Promise<JsonValue> {
  if (text.trim() === '') throw new DataSyntaxError({ offset: 0, message: 'the data is empty' })
  switch (format) {
    case 'json':
      return parseJson(text)
    case 'yaml':
      return parseYaml(text)
    case 'csv':
      return parseTable(text, ',')
    case 'tsv':
      return parseTable(text, '\t')
  }
}

async function parseJson(text: string): Promise<JsonValue> {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    const { message, offset } = await findJsonError(text)
    throw new DataSyntaxError({ offset, message: `the data is not valid JSON: ${message}` })
  }
}

async function parseYaml(text: string): Promise<JsonValue> {
  const { parseDocument } = await import('yaml')
  const tooDeep = await findDeepYaml(text)
  if (tooDeep !== undefined) {
    throw new DataSyntaxError({
      offset: tooDeep,
      message: `the data is not valid YAML: nesting deeper than ${maxDepth} levels`,
    })
  }
  // `maxAliasCount` stops the few lines that unfold to gigabytes.
  const document = parseDocument(text, { prettyErrors: false, version: '1.2' })
  const first = document.errors[0]
  if (first !== undefined) {
    throw new DataSyntaxError({
      offset: first.pos[0],
      message: `the data is not valid YAML: ${first.message}`,
    })
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as JsonValue
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new DataSyntaxError({ offset: 0, message: `the data is not valid YAML: ${message}` })
  }
}

async function parseTable(text: string, delimiter: string): Promise<JsonValue> {
  const { header, rows } = await readRecords(text, delimiter)
  checkHeader(header.cells)
  const columns = header.cells.length
  const ragged = rows.findIndex(({ cells }) => cells.length !== columns)
  const row = rows[ragged]
  if (row !== undefined) {
    throw new DataSyntaxError({
      offset: startOfLine(text, row.line),
      message: `row ${ragged + 1} has ${countCells(row.cells.length)}, the header has ${columns}`,
      hint: 'Put text that holds the delimiter in double quotes.',
    })
  }
  const values = header.cells.map((_, index) => typeColumn(rows.map(({ cells }) => cells[index])))
  return rows.map((_, number) =>
    // Not by assignment, which takes a column named `__proto__` for the prototype.
    Object.fromEntries(
      header.cells.map((name, index) => [name, values[index]?.[number] ?? null] as const),
    ),
  )
}

/** One record of a table, and the line it starts at, from 1. */
interface TableRecord {
  cells: string[]
  line: number
}

async function readRecords(
  text: string,
  delimiter: string,
): Promise<{ header: TableRecord; rows: TableRecord[] }> {
  const { CsvError, parse: parseCsv } = await import('csv-parse/sync')
  const records: TableRecord[] = []
  try {
    parseCsv(text, {
      bom: true,
      delimiter,
      // What the parser counts is the line a record ends at.
      on_record(cells: string[], { lines }) {
        const breaks = cells.reduce((sum, cell) => sum + countBreaks(cell), 0)
        records.push({ cells, line: lines - breaks })
        return null
      },
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new DataSyntaxError({
      offset: startOfLine(text, Number(error.lines ?? 1)),
      message: `the table cannot be read: ${error.message}`,
    })
  }
  const [header, ...rows] = records
  if (header !== undefined && rows.length > 0) return { header, rows }
  throw new DataSyntaxError({
    offset: 0,
    message: 'the table has no rows',
    hint: 'The first line names the columns; at least one line of values must follow.',
  })
}

function countBreaks(cell: string): number {
  return cell.split('\n').length - 1
}

function countCells(count: number): string {
  return `${count} cell${count === 1 ? '' : 's'}`
}

function checkHeader(header: readonly string[]): void {
  const empty = header.indexOf('')
  if (empty >= 0) {
    throw new DataSyntaxError({
      offset: 0,
      message: `column ${empty + 1} of the table has no name`,
    })
  }
  const duplicate = header.find((name, index) => header.indexOf(name) !== index)
  if (duplicate !== undefined) {
    throw new DataSyntaxError({
      offset: 0,
      message: `two columns of the table are named \`${duplicate}\``,
    })
  }
}

/** `007` is a name that looks like a number: as a number it would lose its zeros. */
const numberPattern = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

function typeColumn(column: readonly (string | undefined)[]): (string | number | null)[] {
  const cells = column.map((cell) => cell ?? '')
  const filled = cells.filter((cell) => cell !== '')
  const numeric = filled.length > 0 && filled.every((cell) => numberPattern.test(cell))
  return cells.map((cell) => {
    if (cell === '') return null
    return numeric ? Number(cell) : cell
  })
}

function startOfLine(text: string, line: number): number {
  let offset = 0
  for (let current = 1; current < line; current++) {
    const next = text.indexOf('\n', offset)
    if (next < 0) return offset
    offset = next + 1
  }
  return offset
}
