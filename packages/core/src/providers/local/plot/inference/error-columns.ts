import type { FieldProblem } from '../../../../problem.js'
import type { Cell, Column, Table } from '../table.js'
import { notNumbers } from './column-problems.js'
import { parseColumnName } from './column-title.js'
import { orderedNames } from './ordered-names.js'

export type ErrorColumns = { half: Column } | { low: Column; high: Column }

/** What follows the name of a value in the name of its error: `accuracy_std`. */
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
const lowEndings = ['ci_low', 'ci_lower', 'low', 'lower', 'lo', 'min', 'p5', 'q1']
const highEndings = ['ci_high', 'ci_upper', 'high', 'upper', 'hi', 'max', 'p95', 'q3']
/** Endings clear enough to stand alone when there is one value. */
const loneHalf = ['std', 'sd', 'stdev', 'stddev', 'sem', 'stderr']
const loneLow = ['ci_low', 'ci_lower', 'lower', 'low']
const loneHigh = ['ci_high', 'ci_upper', 'upper', 'high']

/** The columns of errors by the name of the value they belong to. */
export function findErrors(table: Table, namedY: readonly Column[]): Map<string, ErrorColumns> {
  const numbers = table.columns.filter((column) => column.kind === 'number')
  const byName = new Map(numbers.map((column) => [toKey(column.name), column]))
  const find = (names: readonly string[]) => names.map((name) => byName.get(name)).find(Boolean)
  const errors = new Map<string, ErrorColumns>()
  for (const column of numbers) {
    const key = toKey(column.name)
    const tail = tailOf(column.name)
    const stem = key.slice(0, key.length - tail.length)
    const named = (endings: readonly string[]) =>
      find(endings.flatMap((end) => [`${key}_${end}`, `${stem}_${end}${tail}`, `${stem}_${end}`]))
    const pair = toErrors(named(halfEndings), named(lowEndings), named(highEndings))
    const isOwn = pair !== undefined && Object.values(pair).includes(column)
    if (pair !== undefined && !isOwn) errors.set(column.name, pair)
  }
  for (const pair of [...errors.values()]) {
    // An error has none itself: `loss_std` of `loss` and `loss_std_err`.
    for (const column of Object.values(pair)) errors.delete(column.name)
  }
  if (errors.size > 0) return errors
  const lone = toErrors(find(loneHalf), find(loneLow), find(loneHigh))
  if (lone === undefined) return errors
  const values = numbers.filter(
    (column) => !Object.values(lone).includes(column) && !orderedNames.test(column.name),
  )
  const owner = namedY.length === 1 ? namedY[0] : values.at(-1)
  if (owner !== undefined) errors.set(owner.name, lone)
  return errors
}

/** The unit at the end of a name, or what says that it is a mean: `latency_ms`, `latency_mean`. */
function tailOf(name: string): string {
  const hasUnit = parseColumnName(name).unit !== undefined
  const words = hasUnit ? /_[^_]+$/ : /_(?:mean|avg|average|median|value|estimate)$/
  return words.exec(toKey(name))?.[0] ?? ''
}

function toErrors(
  half: Column | undefined,
  low: Column | undefined,
  high: Column | undefined,
): ErrorColumns | undefined {
  if (half !== undefined) return { half }
  return low !== undefined && high !== undefined ? { low, high } : undefined
}

/** The columns that option `error` names: one that is added on both sides, or both ends. */
export function readErrorOption(
  columns: readonly Column[],
): { errors: ErrorColumns } | { problem: FieldProblem } {
  const [first, second, ...others] = columns
  const wrong = columns.find((column) => column.kind !== 'number')
  if (wrong !== undefined) return { problem: notNumbers('error', wrong) }
  if (first === undefined || others.length > 0) {
    return {
      problem: {
        field: 'error',
        code: 'attribute-invalid',
        message: `\`error\` names ${columns.length} columns, expected one or two`,
        hint: 'Write `error=std`, or `error=low,high`.',
      },
    }
  }
  return { errors: second === undefined ? { half: first } : { low: first, high: second } }
}

/** A standard deviation below zero, or ends that are none, is a mistake in the data. */
export function checkErrors(
  errors: ReadonlyMap<string, ErrorColumns>,
  table: Table,
): FieldProblem[] {
  for (const [name, pair] of errors) {
    const values = table.columns.find((column) => column.name === name)?.values ?? []
    const problem = 'half' in pair ? checkHalf(pair.half) : checkEnds(pair, name, values)
    if (problem !== undefined) return [{ field: 'data', code: 'data-invalid', ...problem }]
  }
  return []
}

type Mistake = Pick<FieldProblem, 'message' | 'hint'>

function checkHalf({ name, values }: Column): Mistake | undefined {
  const row = values.findIndex((value) => typeof value === 'number' && value < 0)
  if (row < 0) return undefined
  return {
    message: `Column \`${name}\` is ${values[row]} in row ${row + 1}, and an error is never below 0`,
    hint: 'For the lower and upper ends of an interval use `error=low,high`.',
  }
}

/** A mean may lie outside of some quartiles; where no value lies between its ends, they are others. */
function checkEnds(
  { high, low }: { low: Column; high: Column },
  name: string,
  values: readonly Cell[],
): Mistake | undefined {
  const rows = values.flatMap((value, row) => {
    const [from, to] = [low.values[row], high.values[row]]
    const isWhole = [value, from, to].every((part) => typeof part === 'number')
    return isWhole ? [{ value: Number(value), from: Number(from), to: Number(to), row }] : []
  })
  const turned = rows.find(({ from, to }) => from > to)
  const strays = rows.filter(({ from, to, value }) => value < from || value > to)
  const wrong = turned ?? (strays.length === rows.length ? strays[0] : undefined)
  if (wrong === undefined) return undefined
  return {
    message: `Column \`${name}\` is ${wrong.value} in row ${wrong.row + 1}, and its error goes from ${wrong.from} to ${wrong.to} (\`${low.name}\`, \`${high.name}\`)`,
    hint: 'Give both ends as values of the axis, the lower one first; for a distance on both sides use one column, `error=std`.',
  }
}

function toKey(name: string): string {
  return name
    .trim()
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_')
}
