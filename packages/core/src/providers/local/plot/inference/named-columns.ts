import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import type { MarkName } from '../mark-names.js'
import type { Column, Table } from '../table.js'
import type { ColumnMention } from './column-mentions.js'
import { noColumn, notDates, notNumbers } from './column-problems.js'
import { type ErrorColumns, readErrorOption } from './error-columns.js'

/** The columns that options name. */
export interface NamedColumns {
  x?: Column | undefined
  y: Column[]
  color?: Column | undefined
  size?: Column | undefined
  facet?: Column | undefined
  /** Present when `error` is. */
  errors?: Map<string, ErrorColumns>
  problems: FieldProblem[]
}

export function readNamedColumns(table: Table, options: PlotOptions): NamedColumns {
  const problems: FieldProblem[] = []
  const find = (field: string, name: string): Column | undefined => {
    const column = table.columns.find((candidate) => candidate.name === name.trim())
    if (column === undefined) problems.push(noColumn(field, name.trim(), table))
    return column
  }
  const findOne = (field: 'x' | 'color' | 'size' | 'facet') => {
    const name = options[field]
    return name === undefined ? undefined : find(field, name)
  }
  /** A name that holds a comma is one name when a column has it. */
  const findList = (field: 'y' | 'error'): Column[] => {
    const text = options[field]
    if (text === undefined) return []
    const isWhole = table.columns.some(({ name }) => name === text.trim())
    const names = isWhole ? [text] : text.split(',').filter((part) => part.trim() !== '')
    const columns = names.flatMap((name) => find(field, name) ?? [])
    const twice = columns.find((column, index) => columns.indexOf(column) !== index)
    if (twice !== undefined) {
      const message = `\`${field}\` names the column \`${twice.name}\` twice`
      problems.push({ field, code: 'attribute-invalid', message })
    }
    return columns
  }
  const y = findList('y')
  const size = findOne('size')
  const numbers = [...y.map((column) => ['y', column] as const), ['size', size] as const]
  for (const [field, column] of numbers) {
    if (column !== undefined && column.kind !== 'number') problems.push(notNumbers(field, column))
  }
  const named: NamedColumns = {
    x: findOne('x'),
    y,
    color: findOne('color'),
    size,
    facet: findOne('facet'),
    problems,
  }
  const ends = findList('error')
  if (options.error === undefined || problems.length > 0) return named
  const read = readErrorOption(ends)
  if ('problem' in read) return { ...named, problems: [read.problem] }
  const values = y.length > 0 ? y : table.columns.filter(({ kind }) => kind === 'number')
  const errors = new Map(
    values.filter((column) => !ends.includes(column)).map(({ name }) => [name, read.errors]),
  )
  return { ...named, errors }
}

/**
 * A column that the author asks for and that is not what it is asked for as: drawing another one
 * in its place would be a wrong picture.
 */
export function findMisread(
  table: Table,
  mentions: readonly ColumnMention[],
  {
    color,
    facet,
    mark,
    x,
  }: { color: Column | undefined; facet: Column | undefined; mark: MarkName; x: Column },
): FieldProblem[] {
  if (x.intruder?.among === 'dates') return [notDates('data', x, x.intruder.row)]
  if (x.intruder !== undefined && (mark === 'line' || mark === 'scatter'))
    return [notNumbers('data', x)]
  const misread = table.columns.find(
    (column) =>
      column.intruder?.among === 'numbers' &&
      ![x, color, facet].includes(column) &&
      mentions.some((mention) => mention.whole && mention.column === column.name),
  )
  return misread === undefined ? [] : [notNumbers('data', misread)]
}
