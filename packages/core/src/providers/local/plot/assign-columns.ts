import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import type { PlotOptions } from '../options.js'
import type { Chart } from './chart.js'
import { orderedNames } from './ordered-names.js'
import type { ColumnMention } from './prompt-words.js'
import type { Column, Table } from './table.js'

/** Which column is drawn as what. */
export interface Roles {
  /** Absent where only one column is drawn: the samples of a histogram. */
  x?: Column | undefined
  /** Several are drawn as one series each. */
  y: Column[]
  color?: Column | undefined
  /** Numbers shown by the area of points, and by their colour. */
  size?: Column | undefined
  shade?: Column | undefined
  /** One small plot for each of its values. */
  facet?: Column | undefined
  /** Names written beside the points of a scatter plot. */
  label?: Column | undefined
  /** Columns of errors, by the name of the y column they belong to. */
  errors: Map<string, ErrorColumns>
}

export type ErrorColumns = { half: Column } | { low: Column; high: Column }

export type Assignment =
  | { roles: Roles; warnings: FieldProblem[]; problems: [] }
  | { roles: undefined; warnings: []; problems: FieldProblem[] }

const halfEndings = [
  'std',
  'sd',
  'stdev',
  'stddev',
  'se',
  'sem',
  'stderr',
  'err',
  'error',
  'ci',
  'margin',
]
const lowEndings = ['ci_low', 'ci_lower', 'low', 'lower', 'lo', 'min']
const highEndings = ['ci_high', 'ci_upper', 'high', 'upper', 'hi', 'max']
/** Endings clear enough to stand alone when there is one y column. */
const loneHalf = ['std', 'sd', 'stdev', 'stddev', 'sem', 'stderr']
const loneLow = ['ci_low', 'ci_lower', 'lower', 'low']
const loneHigh = ['ci_high', 'ci_upper', 'upper', 'high']

const maxSeries = 12
/** Columns whose largest values differ by more than this share no axis. */
const maxScaleRatio = 500

export function assignColumns(
  table: Table,
  mentions: readonly ColumnMention[],
  options: PlotOptions,
  mark: Chart['mark'] | undefined,
): Assignment {
  const named = findNamed(table, options)
  if (named.problems.length > 0) return fail(...named.problems)
  const errors = findErrors(table, named.y)
  const isError = (column: Column) =>
    [...errors.values()].some((pair) =>
      'half' in pair ? pair.half === column : pair.low === column || pair.high === column,
    )
  const free = table.columns.filter((column) => !isError(column))
  const x = named.x ?? chooseX(free, mentions, mark, [...named.y, named.color])
  if (x === undefined) return fail(noNumbers(table))

  const numbers = free.filter(
    (column) => column.kind === 'number' && column !== x && column !== named.color,
  )
  let y = named.y.length > 0 ? named.y : narrowDown(numbers, mentions)
  if (mark === 'scatter' && x.kind === 'number' && named.y.length === 0) y = y.slice(0, 1)
  if (y.length === 0) return fail(noNumbers(table))
  if (y.length > maxSeries) {
    return fail(ambiguous('y', `has ${y.length} columns of numbers`, y.slice(0, 3)))
  }
  const mismatch = y.length > 1 ? findScaleMismatch(y) : undefined
  if (mismatch !== undefined) return fail(mismatch)

  const categories = free.filter((column) => column.kind !== 'number' && column !== x)
  const color = named.color ?? (y.length > 1 ? undefined : chooseColor(categories, mark, x))
  if (y.length > 1 && color !== undefined) {
    return fail(ambiguous('y', 'has several columns of numbers, and `color` is taken', y))
  }
  const label =
    mark === 'scatter' || (mark === undefined && x.kind === 'number')
      ? categories.find(
          (column) => column !== color && isUnique(column) && column.values.length <= 40,
        )
      : undefined
  const roles: Roles = { x, y, color, label, errors }
  return { roles, warnings: warnOfUnused(table, roles, isError), problems: [] }
}

/** The number columns a prompt names, in whole if there are any, else in part; else all of them. */
function narrowDown(numbers: readonly Column[], mentions: readonly ColumnMention[]): Column[] {
  const named = (whole: boolean) =>
    numbers.filter((column) =>
      mentions.some((mention) => mention.column === column.name && (mention.whole || !whole)),
    )
  return [named(true), named(false), [...numbers]].find((columns) => columns.length > 0) ?? []
}

function findNamed(table: Table, options: PlotOptions) {
  const problems: FieldProblem[] = []
  const names = table.columns.map((column) => column.name)
  const find = (field: 'x' | 'y' | 'color', name: string): Column | undefined => {
    const column = table.columns.find((candidate) => candidate.name === name)
    if (column === undefined) {
      problems.push({
        field,
        code: 'attribute-invalid',
        message: `\`${field}\` names the column \`${name}\`, which the data does not have`,
        hint: suggestName(name, names),
      })
    } else if (field === 'y' && column.kind !== 'number') {
      problems.push(notNumbers('y', column))
    }
    return column
  }
  const x = options.x === undefined ? undefined : find('x', options.x)
  const color = options.color === undefined ? undefined : find('color', options.color)
  const whole = names.includes(options.y ?? '') ? [options.y ?? ''] : (options.y?.split(',') ?? [])
  const y: Column[] = []
  for (const name of whole.map((part) => part.trim()).filter((part) => part !== '')) {
    const column = find('y', name)
    if (column !== undefined) y.push(column)
  }
  return { x, y, color, problems }
}

