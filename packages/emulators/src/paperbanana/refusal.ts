import type { z } from 'zod'
import type { HttpAnswer } from '../emulator.ts'
import { json } from '../json-answer.ts'

/** One entry of `detail` when a request is not what its schema says. */
export interface InvalidInput {
  type: string
  /** Where: `body`, `query`, then names and positions. */
  loc: (string | number)[]
  msg: string
  input: unknown
}

/** Ends a request with an error of the service's own shape. */
export class Refusal extends Error {
  readonly answer: HttpAnswer

  constructor(status: number, detail: string | readonly InvalidInput[]) {
    super(typeof detail === 'string' ? detail : 'the request is not valid')
    this.answer = json(status, { detail })
  }
}

/**
 * A decoded body as its schema reads it, with defaults.
 *
 * @throws Refusal with 422 and everything that is wrong with it.
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(body, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new Refusal(
    422,
    parsed.error.issues.flatMap((issue) => toInvalidInputs(issue, body)),
  )
}

const typeMessages: Readonly<Record<string, string>> = {
  string: 'Input should be a valid string',
  int: 'Input should be a valid integer',
  boolean: 'Input should be a valid boolean',
  array: 'Input should be a valid list',
  object: 'Input should be a valid dictionary or object to extract fields from',
}

function toInvalidInputs(issue: z.core.$ZodIssue, body: unknown): InvalidInput[] {
  const loc = ['body', ...issue.path.filter((part) => typeof part !== 'symbol')]
  const { input } = issue
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        type: 'extra_forbidden',
        loc: [...loc, key],
        msg: 'Extra inputs are not permitted',
        input: issue.input?.[key],
      }))
    case 'invalid_type': {
      if (input === undefined) return [{ type: 'missing', loc, msg: 'Field required', input: body }]
      // Every number is an integer.
      const expected = issue.expected === 'number' ? 'int' : issue.expected
      return [
        { type: `${expected}_type`, loc, msg: typeMessages[expected] ?? issue.message, input },
      ]
    }
    case 'invalid_value': {
      const allowed = issue.values.map((value) => `'${String(value)}'`).join(', ')
      return [{ type: 'literal_error', loc, msg: `Input should be one of ${allowed}`, input }]
    }
    case 'too_small': {
      const isList = issue.origin === 'array'
      const msg = isList
        ? `List should have at least ${issue.minimum} items after validation`
        : `Input should be greater than or equal to ${issue.minimum}`
      return [{ type: isList ? 'too_short' : 'greater_than_equal', loc, msg, input }]
    }
    case 'too_big': {
      const msg = `Input should be less than or equal to ${issue.maximum}`
      return [{ type: 'less_than_equal', loc, msg, input }]
    }
    default:
      return [{ type: 'value_error', loc, msg: `Value error, ${issue.message}`, input }]
  }
}
