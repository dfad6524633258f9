import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import type { Chart } from '../chart.js'
import type { MarkRule } from '../mark-rule.js'
import { markRules } from '../mark-rules.js'
import type { Roles } from '../roles.js'
import type { Table } from '../table.js'
import { annotateRows } from './annotations.js'
import { assignRoles } from './assign-roles.js'
import { buildRows } from './chart-rows.js'
import { findColumnMentions } from './column-mentions.js'
import { toSharedTitle, toTitle } from './column-title.js'
import { tellConclusions } from './conclusions.js'
import { chooseMark } from './mark-choice.js'
import { checkOptions, refuseUnsupported, warnOfUntitled } from './option-checks.js'
import { type PromptHints, readPromptWords } from './prompt-words.js'
import { readReferences } from './read-references.js'
import { readAxes, type SaidAxis } from './said-axes.js'
import { leaveOutErrors } from './undrawn-errors.js'

export type ChartResult =
  | { chart: Chart; conclusions: string[]; warnings: FieldProblem[]; problems: [] }
  | { chart: undefined; warnings: FieldProblem[]; problems: FieldProblem[] }

/**
 * Works out what to draw, first match wins: what an option says; what the prompt's words say
 * (`mark-words.ts`, `prompt-words.ts`, `column-mentions.ts`); what names and types of columns
 * say (`column-rules.ts`, `mark-choice.ts`, `error-columns.ts`). The README beside this file lists all.
 */
export function inferChart(table: Table, prompt: string, options: PlotOptions): ChartResult {
  const names = table.columns.map((column) => column.name)
  const hints = readPromptWords(prompt, names)
  const unsupported = refuseUnsupported(hints, options)
  if (unsupported !== undefined) return fail([unsupported])
  const wanted = options.mark ?? hints.mark?.value
  const assigned = assignRoles(table, findColumnMentions(prompt, names), options, wanted, hints)
  if (assigned.roles === undefined) return fail(assigned.problems)
  const { roles } = assigned
  const mark = wanted ?? chooseMark(roles.x).mark
  const rule = markRules[mark]
  const said = readAxes(rule, options, hints)
  const built = buildRows(assigned.table ?? table, roles, rule, { x: said.x.log, y: said.y.log })
  if (built.rows === undefined) return fail(built.problems)

  const chart: Chart = {
    mark,
    ...axesOf(roles, rule, said),
    ...partsOf(roles, built.seriesNames, built.rows, options),
    ...styleOf(rule, options, hints),
    rows: built.rows,
  }
  // A colour for each category takes no place of its own.
  const shares = built.seriesNames !== undefined && roles.color !== roles.x
  const stack = options.stack ?? hints.stack?.value ?? rule.stack
  if (shares && rule.stack !== undefined && stack !== undefined) chart.stack = stack
  if (rule.measures === 'color') {
    if (hints.diverging !== undefined) chart.diverging = true
    if (chart.series !== undefined) chart.series.title = options.y_title ?? chart.series.title
  }
  if (mark === 'scatter' && (options.trend ?? hints.trend?.value) === 'linear')
    chart.trend = 'linear'
  const sort = options.sort ?? hints.sort?.value
  if (sort !== undefined && sort !== 'given' && chart.x.kind === 'category') chart.sort = sort
  const problems = [...checkOptions(chart, options), ...rule.check(chart, roles)]
  if (options.reference !== undefined) {
    const read = readReferences(options.reference, chart)
    problems.push(...read.problems)
    if (read.references.length > 0) chart.references = read.references
  }
  if (options.annotate !== undefined) problems.push(...annotateRows(options.annotate, chart))
  if (problems.length > 0) return fail(problems)
  const warnings = [
    ...assigned.warnings,
    ...built.warnings,
    ...leaveOutErrors(chart, roles),
    ...warnOfUntitled(chart),
  ]
  const conclusions = tellConclusions({
    chart,
    roles,
    reasons: assigned.reasons ?? {},
    options,
    hints,
    table: assigned.table ?? table,
  })
  return { chart, conclusions, warnings, problems: [] }
}

function axesOf(
  roles: Roles,
  rule: MarkRule,
  said: { x: SaidAxis; y: SaidAxis },
): Pick<Chart, 'x' | 'y'> {
  const names = roles.y.map((column) => column.name)
  const yTitle = names.length > 1 ? toSharedTitle(names).title : toTitle(names[0] ?? '')
  return {
    x: {
      title: said.x.title ?? toTitle(roles.x?.name ?? ''),
      kind: rule.xKind(roles.x?.kind ?? 'category'),
      ...(said.x.log ? { log: true } : {}),
    },
    y: {
      title: said.y.title ?? yTitle,
      kind: 'number',
      ...(said.y.log ? { log: true } : {}),
    },
  }
}

/** What tells rows apart besides their place. */
function partsOf(
  { color, facet, shade, size }: Roles,
  seriesNames: string[] | undefined,
  rows: Chart['rows'],
  options: PlotOptions,
): Pick<Chart, 'series' | 'shade' | 'size' | 'facet'> {
  const titleOf = (column: { name: string } | undefined) => toTitle(column?.name ?? '')
  const panels = [...new Set(rows.flatMap((row) => row.facet ?? []))]
  const columns = options.columns === undefined ? {} : { columns: options.columns }
  return {
    ...(seriesNames === undefined ? {} : { series: { title: titleOf(color), names: seriesNames } }),
    ...(shade === undefined ? {} : { shade: { title: titleOf(shade) } }),
    ...(size === undefined ? {} : { size: { title: titleOf(size) } }),
    ...(facet === undefined ? {} : { facet: { title: titleOf(facet), names: panels, ...columns } }),
  }
}

function styleOf(rule: MarkRule, options: PlotOptions, hints: PromptHints): Partial<Chart> {
  const style: Partial<Chart> = {}
  const orient = options.orient ?? hints.orient?.value
  if (rule.bands !== 'none' && orient !== undefined) style.orient = orient
  const labels =
    options.labels === undefined ? hints.valueLabels?.value : options.labels === 'value'
  // Cells show their numbers unless they are told not to.
  if (labels === true || (labels === false && rule.measures === 'color')) style.valueLabels = labels
  if (options.bins !== undefined) style.bins = options.bins
  if (options.title) style.title = options.title
  return style
}

function fail(problems: FieldProblem[]): ChartResult {
  return { chart: undefined, warnings: [], problems }
}