function notNumbers(field: string, column: Column): FieldProblem {
  const row = column.values.findIndex((value) => value !== null && Number.isNaN(Number(value)))
  const seen = column.intruder ?? { row: row + 1, text: String(column.values[row] ?? '') }
  return {
    field,
    code: 'data-invalid',
    message: `Column \`${column.name}\` is not all numbers: row ${seen.row} holds \`${seen.text}\``,
    hint: 'Write numbers without units; leave the cell empty where there is no value.',
  }
}

function chooseX(
  columns: readonly Column[],
  mentions: readonly ColumnMention[],
  mark: Chart['mark'] | undefined,
  taken: readonly (Column | undefined)[],
): Column | undefined {
  const open = columns.filter((column) => !taken.includes(column))
  const across = mentions
    .filter((mention) => mention.across)
    .map((mention) => open.find((column) => column.name === mention.column))
  // "by model and dataset": the first is compared across, the second told apart by colour.
  const asked = across.find((column) => column !== undefined)
  const numbers = open.filter((column) => column.kind === 'number')
  const needed = taken.some((column) => column?.kind === 'number') ? 1 : 2
  if (asked !== undefined && (asked.kind !== 'number' || numbers.length >= needed)) return asked
  const spare = numbers.length >= needed
  if (mark === 'scatter' && spare) {
    return numbers.find((column) => /^x\b/i.test(column.name)) ?? numbers[0]
  }
  const ordered = open.find(
    (column) => orderedNames.test(column.name) && (column.kind !== 'number' || spare),
  )
  if (ordered !== undefined) return ordered
  const text = open.find((column) => column.kind === 'time') ?? open.find(isCategory)
  if (mark === 'line' && spare) {
    // Names the curves rather than the axis when its values come again and again.
    if (text === undefined || !isUnique(text)) return numbers[0]
  }
  return text ?? (spare ? numbers[0] : undefined)
}

function chooseColor(
  categories: readonly Column[],
  mark: Chart['mark'] | undefined,
  x: Column,
): Column | undefined {
  const isScatter = mark === 'scatter' || (mark === undefined && x.kind === 'number')
  return categories.find((column) => {
    const distinct = new Set(column.values).size
    if (isScatter && isUnique(column)) return false
    return distinct >= 1 && distinct <= maxSeries
  })
}

function isCategory(column: Column): boolean {
  return column.kind === 'category'
}

function isUnique(column: Column): boolean {
  return new Set(column.values).size === column.values.length
}

function findErrors(table: Table, namedY: readonly Column[]): Map<string, ErrorColumns> {
  const numbers = table.columns.filter((column) => column.kind === 'number')
  const byName = new Map(numbers.map((column) => [column.name.toLowerCase(), column]))
  const errors = new Map<string, ErrorColumns>()
  for (const column of numbers) {
    const find = (endings: readonly string[]) =>
      endings.map((ending) => byName.get(`${column.name.toLowerCase()}_${ending}`)).find(Boolean)
    const half = find(halfEndings)
    const low = find(lowEndings)
    const high = find(highEndings)
    if (half !== undefined) errors.set(column.name, { half })
    else if (low !== undefined && high !== undefined) errors.set(column.name, { low, high })
  }
  if (errors.size > 0) return errors
  const find = (names: readonly string[]) => names.map((name) => byName.get(name)).find(Boolean)
  const half = find(loneHalf)
  const low = find(loneLow)
  const high = find(loneHigh)
  const lone = half ? { half } : low && high ? { low, high } : undefined
  if (lone === undefined) return errors
  const values = numbers.filter(
    (column) => !Object.values(lone).includes(column) && !orderedNames.test(column.name),
  )
  const owner = namedY.length === 1 ? namedY[0] : values.at(-1)
  if (owner !== undefined) errors.set(owner.name, lone)
  return errors
}

function findScaleMismatch(columns: readonly Column[]): FieldProblem | undefined {
  const peaks = columns.map((column) => ({
    column,
    peak: Math.max(...column.values.map((value) => Math.abs(Number(value ?? 0)))),
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

function noNumbers(table: Table): FieldProblem {
  const almost = table.columns.find((column) => column.intruder !== undefined)
  if (almost !== undefined) return notNumbers('data', almost)
  const seen = table.columns.map((column) => `\`${column.name}\` (${column.kind})`).join(', ')
  const enough = table.columns.some((column) => column.kind === 'number')
  return {
    field: 'data',
    code: 'data-invalid',
    message: enough
      ? `\`data\` has nothing to draw its numbers against; columns: ${seen}`
      : `\`data\` has no column of numbers to draw; columns: ${seen}`,
    hint: 'Give at least one column of numbers and one of names, dates or numbers.',
  }
}

function ambiguous(field: string, what: string, columns: readonly Column[]): FieldProblem {
  return {
    field: 'data',
    code: 'data-invalid',
    message: `\`data\` ${what}`,
    hint: `Name what to draw, for example \`${field}=${columns[0]?.name ?? ''}\`.`,
  }
}

function warnOfUnused(
  table: Table,
  roles: Roles,
  isError: (column: Column) => boolean,
): FieldProblem[] {
  const used = [roles.x, ...roles.y, roles.color, roles.label]
  const unused = table.columns.filter((column) => !used.includes(column) && !isError(column))
  return unused.map((column) => ({
    field: 'data',
    code: 'data-invalid',
    severity: 'warning',
    message: `Column \`${column.name}\` is not drawn`,
    hint: `Name it in \`x\`, \`y\` or \`color\` to draw it, or leave it out of the data.`,
  }))
}

function fail(...problems: FieldProblem[]): Assignment {
  return { roles: undefined, warnings: [], problems }
}
