import type { FieldProblem } from '../../../problem.js'
import type { ErrorColumns } from './inference/error-columns.js'
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

/** Why a column has its part, where that was worked out; in words that follow a colon. */
export type Reasons = { [Role in keyof Roles]?: string }

export type Assignment =
  | {
      roles: Roles
      reasons?: Reasons
      /** What the roles are columns of, where they were made of the table that was given. */
      table?: Table
      warnings: FieldProblem[]
      problems: []
    }
  | { roles: undefined; warnings: []; problems: FieldProblem[] }
