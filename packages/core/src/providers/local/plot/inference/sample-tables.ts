import type { FieldProblem } from '../../../../problem.js'
import { rejectData } from '../checks/row-checks.js'
import type { MarkName } from '../mark-names.js'
import { markRules } from '../mark-rules.js'
import type { Column, Table } from '../table.js'
import { notNumbers } from './column-problems.js'
import { countValues, isNumber } from './column-rules.js'
import type { NamedColumns } from './named-columns.js'

/** Columns named as samples that are none, or twice. */
export function findNotMeasured(
  mark: MarkName,
  samples: readonly Column[],
  { x, y }: NamedColumns,
): FieldProblem | undefined {
  if (markRules[mark].measures === 'x' && x !== undefined && y.length > 0) {
    return {
      field: 'y',
      code: 'attribute-invalid',
      message: `\`mark=${mark}\` has its samples along x, and both \`x\` and \`y\` name columns`,
      hint: 'Name the samples with `x` and take `y` out; `color` tells them apart.',
    }
  }
  const column = samples.find((candidate) => !isNumber(candidate))
  if (column === undefined) return undefined
  const field = y.includes(column) ? 'y' : 'x'
  if (column.intruder !== undefined) return notNumbers(field, column)
  const isTurned = field === 'y' && x !== undefined && isNumber(x)
  return {
    field,
    code: 'attribute-invalid',
    message: `\`${field}\` names \`${column.name}\`, which holds names, and \`mark=${mark}\` shows how numbers are spread`,
    hint: isTurned
      ? `Write \`x=${column.name}\` and \`y=${x.name}\`; \`orient=horizontal\` turns the picture.`
      : `To show how often each name comes, count the rows and draw the counts with \`mark=bar\`.`,
  }
}

const countNames = /^(?:counts?|freq(?:uenc(?:y|ies))?)$/i
const binNames =
  /^(?:bins?|buckets?|range|interval|class|edges?|bin[_ ](?:start|end|from|to|left|right|low|high|mid|center))$/i
const summaryNames = /^(?:q1|q3|median|p25|p50|p75|lower_quartile|upper_quartile)$/i

/** Data whose samples were counted or summarised before: from those nothing can be counted again. */
export function findCounted(
  table: Table,
  mark: MarkName,
  y: readonly Column[],
): FieldProblem | undefined {
  const { columns } = table
  const quartiles = columns.filter(({ name }) => summaryNames.test(name))
  if (quartiles.length > 1) {
    return rejectData(
      `looks summarised already: columns ${list(quartiles)}; \`mark=${mark}\` works out quartiles itself`,
      'Give every value that was measured, or draw the medians with `mark=bar`.',
    )
  }
  const counts = columns.find((column) => isNumber(column) && countNames.test(column.name))
  if (counts === undefined) return undefined
  const bins = columns.filter(({ name }) => binNames.test(name))
  const others = y.filter((column) => column !== counts)
  // Values that come once each, beside how often they come.
  const isTally =
    others.length > 0 && others.every((column) => countValues(column) === table.rowCount)
  if (bins.length === 0 && !isTally) return undefined
  const seen = bins.length > 0 ? bins : others
  return rejectData(
    `looks counted already: columns ${list([...seen, counts])}; \`mark=${mark}\` counts by itself`,
    'Draw these with `mark=bar`, or give every value that was measured.',
  )
}

function list(columns: readonly Column[]): string {
  return columns.map(({ name }) => `\`${name}\``).join(', ')
}
