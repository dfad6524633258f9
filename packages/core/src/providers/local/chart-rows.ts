import type { FieldProblem } from '../../problem.js'
import type { ErrorColumns, Roles } from './assign-columns.js'
import type { Chart, ChartRow } from './chart.js'
import { toSharedTitle } from './column-title.js'
import type { Column, Table } from './table.js'

type Rows =
  | { rows: ChartRow[]; seriesNames: string[] | undefined; warnings: FieldProblem[]; problems: [] }
  | { rows: undefined; problems: FieldProblem[] }

const maxBars = 120

/** Turns columns into one row per mark, and refuses what would make a wrong picture. */
export function buildRows(
  table: Table,
  roles: Roles,
  mark: Chart['mark'],
  log: { x: boolean; y: boolean },
): Rows {
  const shared = toSharedTitle(roles.y.map((column) => column.name)).names
  const rows: ChartRow[] = []
  const warnings: FieldProblem[] = []
  const problems: FieldProblem[] = []
  for (const [index, column] of roles.y.entries()) {
    const empty: number[] = []
    for (let row = 0; row < table.rowCount; row++) {
      const x = roles.x.values[row] ?? null
      const y = column.values[row] ?? null
      if (x === null || typeof y !== 'number') {
        empty.push(row + 1)
        continue
      }
      const built: ChartRow = { x: mark === 'bar' ? String(x) : x, y }
      const series = roles.y.length > 1 ? shared[index] : roles.color?.values[row]
      if (roles.y.length > 1 || roles.color !== undefined) built.series = String(series ?? 'none')
      const label = roles.label?.values[row]
      if (label !== undefined && label !== null) built.label = String(label)
      addError(built, roles.errors.get(column.name), row)
      rows.push(built)
    }
    if (empty.length > 0) warnings.push(warnOfEmpty(column, empty))
  }
  if (rows.length === 0) problems.push(reject('has no row with both an x and a y value'))
  problems.push(...checkLog(rows, roles, mark, log))
  if (mark !== 'scatter') problems.push(...checkDuplicates(rows, roles))
  if (mark === 'bar') {
    const bars = new Set(rows.map((row) => row.x)).size
    if (bars > maxBars) {
      problems.push(
        reject(
          `has ${bars} different values of \`${roles.x.name}\`, and a bar chart holds at most ${maxBars}`,
          'Show fewer, or draw them with `mark=scatter`.',
        ),
      )
    }
  }
  if (problems.length > 0) return { rows: undefined, problems }
  const isColored = roles.y.length > 1 || roles.color !== undefined
  const seriesNames = isColored ? [...new Set(rows.map((row) => row.series ?? ''))] : undefined
  return { rows, seriesNames, warnings, problems: [] }
}

function addError(row: ChartRow, errors: ErrorColumns | undefined, index: number): void {
  if (errors === undefined) return
  if ('half' in errors) {
    const half = errors.half.values[index]
    if (typeof half !== 'number') return
    row.low = row.y - Math.abs(half)
    row.high = row.y + Math.abs(half)
    return
  }
  const low = errors.low.values[index]
  const high = errors.high.values[index]
  if (typeof low !== 'number' || typeof high !== 'number') return
  row.low = Math.min(low, high)
  row.high = Math.max(low, high)
}

function checkLog(
  rows: readonly ChartRow[],
  roles: Roles,
  mark: Chart['mark'],
  log: { x: boolean; y: boolean },
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (mark === 'bar' && (log.x || log.y)) {
    problems.push({
      field: 'scale',
      code: 'attribute-invalid',
      message: 'A logarithmic scale has no zero for bars to stand on',
      hint: 'Use `mark=scatter` or `mark=line`, or `scale=linear`.',
    })
    return problems
  }
  const lowest = rows.find((row) => log.y && Math.min(row.y, row.low ?? row.y) <= 0)
  if (lowest !== undefined) {
    problems.push(
      reject(`has ${lowest.low ?? lowest.y} on a logarithmic y axis, expected more than 0`),
    )
  }
  if (log.x && roles.x.kind !== 'number') {
    problems.push(reject(`column \`${roles.x.name}\` holds no numbers for a logarithmic x axis`))
  } else if (log.x) {
    const low = rows.find((row) => Number(row.x) <= 0)
    if (low !== undefined) {
      problems.push(reject(`has ${low.x} on a logarithmic x axis, expected more than 0`))
    }
  }
  return problems
}

function checkDuplicates(rows: readonly ChartRow[], roles: Roles): FieldProblem[] {
  const seen = new Set<string>()
  for (const row of rows) {
    const key = JSON.stringify([row.x, row.series])
    if (seen.has(key)) {
      const series = row.series === undefined ? '' : ` in series \`${row.series}\``
      return [
        reject(
          `has \`${row.x}\` in column \`${roles.x.name}\` more than once${series}`,
          'Add `color=` with the column that tells the rows apart, or use `mark=scatter`.',
        ),
      ]
    }
    seen.add(key)
  }
  return []
}

function warnOfEmpty(column: Column, rows: readonly number[]): FieldProblem {
  const shown = rows.slice(0, 5).join(', ')
  const more = rows.length > 5 ? ' and others' : ''
  return {
    field: 'data',
    code: 'data-invalid',
    severity: 'warning',
    message: `Column \`${column.name}\` has no value to draw in row ${shown}${more}`,
  }
}

function reject(what: string, hint?: string): FieldProblem {
  return { field: 'data', code: 'data-invalid', message: `\`data\` ${what}`, hint }
}
