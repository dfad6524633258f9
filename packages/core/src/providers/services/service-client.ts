import { coverSecrets, hideSecrets } from '../../http/redact.js'
import type { Sent, ServiceAnswer, ServiceCall } from '../../http/send-once.js'
import type { ProviderContext } from '../provider.js'
import type { ServiceKeys } from './service-keys.js'

/** One request of a service's API. */
export interface ServiceRequest {
  method: ServiceCall['method']
  /** Below the base address, with the query: `/tasks?page=2`. */
  path: string
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is, with a `content-type` among the headers. */
  body?: Uint8Array | undefined
  headers?: Readonly<Record<string, string>> | undefined
}

/**
 * Sends requests with the key of their turn, to the service's own address and no other. An answer
 * that says a key or a token back says it to nobody.
 */
export type AskService = (context: ProviderContext, request: ServiceRequest) => Promise<Sent>

/**
 * @param baseUrl Without a slash at the end.
 * @param authorize The value of `authorization` for a key; `Bearer <key>` when absent.
 */
export function createServiceClient(
  baseUrl: string,
  keys: ServiceKeys,
  authorize = async (secret: string, _context: ProviderContext) => `Bearer ${secret}`,
): AskService {
  return async (context, { body, headers, json, method, path }) => {
    const { key, send } = context
    const secret = key === undefined ? undefined : keys.secretOf(key)
    if (key === undefined) return { status: 'not-sent', reason: 'it has no key' }
    if (send === undefined || secret === undefined) {
      return { status: 'not-sent', reason: `its key ${key} is not configured here any more` }
    }
    const sent = await send({
      method,
      url: `${baseUrl}${path}`,
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        authorization: await authorize(secret, context),
      },
      body: json === undefined ? body : JSON.stringify(json),
    })
    return sent.status === 'answered' ? { ...sent, answer: withoutSecrets(sent.answer) } : sent
  }
}

function withoutSecrets({ body, headers, status }: ServiceAnswer): ServiceAnswer {
  const named = Object.entries(headers).map(([name, value]) => [name, hideSecrets(value)])
  return { status, headers: Object.fromEntries(named), body: coverSecrets(body) }
}
