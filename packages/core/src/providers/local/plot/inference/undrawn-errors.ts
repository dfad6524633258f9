import type { FieldProblem } from '../../../../problem.js'
import type { Chart } from '../chart.js'
import type { Roles } from '../roles.js'

/** Whether a plot has a place for the error of each value. */
export function drawsErrors({ mark, stack }: Pick<Chart, 'mark' | 'stack'>): boolean {
  if (mark === 'bar') return stack === undefined || stack === 'grouped'
  return mark === 'line' || mark === 'scatter' || mark === 'dot'
}

/** Takes out of the rows the errors that a plot has no place for; says so of these and of x's. */
export function leaveOutErrors(chart: Chart, { errors, x, y }: Roles): FieldProblem[] {
  const isDrawn = drawsErrors(chart)
  if (!isDrawn) {
    for (const row of chart.rows) {
      delete row.low
      delete row.high
    }
  }
  const owners = [...(isDrawn ? [] : y), ...(x === undefined ? [] : [x])]
  const columns = owners.flatMap(({ name }) => Object.values(errors.get(name) ?? {}))
  if (columns.length === 0) return []
  const names = [...new Set(columns)].map(({ name }) => `\`${name}\``)
  return [
    {
      field: 'data',
      code: 'data-invalid',
      severity: 'warning',
      message: `The errors in ${names.join(', ')} are not drawn`,
      hint: 'Errors of values are drawn on bars side by side, lines, points and dots.',
    },
  ]
}
