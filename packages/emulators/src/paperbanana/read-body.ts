import type { HttpRequest } from '../emulator.ts'
import { readJson } from '../json-answer.ts'
import { type InvalidInput, Refusal } from './refusal.ts'

/**
 * The decoded body of a request that must have one.
 *
 * @throws Refusal with 422 when there is none, or it is not JSON, or does not say that it is.
 */
export function readBody(request: HttpRequest): unknown {
  if (request.body.length === 0) throw refuse('missing', 'Field required', null)
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    const text = new TextDecoder().decode(request.body)
    throw refuse('model_attributes_type', 'Input should be a valid dictionary or object', text)
  }
  const body = readJson(request)
  if (body === undefined) throw refuse('json_invalid', 'JSON decode error', {})
  return body
}

function refuse(type: string, msg: string, input: unknown): Refusal {
  const invalid: InvalidInput = { type, loc: ['body'], msg, input }
  return new Refusal(422, [invalid])
}
