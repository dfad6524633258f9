import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import type { MarkName } from '../mark-names.js'
import type { Assignment, Roles } from '../roles.js'
import type { Column, Table } from '../table.js'
import { createColumnChooser } from './column-chooser.js'
import type { ColumnMention } from './column-mentions.js'
import { ambiguous, findScaleMismatch, noNumbers } from './column-problems.js'
import {
  bubbleRules,
  chooseColumns,
  colorRules,
  countValues,
  facetRules,
  labelRules,
  maxSeries,
  panelRules,
  sizeRules,
  xRules,
  yRules,
} from './column-rules.js'
import { checkErrors, findErrors } from './error-columns.js'
import { chooseMark } from './mark-choice.js'
import { findMisread, readNamedColumns } from './named-columns.js'
import type { PromptHints } from './prompt-words.js'
import { checkRoles } from './role-checks.js'

/** A colour of more different numbers than this is a scale, of fewer a series each. */
const mostNumberSeries = 6

/** Which column is drawn as what, where each x has one measured value. */
export function assignColumns(
  table: Table,
  mentions: readonly ColumnMention[],
  options: PlotOptions,
  wanted: MarkName | undefined,
  hints: PromptHints = {},
): Assignment {
  const named = readNamedColumns(table, options)
  if (named.problems.length > 0) return fail(...named.problems)
  const errors = named.errors ?? findErrors(table, named.y)
  const wrongErrors = checkErrors(errors, table)
  if (wrongErrors.length > 0) return fail(...wrongErrors)

  const taken = new Set<Column | undefined>([
    ...[...errors.values()].flatMap((pair) => Object.values(pair)),
    ...[...named.y, named.x, named.color, named.size, named.facet],
  ])
  let mark = wanted
  let x = named.x
  const { choose, facts, reasons } = createColumnChooser({
    table,
    mentions,
    taken,
    isMeasuredNamed: named.y.length > 0,
    known: () => ({ mark, x }),
  })
  let facet = named.facet ?? choose('facet', facetRules)
  let size = named.size ?? choose('size', sizeRules)
  let color = named.color ?? choose('color', colorRules.said)
  x ??= choose('x', xRules)
  if (x === undefined) return fail(noNumbers(table))
  mark ??= chooseMark(x).mark
  const misread = findMisread(table, mentions, { x, color, facet, mark })
  if (misread.length > 0) return fail(...misread)

  const measured = named.y.length > 0 ? undefined : chooseColumns(yRules, facts())
  const y = measured?.columns ?? named.y
  if (measured !== undefined) reasons.y = measured.because
  if (y.length === 0) return fail(noNumbers(table))
  for (const column of y) taken.add(column)
  if (y.length > maxSeries) {
    return fail(ambiguous('y', `has ${y.length} columns of numbers`, y.slice(0, 3)))
  }
  const mismatch = y.length > 1 ? findScaleMismatch(y) : undefined
  if (mismatch !== undefined) return fail(mismatch)

  if (hints.bubble !== undefined && mark === 'scatter') size ??= choose('size', bubbleRules)
  if (hints.facet !== undefined) facet ??= choose('facet', panelRules)
  if (y.length === 1) color ??= choose('color', colorRules.open)
  const label = choose('label', labelRules)
  const isShade =
    mark === 'scatter' && color?.kind === 'number' && countValues(color) > mostNumberSeries
  const roles: Roles = { x, y, size, facet, label, errors, [isShade ? 'shade' : 'color']: color }
  const problems = checkRoles(roles, mark, hints)
  if (problems.length > 0) return fail(...problems)
  // Who says what is measured has chosen from the data, and knows of the rest.
  const isSaid =
    named.y.length > 0 || y.some(({ name }) => mentions.some(({ column }) => column === name))
  const warnings = isSaid ? [] : warnOfUnused(table, taken)
  return { roles, reasons, warnings, problems: [] }
}

function warnOfUnused(table: Table, taken: ReadonlySet<Column | undefined>): FieldProblem[] {
  const unused = table.columns.filter((column) => !taken.has(column))
  if (unused.length === 0) return []
  const names = unused.map(({ name }) => `\`${name}\``)
  const what = names.length === 1 ? 'Column' : 'Columns'
  return [
    {
      field: 'data',
      code: 'data-invalid',
      severity: 'warning',
      message: `${what} ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not drawn`,
      hint: 'Name what is measured in `y`, or leave out what is not.',
    },
  ]
}

function fail(...problems: FieldProblem[]): Assignment {
  return { roles: undefined, warnings: [], problems }
}
