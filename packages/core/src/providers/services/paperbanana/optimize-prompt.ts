import * as z from 'zod'
import type { Figure } from '../../../figure.js'
import type { FieldProblem } from '../../../problem.js'
import { optimizeOperation, type ResolveResult } from '../../provider.js'
import { readOptions } from '../read-options.js'
import { toResolved } from '../to-resolved.js'
import { vlmOptions, words } from './options.js'
import { isPlot } from './resolve.js'

const schema = z.object({
  caption: words.optional(),
  diagram_type: z.enum(['methodology', 'statistical_plot']).optional(),
  guidelines: words.optional(),
  ...vlmOptions,
})

/**
 * The request that has a prompt written anew, for this service or any other. Its job ends with one
 * location, a `text/plain`; it costs a unit like a picture.
 *
 * @param figure Its prompt is rewritten; its context, if any, keeps the rewrite grounded.
 * @param options Those of this request, as text: other services have others of the same names.
 */
export function resolveOptimizePrompt(
  figure: Pick<Figure, 'context' | 'data' | 'pdf' | 'prompt' | 'take' | 'task'>,
  options: Readonly<Record<string, string>> = {},
): ResolveResult {
  const { context, prompt = '' } = figure
  const read = readOptions('paperbanana', schema, options)
  const problems: FieldProblem[] = read.problems
  if (!/\S/.test(prompt)) {
    const message = 'there is no prompt to optimize'
    problems.unshift({ field: 'prompt', code: 'prompt-missing', message })
  }
  const body = {
    description: prompt,
    source_context: context || undefined,
    diagram_type: isPlot(figure) ? 'statistical_plot' : 'methodology',
    ...read.options,
  }
  const request = { provider: 'paperbanana', operation: optimizeOperation, body }
  return toResolved(figure, request, { problems, warnings: [] })
}
