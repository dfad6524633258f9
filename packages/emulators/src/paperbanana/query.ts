import { Refusal } from './refusal.ts'
import type { Format } from './task-plan.ts'

/**
 * The format that `/image` is asked for.
 *
 * @throws Refusal with 422 when there is no such format, or another parameter.
 */
export function readFormat(query: URLSearchParams): Format {
  refuseParameters(query, 'format')
  const format = query.get('format') ?? 'png'
  if (format === 'png' || format === 'svg' || format === 'pdf') return format
  const msg = "Input should be one of 'png', 'svg', 'pdf'"
  throw new Refusal(422, [{ type: 'literal_error', loc: ['query', 'format'], msg, input: format }])
}

/**
 * Refuses parameters that an endpoint does not have.
 *
 * @throws Refusal with 422.
 */
export function refuseParameters(query: URLSearchParams, allowed?: string): void {
  const unknown = [...query].filter(([name]) => name !== allowed)
  if (unknown.length === 0) return
  const msg = 'Extra inputs are not permitted'
  throw new Refusal(
    422,
    unknown.map(([name, input]) => ({ type: 'extra_forbidden', loc: ['query', name], msg, input })),
  )
}
