import type { ServiceAnswer } from './send-once.js'

/** The decoded body of an answer; `undefined` for a page, a cut text and anything else that is no JSON. */
export function readJson({ body }: Pick<ServiceAnswer, 'body'>): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
