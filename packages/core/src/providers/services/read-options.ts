import * as z from 'zod'
import { toFieldProblem } from '../../figure.js'
import { suggestName } from '../../nearest-name.js'
import type { FieldProblem } from '../../problem.js'

/** Attributes are text: what a service wants as a number, a truth or a list is written as one. */
export const optionTypes = {
  whole: (least: number, most: number) =>
    z
      .string()
      .refine(
        (text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most,
        `expected a whole number from ${least} to ${most}`,
      )
      .transform(Number),
  truth: z.enum(['true', 'false']).transform((text) => text === 'true'),
  /** Separated by commas or spaces. */
  list: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
    .refine((items) => items.length > 0, 'expected at least one'),
  text: (most: number) =>
    z.string().min(1, 'expected a text').max(most, `expected at most ${most} characters`),
} as const

/**
 * Checks a service's own options against its schema; every problem at once.
 *
 * @returns Those that are sound, to be checked further; nothing when one is wrong that must be there.
 */
export function readOptions<Schema extends z.ZodObject>(
  service: string,
  schema: Schema,
  options: Readonly<Record<string, string>>,
): { options: z.output<Schema> | undefined; problems: FieldProblem[] } {
  const known = Object.keys(schema.shape)
  const problems: FieldProblem[] = []
  const recognised: Record<string, string> = {}
  for (const [name, value] of Object.entries(options)) {
    if (known.includes(name)) recognised[name] = value
    else {
      problems.push({
        field: name,
        code: 'attribute-unknown',
        message: `\`${service}\` has no option \`${name}\``,
        hint: suggestName(name, known),
      })
    }
  }
  const parsed = schema.safeParse(recognised)
  if (parsed.success) return { options: parsed.data, problems }
  const { issues } = parsed.error
  problems.push(...issues.map((issue) => toFieldProblem(issue, recognised)))
  const wrong = new Set(issues.map(({ path }) => path[0]))
  const sound = Object.entries(recognised).filter(([name]) => !wrong.has(name))
  return { options: schema.safeParse(Object.fromEntries(sound)).data, problems }
}
