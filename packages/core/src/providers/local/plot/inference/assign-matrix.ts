import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import type { MarkName } from '../mark-names.js'
import type { Assignment, Reasons } from '../roles.js'
import type { Column, Table } from '../table.js'
import { warnOfEmpty } from './chart-rows.js'
import type { ColumnMention } from './column-mentions.js'
import { noColumn, noNumbers, notNumbers } from './column-problems.js'
import { countValues, isNumber } from './column-rules.js'
import { findMatrix, meltMatrix } from './matrix-table.js'
import { orderedNames } from './ordered-names.js'
import type { PromptHints } from './prompt-words.js'

/** The columns of a table with one row for each cell. */
interface CellColumns {
  x: Column
  rows: Column
  value: Column
}

type Named = Partial<CellColumns> & { problems: FieldProblem[] }

/**
 * Which column is drawn as what, where each pair of two names has one value: in a heat map, and in
 * a slope graph, whose lines are rows. Tables may hold one row for each value, with both names
 * beside it, or be the matrix itself: one row for each name of the first column.
 *
 * Roles are `x`, `color` for the rows, and one `y` for the value.
 */
export function assignMatrix(
  table: Table,
  mentions: readonly ColumnMention[],
  options: PlotOptions,
  mark: MarkName | undefined,
  hints: PromptHints = {},
): Assignment {
  const named = readNamed(table, options, mark)
  if (named.problems.length > 0) return fail(...named.problems)
  if (!table.columns.some(isNumber)) return fail(noNumbers(table))
  const mixed = table.columns.find(
    ({ intruder, name }) =>
      intruder?.among === 'numbers' &&
      mentions.some(({ column, whole }) => whole && column === name),
  )
  if (mixed !== undefined) return fail(notNumbers('data', mixed))
  const matrix = options.color === undefined ? findMatrix(table, options) : undefined
  if (matrix !== undefined) {
    const melted = meltMatrix(matrix, hints.matrix?.value)
    const reasons = {
      x: 'the columns of numbers are those of the matrix',
      color: `\`${matrix.names.name}\` names each row once`,
    }
    return toAssignment(melted, reasons, table, [])
  }
  const chosen = chooseCells(table, mentions, named, mark, hints)
  if ('problem' in chosen) return fail(chosen.problem)
  const { value } = chosen.cells
  const empty = [...value.values.keys()].filter((index) => value.values[index] === null)
  const warnings =
    empty.length === 0
      ? []
      : [
          warnOfEmpty(
            value,
            empty.map((index) => index + 1),
          ),
        ]
  return toAssignment(sortCells(chosen.cells), chosen.reasons, table, warnings)
}

function toAssignment(
  { rows, value, x }: CellColumns,
  reasons: Reasons,
  table: Table,
  warnings: FieldProblem[],
): Assignment {
  const used = [x.name, rows.name, value.name]
  const unused = table.columns.filter((column) => !used.includes(column.name))
  const cells = { columns: [x, rows, value], rowCount: x.values.length }
  const isLong = used.every((name) => table.columns.some((column) => column.name === name))
  return {
    roles: { x, y: [value], color: rows, errors: new Map() },
    reasons,
    table: isLong ? { ...cells, columns: [...cells.columns, ...unused] } : cells,
    warnings,
    problems: [],
  }
}

/** What options name. `y` is what stands along the y axis: the rows, or the value of a slope. */
function readNamed(table: Table, options: PlotOptions, mark: MarkName | undefined): Named {
  const problems: FieldProblem[] = []
  const find = (field: 'x' | 'y' | 'color') => {
    const name = options[field]?.trim()
    if (name === undefined || (field === 'y' && name.includes(','))) return undefined
    const column = table.columns.find((candidate) => candidate.name === name)
    if (column === undefined) problems.push(noColumn(field, name, table))
    return column
  }
  const x = find('x')
  const y = find('y')
  const color = find('color')
  for (const field of ['facet', 'size'] as const) {
    if (options[field] === undefined) continue
    const message = `\`${field}\` means nothing for a ${mark}`
    problems.push({ field, code: 'attribute-invalid', message, hint: 'Leave it out.' })
  }
  const others = table.columns.filter((column) => isNumber(column) && column !== x && column !== y)
  const isRows = y !== undefined && (!isNumber(y) || (mark !== 'slope' && others.length > 0))
  const value = isRows || y === undefined ? (color && isNumber(color) ? color : undefined) : y
  const rows = isRows ? y : color === value ? undefined : color
  if (isRows && color !== undefined && color !== value) problems.push(notNumbers('color', color))
  return {
    problems,
    ...(x === undefined ? {} : { x }),
    ...(rows === undefined ? {} : { rows }),
    ...(value === undefined ? {} : { value }),
  }
}

