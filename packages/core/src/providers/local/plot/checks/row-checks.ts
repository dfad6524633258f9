import type { FieldProblem } from '../../../../problem.js'
import type { Chart } from '../chart.js'
import type { Roles } from '../roles.js'

/** A mark that shows one value for each x of a series cannot show two. */
export function checkDuplicates(chart: Chart, roles: Roles): FieldProblem[] {
  const seen = new Set<string>()
  for (const row of chart.rows) {
    const key = JSON.stringify([row.x, row.series, row.facet])
    if (seen.has(key)) {
      const series = row.series === undefined ? '' : ` in series \`${row.series}\``
      return [
        rejectData(
          `has \`${row.x}\` in column \`${roles.x?.name}\` more than once${series}`,
          'Add `color=` with the column that tells the rows apart, or use `mark=scatter`.',
        ),
      ]
    }
    seen.add(key)
  }
  return []
}

/** A cell of a matrix has one value. */
export function refuseRepeated(chart: Chart): FieldProblem[] {
  const seen = new Set<string>()
  for (const { series, x } of chart.rows) {
    const key = JSON.stringify([series, x])
    if (seen.has(key)) {
      const what = `has more than one value for \`${series}\` with \`${x}\``
      return [rejectData(what, 'Sum or average them first.')]
    }
    seen.add(key)
  }
  return []
}

/** A mark that has more categories than a picture holds. */
export function refuseMany(chart: Chart, roles: Roles, most: number, what: string): FieldProblem[] {
  const count = new Set(chart.rows.map((row) => row.x)).size
  if (count <= most) return []
  return [
    rejectData(
      `has ${count} different values of \`${roles.x?.name}\`, and ${what} holds at most ${most}`,
      'Show fewer, or draw them with `mark=scatter`.',
    ),
  ]
}

/** A mark that stands on zero has no place on a logarithmic scale. */
export function refuseLog(chart: Chart, message: string): FieldProblem[] {
  if (!chart.x.log && !chart.y.log) return []
  const hint = 'Use `mark=scatter` or `mark=line`, or `scale=linear`.'
  return [{ field: 'scale', code: 'attribute-invalid', message, hint }]
}

export function rejectData(what: string, hint?: string): FieldProblem {
  return { field: 'data', code: 'data-invalid', message: `\`data\` ${what}`, hint }
}
