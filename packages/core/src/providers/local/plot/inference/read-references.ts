import { suggestName } from '../../../../nearest-name.js'
import type { FieldProblem } from '../../../../problem.js'
import type { Chart, Reference } from '../chart.js'
import { markRules } from '../mark-rules.js'
import { isDate, isNumeric } from '../table.js'

const example = 'Write `reference="y=0.5: Chance; x=2019..2021: Lockdown"`.'

/** Reads `axis=value: label`, or `axis=from..to: label` for a band; several with semicolons. */
export function readReferences(
  text: string,
  chart: Chart,
): { references: Reference[]; problems: FieldProblem[] } {
  const references: Reference[] = []
  const problems: FieldProblem[] = []
  for (const part of text.split(';').filter((item) => item.trim() !== '')) {
    const read = readReference(part.trim(), chart)
    if ('message' in read) problems.push({ field: 'reference', code: 'attribute-invalid', ...read })
    else references.push(read)
  }
  return { references, problems }
}

type Refusal = { message: string; hint?: string }

function readReference(text: string, chart: Chart): Reference | Refusal {
  const [, seen, places, label] = /^([xy])\s*=\s*(.+?)(?::\s+(.*))?$/.exec(text) ?? []
  const axis = seen === undefined ? undefined : axisOf(seen as 'x' | 'y', chart)
  if (axis === undefined || places === undefined) {
    return {
      message: `\`reference\` holds \`${text}\`, expected an axis and a value`,
      hint: example,
    }
  }
  if (markRules[chart.mark].takes === 'matrix') {
    return { message: `A ${chart.mark} plot has no axis of numbers for \`reference\`` }
  }
  const ends = places.split('..').map((end) => end.trim())
  const [from, to, ...others] = ends.map((end) => readPlace(end, axis, chart))
  if (from === undefined || others.length > 0) {
    return { message: `\`reference\` holds \`${text}\`, expected one value or two`, hint: example }
  }
  for (const end of [from, to]) if (typeof end === 'object') return end
  if (to !== undefined && chart[axis].kind === 'category') {
    return {
      message: `\`reference\` holds \`${text}\`, and names have nothing between them`,
      hint: example,
    }
  }
  return {
    axis,
    from: from as number | string,
    ...(to === undefined ? {} : { to: to as number | string }),
    ...(label ? { label } : {}),
  }
}

/** The axis of the chart that authors see as x or y; the same the other way round. */
export function axisOf(axis: 'x' | 'y', { mark }: Pick<Chart, 'mark'>): 'x' | 'y' {
  return markRules[mark].measures === 'x' ? (axis === 'x' ? 'y' : 'x') : axis
}

/** A value as the axis holds it. */
function readPlace(text: string, axis: 'x' | 'y', chart: Chart): number | string | Refusal {
  const { kind, log } = chart[axis]
  const refuse = (expected: string, hint?: string): Refusal => ({
    message: `\`reference\` has \`${axisOf(axis, chart)}=${text}\`, and that axis holds ${expected}`,
    ...(hint === undefined ? {} : { hint }),
  })
  if (kind === 'time') {
    return isDate(text) || /^\d{4}$/.test(text)
      ? text
      : refuse('dates', 'Write it as `2024-03-31`.')
  }
  if (kind === 'category') {
    const names = [...new Set(chart.rows.map(({ x }) => String(x)))]
    return names.includes(text) ? text : refuse('names', suggestName(text, names.slice(0, 20)))
  }
  if (!isNumeric(text)) return refuse('numbers', 'Write it without a unit.')
  if (log && Number(text) <= 0) return refuse('logarithms, which end above 0')
  return Number(text)
}
