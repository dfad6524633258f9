import type { HttpAnswer } from './emulator.ts'

/** What goes wrong with one request, or with the task that it starts. */
export type Fault =
  /** The connection is refused: nothing arrives. */
  | 'refuse'
  /** The connection ends before the service takes the request, or after. */
  | 'reset-before'
  | 'reset-after'
  /** The service takes it and never answers, or answers a byte a second. */
  | 'hang'
  | 'drip'
  /** Over a limit, whatever was counted. */
  | '429'
  /** An error of the service, before it takes the request or after. */
  | '500-before'
  | '500-after'
  | '503-before'
  | '503-after'
  /** The answer is cut, or is a page of something that stands in front of the service. */
  | 'invalid-json'
  | 'html'
  /** An answer of the right shape that does not end within reason. */
  | 'huge-answer'
  /** The picture ends early, is another type, is enormous, or is somewhere private. */
  | 'truncated-picture'
  | 'wrong-picture'
  | 'huge-picture'
  | 'private-picture'
  /** The task never ends, is forgotten, or fails. */
  | 'stuck-task'
  | 'lost-task'
  | 'failed-task'

export type RequestKind = 'submit' | 'read' | 'picture'

/** What goes wrong with the n-th request of its kind, from 0. */
export type FaultScript = (kind: RequestKind, index: number) => Fault | undefined

/** Whether a request comes to an end before the service looks at it. */
export function isBefore(fault: Fault | undefined): boolean {
  return fault === 'refuse' || fault === 'reset-before' || fault?.endsWith('-before') === true
}

/**
 * What becomes of an answer on its way back; `errorBody` is how the service words its own errors.
 */
export function spoil(
  answer: HttpAnswer,
  fault: Fault | undefined,
  errorBody: (status: number) => string,
): HttpAnswer {
  switch (fault) {
    case '500-before':
    case '500-after':
    case '503-before':
    case '503-after': {
      const status = Number(fault.slice(0, 3))
      const headers = { ...answer.headers, 'content-type': 'application/json' }
      return { ...answer, status, headers, body: errorBody(status) }
    }
    case 'invalid-json':
      return { ...answer, body: answer.body.slice(0, Math.max(1, answer.body.length - 2)) }
    case 'html':
      return {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
      }
    case 'refuse':
    case 'reset-before':
    case 'reset-after':
    case 'hang':
    case 'drip':
    case 'huge-answer':
      return { ...answer, fault }
    default:
      return answer
  }
}

/** What becomes of a download of a picture; other faults are left to `spoil`. */
export function spoilPicture(answer: HttpAnswer, fault: Fault | undefined): HttpAnswer {
  const { body, headers } = answer
  switch (fault) {
    case 'truncated-picture':
      return { ...answer, body: body.slice(0, body.length >> 1) }
    case 'wrong-picture':
      return {
        ...answer,
        headers: { ...headers, 'content-type': 'image/png' },
        body: '<html><body>Sorry</body></html>',
      }
    case 'huge-picture':
      return {
        ...answer,
        headers: { ...headers, 'content-length': String(2 ** 40) },
        fault: 'drip',
      }
    case 'private-picture':
      return {
        status: 302,
        headers: { location: 'http://169.254.169.254/latest/meta-data' },
        body: '',
      }
    default:
      return answer
  }
}
