import type { FieldProblem } from '../../../../problem.js'
import type { Chart } from '../chart.js'
import type { Roles } from '../roles.js'
import { groupSamples, nameGroup } from '../statistics/sample-groups.js'
import { refuseMany, rejectData } from './row-checks.js'

const maxCategories = 60
/** As many as there are colours. */
export const maxToldApart = 8

/** What boxes and violins cannot show. */
export function checkBands(chart: Chart, roles: Roles, what: string): FieldProblem[] {
  return [
    ...refuseMany(chart, roles, maxCategories, what),
    ...refuseManySeries(chart),
    ...refuseSummaries(chart, what),
  ]
}

/** One value for each category is a measurement, not a distribution. */
function refuseSummaries(chart: Chart, what: string): FieldProblem[] {
  const groups = groupSamples(chart)
  if (groups.length < 2 || groups.some(({ samples }) => samples.length > 1)) return []
  return [
    rejectData(
      `has one value for each of ${groups.length} groups, and ${what} shows how several are spread`,
      'Give every value that was measured, or draw these with `mark=bar`.',
    ),
  ]
}

export function refuseManySeries({ series }: Chart): FieldProblem[] {
  const count = series?.names.length ?? 0
  if (count <= maxToldApart) return []
  return [
    rejectData(
      `has ${count} groups to tell apart by colour, and there are ${maxToldApart} colours`,
      'Show fewer, or compare them with `mark=box` and the column as `x`.',
    ),
  ]
}

/** A kernel density is an estimate: from next to nothing it would be an invention. */
export function checkDensity(
  chart: Chart,
  what: string,
  instead: 'box' | 'histogram',
): FieldProblem[] {
  if (chart.x.log || chart.y.log) {
    const message = `${what} is drawn on linear axes, and \`scale\` asks for a logarithmic one`
    const hint = `Use \`mark=${instead}\`, which can be logarithmic, or \`scale=linear\`.`
    return [{ field: 'scale', code: 'attribute-invalid', message, hint }]
  }
  const groups = groupSamples(chart)
  const thin = groups.find(({ samples }) => samples.length < 3 || samples[0] === samples.at(-1))
  if (thin === undefined) return []
  const { length } = thin.samples
  const seen = length < 3 ? `${length} value${length === 1 ? '' : 's'}` : 'only equal values'
  const where = groups.length > 1 ? ` for \`${nameGroup(thin)}\`` : ''
  return [
    rejectData(
      `has ${seen}${where}, and ${what.toLowerCase()} needs at least 3 that differ`,
      `Use \`mark=${instead}\`, or leave the group out.`,
    ),
  ]
}

export function refuseLogCounts(chart: Chart): FieldProblem[] {
  if (!chart.x.log) return []
  const message = 'A logarithmic axis of counts has no zero for bars to stand on'
  const hint = 'Write `scale=log-x` for bins that are even on a logarithmic axis of values.'
  return [{ field: 'scale', code: 'attribute-invalid', message, hint }]
}
