import type { z } from 'zod'

/** What an answer carries; an error carries `error`. */
export type Data = Readonly<Record<string, unknown>>

/** Around every answer, errors too. */
export const envelope = (data: Data) => ({ code: 0, message: 'ok', data })

export const failure = (error: string, suggestion: string, more: Data = {}): Data => ({
  error,
  ...more,
  suggestion,
})

export const unknownModel = failure('unknown_model', 'Choose one of /v1/models/list.')
export const unknownTask = failure('task_not_found', 'Generate with this request_id first.')

/** Every problem of a body at once. */
export function invalid({ issues }: z.ZodError): Data {
  const problems = issues.map(({ message, path }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  return failure('invalid_request', problems.join('; '))
}
