import type { FieldProblem } from '../../../problem.js'
import type { PlotOptions } from '../options.js'
import { assignColumns } from './assign-columns.js'
import type { Chart } from './chart.js'
import { buildRows } from './chart-rows.js'
import { toSharedTitle, toTitle } from './column-title.js'
import { markRules } from './mark-rules.js'
import { orderedNames } from './ordered-names.js'
import { findColumnMentions, type PromptHints, readPromptWords } from './prompt-words.js'
import type { Column, Table } from './table.js'

export type ChartResult =
  | { chart: Chart; warnings: FieldProblem[]; problems: [] }
  | { chart: undefined; warnings: FieldProblem[]; problems: FieldProblem[] }

/**
 * Works out what to draw. The rules, first match wins:
 *
 * | what | rules |
 * | --- | --- |
 * | mark | option `mark`; the first word of the prompt that names one; x is a date or a step: line; x is a number: scatter; else bar |
 * | x | option `x`; a column the prompt names after `by`, `over`, `vs`; a name such as `year`, `epoch`, `step`; the first date, then the first category; the first column |
 * | y | option `y` (several, with commas); the number columns the prompt names; every other number column |
 * | colour | option `color`; one series per y column; the next category |
 * | error | `<y>_std`, `<y>_err`, `<y>_low` with `<y>_high`, ... beside y |
 * | stacking, direction, labels, order, log scale | their options; words of the prompt |
 */
export function inferChart(table: Table, prompt: string, options: PlotOptions): ChartResult {
  const hints = readPromptWords(prompt)
  const unsupported = rejectUnsupported(hints, options)
  if (unsupported !== undefined) return fail([unsupported])
  const mentions = findColumnMentions(
    prompt,
    table.columns.map((column) => column.name),
  )
  const wanted = options.mark ?? hints.mark
  const assigned = assignColumns(table, mentions, options, wanted)
  if (assigned.roles === undefined) return fail(assigned.problems)
  const { roles, warnings } = assigned
  const mark = wanted ?? defaultMark(roles.x)
  const rule = markRules[mark]
  const scale = readScale(hints, options)
  const built = buildRows(table, roles, rule, scale)
  if (built.rows === undefined) return fail(built.problems)

  const shared = toSharedTitle(roles.y.map((column) => column.name))
  const yTitle = roles.y.length > 1 ? shared.title : toTitle(roles.y[0]?.name ?? '')
  const chart: Chart = {
    mark,
    x: {
      title: options.x_title ?? toTitle(roles.x?.name ?? ''),
      kind: rule.xKind(roles.x?.kind ?? 'category'),
    },
    y: { title: options.y_title ?? yTitle, kind: 'number' },
    rows: built.rows,
  }
  if (scale.x) chart.x.log = true
  if (scale.y) chart.y.log = true
  if (built.seriesNames !== undefined) {
    const title = roles.color === undefined ? '' : toTitle(roles.color.name)
    chart.series = { title, names: built.seriesNames }
  }
  if (rule.bands !== 'none') {
    if (chart.series !== undefined) chart.stack = options.stack ?? hints.stack ?? 'grouped'
    const orient = options.orient ?? hints.orient
    if (orient !== undefined) chart.orient = orient
  }
  const labels = options.labels === undefined ? hints.valueLabels : options.labels === 'value'
  if (labels === true && mark !== 'scatter') chart.valueLabels = true
  const sort = options.sort ?? hints.sort
  if (sort !== undefined && sort !== 'given' && chart.x.kind === 'category') chart.sort = sort
  if (options.title) chart.title = options.title
  const wrong = rule.check(chart, roles)
  if (wrong.length > 0) return fail(wrong)
  const untitled: FieldProblem[] =
    chart.y.title === ''
      ? [
          {
            field: 'y_title',
            code: 'attribute-invalid',
            severity: 'warning',
            message: 'The y axis has no title, because its columns share no word',
            hint: 'Add `y_title="..."`.',
          },
        ]
      : []
  return { chart, warnings: [...warnings, ...built.warnings, ...untitled], problems: [] }
}

function rejectUnsupported(hints: PromptHints, options: PlotOptions): FieldProblem | undefined {
  if (hints.unsupported === undefined || options.mark !== undefined) return undefined
  return {
    field: 'prompt',
    code: 'attribute-invalid',
    message: `The prompt asks for \`${hints.unsupported}\`, and \`local\` draws bar, line and scatter plots`,
    hint: 'Add `mark=bar`, `mark=line` or `mark=scatter`, give a `vega-lite` fence, or name another `provider`.',
  }
}

function readScale(hints: PromptHints, options: PlotOptions): { x: boolean; y: boolean } {
  switch (options.scale) {
    case 'linear':
      return { x: false, y: false }
    case 'log':
    case 'log-y':
      return { x: false, y: true }
    case 'log-x':
      return { x: true, y: false }
    case 'log-log':
      return { x: true, y: true }
    default:
      return { x: hints.logX === true, y: hints.logY === true }
  }
}

function defaultMark(x: Column | undefined): Chart['mark'] {
  if (x === undefined) return 'bar'
  if (x.kind === 'time' || orderedNames.test(x.name)) return 'line'
  return x.kind === 'number' ? 'scatter' : 'bar'
}

function fail(problems: FieldProblem[]): ChartResult {
  return { chart: undefined, warnings: [], problems }
}
