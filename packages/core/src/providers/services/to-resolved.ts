import type { ProviderRequest } from '../../digest.js'
import type { Figure } from '../../figure.js'
import type { JsonObject, JsonValue } from '../../json.js'
import type { FieldProblem } from '../../problem.js'
import type { ResolveResult } from '../provider.js'

interface UncheckedRequest extends Pick<ProviderRequest, 'operation' | 'provider'> {
  body: Fields
}

/** Those that nobody set are not sent: what the service chooses then, its document does not name. */
export type Fields = Readonly<Record<string, JsonValue | undefined>>

/** What was found out about a figure besides its request. */
interface Findings {
  problems: readonly FieldProblem[]
  warnings: FieldProblem[]
  conclusions?: string[] | undefined
}

/** The request of a figure, or everything that is wrong with it. */
export function toResolved(
  { take = 1 }: Pick<Figure, 'take'>,
  { body, operation, provider }: UncheckedRequest,
  { conclusions, problems, warnings }: Findings,
): ResolveResult {
  const [first, ...rest] = problems
  if (first !== undefined) return { request: undefined, warnings, problems: [first, ...rest] }
  return {
    request: { provider, operation, body: withoutUnset(body), ...(take === 1 ? {} : { take }) },
    ...(conclusions === undefined ? {} : { conclusions }),
    warnings,
    problems: [],
  }
}

export function withoutUnset(fields: Fields): JsonObject {
  const body: JsonObject = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) body[name] = value
  }
  return body
}
