import type { Emulator, HttpAnswer } from '../src/emulator.ts'
import type { Fault, FaultScript } from '../src/faults.ts'

export interface Sent {
  /** Text and bytes go as they are, all else as JSON. */
  body?: unknown
  /** Besides those of the key and the body, or instead of them. */
  headers?: Record<string, string> | undefined
  /** Empty: none. */
  key?: string | undefined
  address?: string | undefined
}

/** Sends a request past the network, with the headers that a client would send. */
export function send(
  { handle }: Pick<Emulator, 'handle'>,
  method: string,
  path: string,
  { address = '192.0.2.1', body, headers, key = '' }: Sent,
): Promise<HttpAnswer> {
  const bytes = encode(body)
  const length = String(bytes.length)
  return handle({
    method,
    path,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': length }),
      ...headers,
    },
    body: bytes,
    address,
  })
}

function encode(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''))
}

/** Decoded body of an answer; `undefined` when it is no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
export function jsonOf({ body }: HttpAnswer): any {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}

/** What goes wrong with the first submission. */
export const atSubmit = (fault: Fault): { faultOf: FaultScript } => ({
  faultOf: (kind, index) => (kind === 'submit' && index === 0 ? fault : undefined),
})

/** Width and height that a PNG says it has. */
export function sizeOfPng(bytes: Uint8Array | string): [number, number] {
  const png = Buffer.from(bytes)
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new Error('it is no PNG')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}
