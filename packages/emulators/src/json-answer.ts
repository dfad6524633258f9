import type { HttpAnswer, HttpRequest } from './emulator.ts'

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  }
}

/** The decoded body; `undefined` when it is no JSON. */
export function readJson({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

/** The token after `Bearer`, or an empty text. */
export function bearerOf({ headers }: HttpRequest): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}
