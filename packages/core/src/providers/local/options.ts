import * as z from 'zod'
import { toFieldProblem } from '../../figure.js'
import { suggestName } from '../../nearest-name.js'
import type { FieldProblem } from '../../problem.js'
import { fits } from './picture-size.js'
import { markNames } from './plot/mark-names.js'

/** Where the picture will stand. */
const fit = z.enum(fits).optional()
const columnName = z.string().min(1, 'expected the name of a column').optional()

const plotOptions = {
  /** How rows are drawn. */
  mark: z.enum(markNames).optional(),
  /** Columns, by name; `y` may list several, separated by commas. */
  x: columnName,
  y: columnName,
  color: columnName,
  /** Numbers that the area of points shows. */
  size: columnName,
  /** One small plot for each value, in rows of so many. */
  facet: columnName,
  columns: wholeNumber(1, 12).optional(),
  /** Half of the error of `y`, or its lower and its upper end, separated by a comma. */
  error: columnName,
  /** How bars of several series stand. */
  stack: z.enum(['grouped', 'stacked', 'normalized']).optional(),
  orient: z.enum(['vertical', 'horizontal']).optional(),
  /** Whether every bar or point shows its number. */
  labels: z.enum(['value', 'none']).optional(),
  /** Axes with a logarithmic scale. */
  scale: z.enum(['linear', 'log', 'log-x', 'log-y', 'log-log']).optional(),
  sort: z.enum(['given', 'ascending', 'descending']).optional(),
  /** A line fitted to the points of every series. */
  trend: z.enum(['linear', 'none']).optional(),
  /** How many bins a histogram has, about. */
  bins: wholeNumber(1, 200).optional(),
  /** Lines and bands at values of an axis: `y=0.5: Chance; x=2019..2021`. */
  reference: z.string().optional(),
  /** Words beside rows, found by name or x: `ViT-B/16: best`. */
  annotate: z.string().optional(),
  title: z.string().optional(),
  fit,
  x_title: z.string().optional(),
  y_title: z.string().optional(),
  /** Of the numbers that colours show. */
  color_title: z.string().optional(),
} as const

const diagramOptions = {
  /** Where arrows point; worked out from the diagram's shape when absent. */
  direction: z.enum(['right', 'down', 'left', 'up']).optional(),
  title: z.string().optional(),
  fit,
} as const

const schemas = {
  plot: z.strictObject(plotOptions),
  diagram: z.strictObject(diagramOptions),
  'vega-lite': z.strictObject({ fit }),
  dot: z.strictObject({}),
} as const

export type PlotOptions = z.output<typeof schemas.plot>

export type OptionKind = keyof typeof schemas

export const localOptionNames: readonly string[] = [
  ...new Set([...Object.keys(plotOptions), ...Object.keys(diagramOptions)]),
]

function wholeNumber(least: number, most: number) {
  const inRange = (text: string) =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
  return z
    .string()
    .refine(inRange, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
}

/** Checks options against one schema; every problem at once. */
export function parseOptions<Kind extends OptionKind>(
  kind: Kind,
  options: Readonly<Record<string, string>>,
): { options: z.output<(typeof schemas)[Kind]> | undefined; problems: FieldProblem[] } {
  const known = Object.keys(schemas[kind].shape)
  const problems: FieldProblem[] = []
  const recognised: Record<string, string> = {}
  for (const [name, value] of Object.entries(options)) {
    if (known.includes(name)) recognised[name] = value
    else problems.push(unknownOption(kind, name, known))
  }
  const parsed = schemas[kind].safeParse(recognised)
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => toFieldProblem(issue, recognised)))
    return { options: undefined, problems }
  }
  return { options: parsed.data as z.output<(typeof schemas)[Kind]>, problems }
}

function unknownOption(kind: OptionKind, name: string, known: readonly string[]): FieldProblem {
  const elsewhere = localOptionNames.includes(name)
  const drawn = kind === 'plot' || kind === 'diagram' ? `a ${kind}` : `a \`${kind}\` fence`
  return {
    field: name,
    code: 'attribute-unknown',
    message: elsewhere
      ? `\`${name}\` means nothing for ${drawn}`
      : `\`local\` has no option \`${name}\` for ${drawn}`,
    hint:
      known.length === 0
        ? 'Say it in the source.'
        : suggestName(name, elsewhere ? known : [...known, ...localOptionNames]),
  }
}
