import type { FieldProblem } from '../../../../problem.js'
import type { MarkName } from '../mark-names.js'
import type { Roles } from '../roles.js'
import { ambiguous } from './column-problems.js'
import { countValues, maxFacets, maxSeries } from './column-rules.js'
import type { PromptHints } from './prompt-words.js'

/** Parts that do not go together, or that no picture holds. */
export function checkRoles(roles: Roles, mark: MarkName, hints: PromptHints): FieldProblem[] {
  const { color, facet, shade, size, y } = roles
  const problems: FieldProblem[] = []
  if (y.length > 1 && (color ?? shade) !== undefined) {
    problems.push(ambiguous('y', 'has several columns of numbers, and `color` is taken', y))
  }
  if (y.length > 1 && roles.errors.size > 0) problems.push(...checkSharedErrors(roles))
  if (color !== undefined && countValues(color) > maxSeries) {
    problems.push({
      field: 'color',
      code: 'data-invalid',
      message: `Column \`${color.name}\` has ${countValues(color)} different values, and at most ${maxSeries} colours can be told apart`,
      hint: `Keep the rows that matter, or use \`facet=${color.name}\` where there are at most ${maxFacets}.`,
    })
  }
  if (facet !== undefined && countValues(facet) > maxFacets) {
    problems.push({
      field: 'facet',
      code: 'data-invalid',
      message: `Column \`${facet.name}\` has ${countValues(facet)} different values, and at most ${maxFacets} small plots are drawn`,
      hint: 'Keep the rows that matter.',
    })
  }
  if (hints.facet !== undefined && facet === undefined) {
    problems.push({
      field: 'prompt',
      code: 'attribute-invalid',
      message: `The prompt asks for \`${hints.facet.phrase}\`, and no column is left to tell the small plots apart`,
      hint: 'Add `facet=` with the name of a column.',
    })
  }
  const negative = size?.values.findIndex((value) => typeof value === 'number' && value < 0) ?? -1
  if (size !== undefined && negative >= 0) {
    problems.push({
      field: 'size',
      code: 'data-invalid',
      message: `Column \`${size.name}\` is ${size.values[negative]} in row ${negative + 1}, and no area is below 0`,
      hint: 'Show it as `color`, which may be negative.',
    })
  }
  if (size !== undefined && mark !== 'scatter') {
    problems.push({
      field: 'size',
      code: 'attribute-invalid',
      message: `\`size\` is the area of points, and a ${mark} chart has none`,
      hint: 'Use `mark=scatter`.',
    })
  }
  return problems
}

/** One column of errors belongs to one column of values. */
function checkSharedErrors({ errors, y }: Roles): FieldProblem[] {
  const drawn = y.flatMap(({ name }) => errors.get(name) ?? [])
  if (new Set(drawn).size === drawn.length) return []
  return [
    {
      field: 'error',
      code: 'attribute-invalid',
      message: `\`error\` is one error, and there are ${y.length} columns of values: ${y.map(({ name }) => `\`${name}\``).join(', ')}`,
      hint: `Name the value with \`y\`, or name the errors after their values: \`${y[0]?.name}_std\`.`,
    },
  ]
}
