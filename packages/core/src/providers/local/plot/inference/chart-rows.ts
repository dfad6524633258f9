import type { FieldProblem } from '../../../../problem.js'
import type { ChartRow } from '../chart.js'
import { rejectData } from '../checks/row-checks.js'
import type { MarkRule } from '../mark-rule.js'
import type { Roles } from '../roles.js'
import { type Column, nameAt, type Table } from '../table.js'
import { toSharedTitle } from './column-title.js'
import type { ErrorColumns } from './error-columns.js'

type Rows =
  | { rows: ChartRow[]; seriesNames: string[] | undefined; warnings: FieldProblem[]; problems: [] }
  | { rows: undefined; problems: FieldProblem[] }

/** Turns columns into one row per mark, and refuses what would make a wrong picture. */
export function buildRows(
  table: Table,
  roles: Roles,
  rule: MarkRule,
  log: { x: boolean; y: boolean },
): Rows {
  const shared = toSharedTitle(roles.y.map((column) => column.name)).names
  const asCategory = rule.xKind(roles.x?.kind ?? 'category') === 'category'
  // Boxes of several columns are compared across them.
  const isWide = roles.y.length > 1 && roles.x === undefined && rule.bands !== 'none'
  const isColored = !isWide && (roles.y.length > 1 || roles.color !== undefined)
  const rows: ChartRow[] = []
  const empty = new Map<Column, Set<number>>()
  const problems: FieldProblem[] = []
  for (const [index, column] of roles.y.entries()) {
    for (let row = 0; row < table.rowCount; row++) {
      const alone = isWide ? (shared[index] ?? '') : ''
      const x = roles.x === undefined ? alone : (roles.x.values[row] ?? null)
      const y = column.values[row] ?? null
      const size = roles.size?.values[row]
      const shade = roles.shade?.values[row]
      if (x === null || typeof y !== 'number' || size === null || shade === null) {
        const parts = [roles.x, column, roles.size, roles.shade]
        const lacking = parts.find((part) => part?.values[row] === null) ?? column
        empty.set(lacking, (empty.get(lacking) ?? new Set()).add(row + 1))
        continue
      }
      const nameOf = (named: Column | undefined) => named && nameAt(named, row)
      const built: ChartRow = { x: asCategory ? (nameOf(roles.x) ?? alone) : x, y }
      const series = roles.y.length > 1 ? shared[index] : nameOf(roles.color)
      if (isColored) built.series = series ?? 'none'
      const label = nameOf(roles.label)
      if (label) built.label = label
      if (roles.facet !== undefined) built.facet = nameOf(roles.facet) ?? 'none'
      if (typeof size === 'number') built.size = size
      if (typeof shade === 'number') built.shade = shade
      addError(built, roles.errors.get(column.name), row)
      rows.push(built)
    }
  }
  if (rows.length === 0) problems.push(rejectData('has no row with both an x and a y value'))
  problems.push(...checkLog(rows, roles, rule, log))
  if (problems.length > 0) return { rows: undefined, problems }
  const seriesNames = isColored ? [...new Set(rows.map((row) => row.series ?? ''))] : undefined
  const warnings = [...empty].map(([column, places]) => warnOfEmpty(column, [...places]))
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
  row.low = low
  row.high = high
}

function checkLog(
  rows: readonly ChartRow[],
  roles: Roles,
  rule: MarkRule,
  log: { x: boolean; y: boolean },
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const lowest = rows.find((row) => log.y && Math.min(row.y, row.low ?? row.y) <= 0)
  if (lowest !== undefined) {
    problems.push(
      rejectData(
        `has ${lowest.low ?? lowest.y} on a logarithmic ${rule.measures ?? 'y'} axis, expected more than 0`,
      ),
    )
  }
  // Without a column the axis counts, and the mark knows what that means.
  if (log.x && roles.x !== undefined && roles.x.kind !== 'number') {
    problems.push(
      rejectData(`column \`${roles.x.name}\` holds no numbers for a logarithmic x axis`),
    )
  } else if (log.x && roles.x !== undefined) {
    const low = rows.find((row) => Number(row.x) <= 0)
    if (low !== undefined) {
      problems.push(rejectData(`has ${low.x} on a logarithmic x axis, expected more than 0`))
    }
  }
  return problems
}

export function warnOfEmpty(column: Column, rows: readonly number[]): FieldProblem {
  const shown = rows.slice(0, 5).join(', ')
  const more = rows.length > 5 ? ' and others' : ''
  return {
    field: 'data',
    code: 'data-invalid',
    severity: 'warning',
    message: `Column \`${column.name}\` has no value to draw in row ${shown}${more}`,
  }
}
