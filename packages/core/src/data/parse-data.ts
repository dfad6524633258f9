import type { ParseError } from 'jsonc-parser'
import { FigureError } from '../errors.js'
import type { JsonObject, JsonValue } from '../json.js'
import { canonicalJson } from '../json.js'

export const dataFormats = ['json', 'csv', 'tsv', 'yaml'] as const
export type DataFormat = (typeof dataFormats)[number]

/** More data than this is refused before it is read: no figure shows it, no service takes it. */
export const maxDataBytes = 16 * 1024 * 1024

/** A place inside the data text, in UTF-16 code units. */
export interface DataError {
  offset: number
  message: string
  hint?: string | undefined
}

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
    // `JSON.parse` is fast and does not always say where it stopped.
    const { parse: parseTolerantly, printParseErrorCode } = await import('jsonc-parser')
    const errors: ParseError[] = []
    parseTolerantly(text, errors, { disallowComments: true })
    const [first] = errors
    const what =
      first === undefined ? 'unexpected character' : words(printParseErrorCode(first.error))
    throw new DataSyntaxError({
      offset: first?.offset ?? 0,
      message: `the data is not valid JSON: ${what}`,
    })
  }
}

/** `PropertyNameExpected` as words. */
function words(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase()
}

async function parseYaml(text: string): Promise<JsonValue> {
  const { parseDocument } = await import('yaml')
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
  const { CsvError, parse: parseCsv } = await import('csv-parse/sync')
  let records: string[][]
  try {
    records = parseCsv(text, {
      bom: true,
      delimiter,
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
  if (header === undefined || rows.length === 0) {
    throw new DataSyntaxError({
      offset: 0,
      message: 'the table has no rows',
      hint: 'The first line names the columns; at least one line of values must follow.',
    })
  }
  checkHeader(header)
  const ragged = rows.findIndex((row) => row.length !== header.length)
  if (ragged >= 0) {
    throw new DataSyntaxError({
      offset: startOfLine(text, ragged + 2),
      message: `row ${ragged + 1} has ${cells(rows[ragged]?.length ?? 0)}, the header has ${header.length}`,
      hint: 'Put text that holds the delimiter in double quotes.',
    })
  }
  const columns = header.map((_, index) => typeColumn(rows.map((row) => row[index] ?? '')))
  return rows.map((_, number) => {
    const row: JsonObject = {}
    header.forEach((name, index) => {
      row[name] = columns[index]?.[number] ?? null
    })
    return row
  })
}

function cells(count: number): string {
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

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function typeColumn(cells: readonly string[]): (string | number | null)[] {
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
