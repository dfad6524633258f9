import { createHash } from 'node:crypto'
import { keepSecret } from '../../http/redact.js'

/** The keys of a service. Everything but its own requests knows them by fingerprint alone. */
export interface ServiceKeys {
  /** Eight hexadecimal digits each, in the order of the keys. */
  fingerprints: readonly string[]
  /** The key itself; `undefined` for one that is not configured any more. */
  secretOf(fingerprint: string): string | undefined
}

/** What a key consists of: it stands in a header. */
export const headerText = /^[\x21-\x7e]+$/

/**
 * @param texts Keys as they are configured; equal ones count once.
 * @param secrets What must not be shown: there may be keys that are not used.
 */
export function createServiceKeys(texts: readonly string[], secrets = texts): ServiceKeys {
  for (const text of secrets) keepSecret(text)
  const byFingerprint = new Map(texts.map((text) => [fingerprintOf(text), text]))
  return {
    fingerprints: [...byFingerprint.keys()],
    secretOf: (fingerprint) => byFingerprint.get(fingerprint),
  }
}

function fingerprintOf(key: string): string {
  return createHash('sha256').update(`figmill/key\n${key}`).digest('hex').slice(0, 8)
}
