import type { Reasons, Roles } from '../roles.js'
import type { Column, Table } from '../table.js'
import type { ColumnMention } from './column-mentions.js'
import {
  type ColumnFacts,
  type ColumnRule,
  chooseColumn,
  countValues,
  isNumber,
} from './column-rules.js'

export interface ColumnChooserOptions {
  table: Table
  mentions: readonly ColumnMention[]
  /** Columns that have a part; those that are chosen join them. */
  taken: Set<Column | undefined>
  /** Whether the author named what is measured. */
  isMeasuredNamed: boolean
  /** What has been found out so far. */
  known: () => Pick<ColumnFacts, 'mark' | 'x'>
}

/** Gives columns their parts, one after the other, and keeps why. */
export interface ColumnChooser {
  reasons: Reasons
  facts(): ColumnFacts
  choose(role: keyof Roles, rules: readonly ColumnRule[]): Column | undefined
}

export function createColumnChooser(options: ColumnChooserOptions): ColumnChooser {
  const { isMeasuredNamed, known, mentions, table, taken } = options
  const reasons: Reasons = {}

  function facts(): ColumnFacts {
    const open = table.columns.filter((column) => !taken.has(column) && countValues(column) > 0)
    const spare = open.filter(isNumber).length > (isMeasuredNamed ? 0 : 1)
    return { open, spare, mentions, ...known() }
  }

  return {
    reasons,
    facts,
    choose(role, rules) {
      const chosen = chooseColumn(rules, facts())
      if (chosen === undefined) return undefined
      reasons[role] = chosen.because
      taken.add(chosen.column)
      return chosen.column
    },
  }
}
