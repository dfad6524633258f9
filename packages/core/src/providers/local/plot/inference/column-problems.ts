import { suggestName } from '../../../../nearest-name.js'
import type { FieldProblem } from '../../../../problem.js'
import type { Column, Table } from '../table.js'

/** A name that no column has. */
export function noColumn(field: string, name: string, table: Table): FieldProblem {
  const names = table.columns.map((column) => column.name)
  return {
    field,
    code: 'attribute-invalid',
    message: `\`${field}\` names the column \`${name}\`, which the data does not have`,
    hint: suggestName(name, names),
  }
}

/** A column that should hold numbers and does not, with its first cell that is none. */
export function notNumbers(field: string, column: Column): FieldProblem {
  const row = column.values.findIndex((value) => value !== null && Number.isNaN(Number(value)))
  if (row < 0 && column.intruder === undefined) {
    return {
      field,
      code: 'data-invalid',
      message: `Column \`${column.name}\` holds no value`,
      hint: 'Fill it in, or name another column.',
    }
  }
  const seen = column.intruder ?? { row: row + 1, text: String(column.values[row] ?? '') }
  return {
    field,
    code: 'data-invalid',
    message: `Column \`${column.name}\` is not all numbers: row ${seen.row} holds \`${seen.text}\``,
    hint: howToWrite(column.name, seen.text),
  }
}

/** A column along an axis that holds some dates and some text. */
export function notDates(field: string, column: Column, row: number): FieldProblem {
  return {
    field,
    code: 'data-invalid',
    message: `Column \`${column.name}\` is not all dates: row ${row} holds \`${column.values[row - 1]}\``,
    hint: 'Write dates as `2024-03`, `2024-03-31` or `2024-03-31T14:00`; leave the cell empty where there is none.',
  }
}

const unitNames: Record<string, string> = { '%': 'percent', '°C': 'celsius', $: 'usd', '€': 'eur' }

/** How a number that was written for people is written as data. */
function howToWrite(name: string, text: string): string {
  const [, before = '', digits = '', unit = ''] =
    /^([$€£]?)\s*([+-]?[\d][\d.,\s']*)\s*((?:[\p{L}%‰°]\S*)?)$/u.exec(text) ?? []
  const number = digits
    .trim()
    .replace(/[\s,'](?=\d{3}(?!\d))/g, '')
    .replace(',', '.')
  if (number === '' || Number.isNaN(Number(number))) {
    return 'Write numbers as `1234.5`; leave the cell empty where there is no value.'
  }
  const said = before || unit
  if (said === '') return `Write \`${number}\`.`
  const ending = unitNames[said] ?? said.replace(/[^\p{L}\p{N}]/gu, '')
  return ending === ''
    ? `Write \`${number}\`.`
    : `Write \`${number}\`, and the unit once, in the name of the column: \`${name}_${ending}\`.`
}

/** Nothing to draw, with what was seen. */
export function noNumbers(table: Table): FieldProblem {
  const almost = table.columns.find((column) => column.intruder !== undefined)
  const enough = table.columns.some((column) => column.kind === 'number')
  if (almost !== undefined && !enough) return notNumbers('data', almost)
  const seen = table.columns.map((column) => `\`${column.name}\` (${column.kind})`).join(', ')
  return {
    field: 'data',
    code: 'data-invalid',
    message: enough
      ? `\`data\` has nothing to draw its numbers against; columns: ${seen}`
      : `\`data\` has no column of numbers to draw; columns: ${seen}`,
    hint: 'Give at least one column of numbers and one of names, dates or numbers.',
  }
}

/** The prompt and the data leave several readings open. */
export function ambiguous(field: string, what: string, columns: readonly Column[]): FieldProblem {
  return {
    field: 'data',
    code: 'data-invalid',
    message: `\`data\` ${what}`,
    hint: `Name what to draw, for example \`${field}=${columns[0]?.name ?? ''}\`.`,
  }
}

/** Columns whose largest values differ by more than this share no axis. */
const maxScaleRatio = 500

/** Columns that would flatten each other on one axis. */
export function findScaleMismatch(columns: readonly Column[]): FieldProblem | undefined {
  const peaks = columns.map((column) => ({
    column,
    peak: column.values.reduce<number>(
      (top, value) => Math.max(top, Math.abs(Number(value ?? 0))),
      0,
    ),
  }))
  const sorted = peaks.filter(({ peak }) => peak > 0).sort((a, b) => a.peak - b.peak)
  const [small] = sorted
  const large = sorted.at(-1)
  if (small === undefined || large === undefined || large.peak / small.peak <= maxScaleRatio) {
    return undefined
  }
  return {
    field: 'data',
    code: 'data-invalid',
    message: `Columns \`${large.column.name}\` (up to ${large.peak}) and \`${small.column.name}\` (up to ${small.peak}) are too different to share an axis`,
    hint: `Name what to draw, for example \`y=${small.column.name}\`.`,
  }
}
