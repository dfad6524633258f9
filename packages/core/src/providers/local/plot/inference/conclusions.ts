import type { PlotOptions } from '../../options.js'
import type { Chart } from '../chart.js'
import { markRules, nounOf } from '../mark-rules.js'
import type { Reasons, Roles } from '../roles.js'
import type { Column, Table } from '../table.js'
import { chooseMark } from './mark-choice.js'
import type { PromptHints } from './prompt-words.js'

interface Inference {
  chart: Chart
  roles: Roles
  reasons: Reasons
  options: PlotOptions
  hints: PromptHints
  table: Table
}

/** What was worked out and from what, one sentence a line: for authors who wonder. */
export function tellConclusions(inference: Inference): string[] {
  return [
    tellMark(inference),
    ...tellRoles(inference),
    ...tellErrors(inference),
    ...tellStyle(inference),
    ...tellUnused(inference),
  ]
}

function tellMark({ chart, hints, options, roles }: Inference): string {
  const noun = nounOf(chart).toLowerCase()
  if (options.mark !== undefined) return `drawn as a ${noun}: \`mark\` says so`
  if (hints.mark !== undefined)
    return `drawn as a ${noun}: the prompt says \`${hints.mark.phrase}\``
  return `drawn as a ${noun}: ${chooseMark(roles.x).because}`
}

const parts: readonly {
  role: Exclude<keyof Roles, 'errors'>
  option?: keyof PlotOptions
  text: string
}[] = [
  { role: 'x', option: 'x', text: 'x is' },
  { role: 'y', option: 'y', text: 'y is' },
  { role: 'color', option: 'color', text: 'colour tells apart' },
  { role: 'shade', option: 'color', text: 'colour shows' },
  { role: 'size', option: 'size', text: 'area shows' },
  { role: 'facet', option: 'facet', text: 'one small plot for each' },
  { role: 'label', text: 'names beside the points from' },
]

function tellRoles({ chart, options, reasons, roles }: Inference): string[] {
  return parts.flatMap(({ option, role, text }) => {
    const isMatrix = markRules[chart.mark].takes === 'matrix'
    const columns = [roles[role] ?? []].flat().filter(({ name }) => name !== '')
    if (columns.length === 0) return []
    const isNamed = !isMatrix && option !== undefined && options[option] !== undefined
    const because = isNamed ? `\`${option}\` says so` : reasons[role]
    const part = isMatrix && role === 'color' ? 'one row for each' : text
    return [`${part} ${nameAll(columns)}${because === undefined ? '' : `: ${because}`}`]
  })
}

function tellErrors({ options, roles }: Inference): string[] {
  return roles.y.flatMap(({ name }) => {
    const pair = roles.errors.get(name)
    if (pair === undefined) return []
    const because = options.error === undefined ? 'their names say so' : '`error` says so'
    return [`error of \`${name}\` from ${nameAll(Object.values(pair))}: ${because}`]
  })
}

/** Words of the prompt that changed how it looks; options need no telling. */
function tellStyle({ chart, hints, options }: Inference): string[] {
  const told: [boolean, string, { phrase: string } | undefined][] = [
    [chart.stack !== undefined && options.stack === undefined, `${chart.stack}`, hints.stack],
    [chart.orient !== undefined && options.orient === undefined, `${chart.orient}`, hints.orient],
    [chart.valueLabels === true && options.labels === undefined, 'with numbers', hints.valueLabels],
    [chart.sort !== undefined && options.sort === undefined, `in ${chart.sort} order`, hints.sort],
    [chart.trend !== undefined && options.trend === undefined, 'with a fitted line', hints.trend],
    [
      (chart.x.log ?? chart.y.log) === true && options.scale === undefined,
      'on a logarithmic scale',
      hints.log,
    ],
  ]
  return told.flatMap(([isSaid, text, said]) =>
    isSaid && said !== undefined ? [`${text}: the prompt says \`${said.phrase}\``] : [],
  )
}

function tellUnused({ roles, table }: Inference): string[] {
  const { color, errors, facet, label, shade, size, x, y } = roles
  const used = new Set<Column | undefined>([
    ...[x, ...y, color, shade, size, facet, label],
    ...[...errors.values()].flatMap((pair) => Object.values(pair)),
  ])
  const unused = table.columns.filter((column) => !used.has(column))
  return unused.length === 0 ? [] : [`left out: ${nameAll(unused)}`]
}

function nameAll(columns: readonly Column[]): string {
  return columns.map(({ name }) => `\`${name}\``).join(', ')
}