function chooseCells(
  table: Table,
  mentions: readonly ColumnMention[],
  named: Named,
  mark: MarkName | undefined,
  hints: PromptHints,
): { cells: CellColumns; reasons: Reasons } | { problem: FieldProblem } {
  const taken = new Set<Column | undefined>([named.x, named.rows, named.value])
  const open = table.columns.filter((column) => !taken.has(column) && countValues(column) > 0)
  const isMentioned = ({ name }: Column, across: boolean) =>
    mentions.some(
      (mention) => mention.column === name && mention.whole && mention.across === across,
    )
  const numbers = open.filter((column) => isNumber(column) && !isMentioned(column, true))
  const measured = numbers.filter(({ name }) => !orderedNames.test(name))
  const value =
    named.value ??
    measured.find((column) => isMentioned(column, false)) ??
    measured.at(-1) ??
    numbers.at(-1)
  if (value === undefined) return { problem: noNumbers(table) }

  const left = open.filter((column) => column !== value)
  const across = mentions.flatMap(({ across: isAcross, column: name }) =>
    isAcross ? (left.find((column) => column.name === name) ?? []) : [],
  )
  const names = left.filter((column) => !isNumber(column))
  const ordered = left.filter((column) => isNumber(column) && orderedNames.test(column.name))
  const needed = 2 - (named.x === undefined ? 0 : 1) - (named.rows === undefined ? 0 : 1)
  const places = [...new Set([...across, ...names, ...ordered, ...left])].slice(0, needed)
  if (places.length < needed) return { problem: noPair(table, value) }
  const [first, second] = places
  if (named.x !== undefined || named.rows !== undefined) {
    const x = named.x ?? first
    const rows = named.rows ?? first
    if (x === undefined || rows === undefined) return { problem: noPair(table, value) }
    const said = (isNamed: boolean, option: string) =>
      isNamed ? { [option]: 'an option says so' } : {}
    const reasons = {
      ...said(named.x !== undefined, 'x'),
      ...said(named.rows !== undefined, 'color'),
    }
    return { cells: { x, rows, value }, reasons }
  }
  if (first === undefined || second === undefined) return { problem: noPair(table, value) }
  const { because, isSecond } = chooseX(first, second, across, mark, hints)
  const [x, rows] = isSecond ? [second, first] : [first, second]
  return { cells: { x, rows, value }, reasons: { x: because } }
}

/** Which of two columns of names lies along the x axis. */
function chooseX(
  first: Column,
  second: Column,
  across: readonly Column[],
  mark: MarkName | undefined,
  hints: PromptHints,
): { because: string; isSecond: boolean } {
  const isOrdered = (column: Column) => column.kind === 'time' || orderedNames.test(column.name)
  const predicted =
    hints.matrix?.value === 'confusion' ? [first, second].findIndex(isPredicted) : -1
  if (predicted >= 0) return { because: 'it holds what was predicted', isSecond: predicted === 1 }
  if (mark !== 'slope' && across.length > 0) {
    const because = 'the prompt names it after a word such as `by` or `over`'
    return { because, isSecond: across[0] === second }
  }
  if (isOrdered(first) !== isOrdered(second)) {
    return { because: 'its name says that things develop along it', isSecond: isOrdered(second) }
  }
  if (mark === 'slope') {
    // Of as many things as times, the things mostly come first.
    const because = 'it has the fewest different values'
    return { because, isSecond: countValues(second) <= countValues(first) }
  }
  return { because: 'it holds the next names', isSecond: true }
}

function isPredicted({ name }: Column): boolean {
  return /pred/i.test(name)
}

/** The rows that have a value; those of numbers and dates ascend, whatever the order of the data. */
function sortCells({ rows, value, x }: CellColumns): CellColumns {
  const order = [...x.values.keys()].filter((index) => value.values[index] !== null)
  const compare = ({ kind, values }: Column, a: number, b: number) => {
    if (kind === 'category') return 0
    const [left, right] = [values[a] ?? '', values[b] ?? '']
    return left < right ? -1 : left > right ? 1 : 0
  }
  order.sort((a, b) => compare(rows, a, b) || compare(x, a, b))
  const pick = (column: Column) => ({
    ...column,
    values: order.map((index) => column.values[index] ?? null),
    texts: column.texts && order.map((index) => column.texts?.[index] ?? null),
  })
  return { x: pick(x), rows: pick(rows), value: pick(value) }
}

function noPair(table: Table, value: Column): FieldProblem {
  const seen = table.columns.map(({ kind, name }) => `\`${name}\` (${kind})`).join(', ')
  return {
    field: 'data',
    code: 'data-invalid',
    message: `\`data\` has no two columns whose names \`${value.name}\` belongs to; columns: ${seen}`,
    hint: 'Give one row for each value with both names beside it, or a table whose first column names the rows and whose other columns hold numbers.',
  }
}

function fail(...problems: FieldProblem[]): Assignment {
  return { roles: undefined, warnings: [], problems }
}
