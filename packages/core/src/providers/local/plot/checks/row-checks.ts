import type { FieldProblem } from '../../../../problem.js'
import type { Chart } from '../chart.js'
import { toUtc } from '../layout/time-axis.js'
import type { Roles } from '../roles.js'

/** A mark that shows one value for each x of a series cannot show two. */
export function checkDuplicates(chart: Chart, roles: Roles): FieldProblem[] {
  const seen = new Set<string>()
  for (const row of chart.rows) {
    const x = chart.x.kind === 'time' ? toUtc(String(row.x)) : row.x
    const key = JSON.stringify([x, row.series, row.facet])
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

/** Shares need something to be shared, and none of them is negative. */
export function refuseShareless(chart: Chart): FieldProblem[] {
  if (chart.stack !== 'normalized') return []
  const negative = chart.rows.find((row) => row.y < 0)
  if (negative !== undefined) {
    const where = `${negative.y} at \`${negative.x}\` in series \`${negative.series}\``
    return [rejectData(`has ${where}, and shares of a whole are not negative`, stackedHint)]
  }
  const keyOf = ({ facet, x }: Chart['rows'][number]) => JSON.stringify([facet, x])
  const present = new Set(chart.rows.filter((row) => row.y > 0).map(keyOf))
  const empty = chart.rows.find((row) => !present.has(keyOf(row)))
  if (empty === undefined) return []
  return [rejectData(`has only 0 at \`${empty.x}\`, which has no shares`, stackedHint)]
}

const stackedHint = 'Use `stack=stacked`, or leave these rows out.'

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
