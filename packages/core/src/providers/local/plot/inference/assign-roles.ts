import type { PlotOptions } from '../../options.js'
import type { MarkName } from '../mark-names.js'
import type { MarkRule } from '../mark-rule.js'
import { markRules } from '../mark-rules.js'
import type { Assignment } from '../roles.js'
import type { Table } from '../table.js'
import { assignColumns } from './assign-columns.js'
import { assignMatrix } from './assign-matrix.js'
import { assignSamples } from './assign-samples.js'
import type { ColumnMention } from './column-mentions.js'
import type { PromptHints } from './prompt-words.js'

type Assign = (
  table: Table,
  mentions: readonly ColumnMention[],
  options: PlotOptions,
  mark: MarkName | undefined,
  hints: PromptHints,
) => Assignment

/** How columns become rows, by what a kind of plot takes. */
const assigners: Record<MarkRule['takes'], Assign> = {
  values: assignColumns,
  samples: assignSamples,
  matrix: assignMatrix,
}

/** Which column is drawn as what; a kind of plot that is still open shows values. */
export function assignRoles(
  ...[table, mentions, options, mark, hints]: Parameters<Assign>
): Assignment {
  const takes = mark === undefined ? 'values' : markRules[mark].takes
  return assigners[takes](table, mentions, options, mark, hints)
}
