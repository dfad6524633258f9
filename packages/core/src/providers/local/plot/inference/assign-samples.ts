import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import { maxToldApart } from '../checks/sample-checks.js'
import type { MarkName } from '../mark-names.js'
import { markRules } from '../mark-rules.js'
import type { Assignment, Roles } from '../roles.js'
import type { Column, Table } from '../table.js'
import { createColumnChooser } from './column-chooser.js'
import type { ColumnMention } from './column-mentions.js'
import { ambiguous, findScaleMismatch, noNumbers } from './column-problems.js'
import {
  type ColumnRule,
  chooseColumns,
  colorRules,
  countValues,
  facetRules,
  isNumber,
  maxSeries,
  panelRules,
  yRules,
} from './column-rules.js'
import { parseColumnName } from './column-title.js'
import { readNamedColumns } from './named-columns.js'
import type { PromptHints } from './prompt-words.js'
import { checkRoles } from './role-checks.js'
import { findCounted, findNotMeasured } from './sample-tables.js'

/** The prompt's own words come first: both of "by species and sex". */
const said: ColumnRule = {
  because: 'the prompt names it',
  find: ({ mentions, open, spare }) => {
    const isMeant = (column: Column) =>
      mentions.some(
        ({ across, column: name, role, whole }) =>
          name === column.name &&
          (isNumber(column) ? across && spare : across || (whole && role === undefined)),
      )
    const places = mentions.map(({ column: name }) => open.find((column) => column.name === name))
    return places.find((column) => column !== undefined && isMeant(column))
  },
}

/** What boxes and violins compare their samples across, where nothing says it. */
const acrossRules: readonly ColumnRule[] = [
  { because: 'it holds the first names that come again', find: ({ open }) => open.find(isGroup) },
]

/** What a histogram and densities tell their samples apart by, where the author names nothing. */
const apartRules: readonly ColumnRule[] = [
  {
    because: 'it alone holds names that come again',
    find: ({ open }) => {
      const [group, ...others] = open.filter(isGroup)
      const isAlone = group !== undefined && others.length === 0
      return isAlone && countValues(group) <= maxToldApart ? group : undefined
    },
  },
]

/** Which column is drawn as what, where a mark shows how many values are spread. */
export function assignSamples(
  table: Table,
  mentions: readonly ColumnMention[],
  options: PlotOptions,
  mark: MarkName | undefined,
  hints: PromptHints = {},
): Assignment {
  if (mark === undefined) throw new Error('samples are drawn by a mark that is known')
  const isAlong = markRules[mark].measures === 'x'
  const named = readNamedColumns(table, options)
  // The samples of a histogram lie along x, and `y` is a name for them too.
  const { x: alongX, y: namedY } = named
  const samples = isAlong && namedY.length === 0 && alongX !== undefined ? [alongX] : namedY
  const wrong = findNotMeasured(mark, samples, named) ?? named.problems[0]
  if (wrong !== undefined) return fail(wrong)

  let x = isAlong ? undefined : named.x
  const taken = new Set([...samples, x, named.color, named.facet])
  const { choose, facts, reasons } = createColumnChooser({
    table,
    mentions,
    taken,
    isMeasuredNamed: samples.length > 0,
    known: () => ({ mark, x }),
  })
  let facet = named.facet ?? choose('facet', facetRules)
  if (!isAlong) x ??= choose('x', [said])
  let color = named.color ?? choose('color', [...colorRules.said, said])

  const measured = samples.length > 0 ? undefined : chooseColumns(yRules, facts())
  const y = measured?.columns ?? samples
  if (measured !== undefined) reasons.y = measured.because
  for (const column of y) taken.add(column)
  const isMentioned = y.some(({ name }) => mentions.some(({ column }) => column === name))
  const isOpen = measured !== undefined && !isMentioned
  const unfit =
    checkMeasured(table, y) ?? (isOpen ? findUnlike(y) : undefined) ?? findCounted(table, mark, y)
  if (unfit !== undefined) return fail(unfit)

  if (hints.facet !== undefined) facet ??= choose('facet', panelRules)
  if (!isAlong && x === undefined && color !== undefined) {
    x = color
    if (reasons.color !== undefined) reasons.x = reasons.color
  }
  if (!isAlong) x ??= choose('x', acrossRules)
  else if (y.length === 1 && isOpen) color ??= choose('color', apartRules)
  const roles: Roles = { x, y, color, facet, size: named.size, errors: new Map() }
  const problems = checkRoles(roles, mark, hints)
  if (problems.length > 0) return fail(...problems)
  return { roles, reasons, warnings: [], problems: [] }
}

function checkMeasured(table: Table, y: readonly Column[]): FieldProblem | undefined {
  if (y.length === 0) return noNumbers(table)
  if (y.length > maxSeries) {
    return ambiguous('y', `has ${y.length} columns of numbers`, y.slice(0, 3))
  }
  return y.length > 1 ? findScaleMismatch(y) : undefined
}

/** Columns that nobody asked to see on one axis, and that are in different units. */
function findUnlike(y: readonly Column[]): FieldProblem | undefined {
  const units = new Set(y.map(({ name }) => parseColumnName(name).unit))
  if (units.size < 2) return undefined
  return ambiguous('y', `has ${y.length} columns of numbers in different units`, y)
}

/** Samples are many for each name of a group. */
function isGroup(column: Column): boolean {
  const present = column.values.filter((value) => value !== null).length
  const names = countValues(column)
  return column.kind === 'category' && names > 1 && names <= maxSeries && names < present
}

function fail(...problems: FieldProblem[]): Assignment {
  return { roles: undefined, warnings: [], problems }
}
