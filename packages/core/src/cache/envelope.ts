import { digestContent } from '../digest.js'
import type { Lookup } from './tier.js'

/** What an envelope holds; a value that is there is never `missing`. */
export type OpenedEnvelope = Exclude<Lookup<Uint8Array>, { state: 'missing' }>

const magic = 'figmill-envelope/'
const version = '1'

/**
 * Bytes as text that any store keeps as it is, with what is needed to notice when one did not:
 * `figmill-envelope/1 <sha256> <bytes> <base64>`. Stores behind Keyv mangle raw bytes, and none
 * of them checks what it gives back.
 */
export function sealEnvelope(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return `${magic}${version} ${digestContent(bytes)} ${bytes.byteLength} ${base64}`
}

/**
 * Opens what a store gave back.
 *
 * @returns `unavailable` for an envelope of a later version, or one above `maxBytes`.
 */
export function openEnvelope(value: unknown, maxBytes: number): OpenedEnvelope {
  if (typeof value !== 'string') return corrupt(`a value of type ${typeName(value)}`)
  if (!value.startsWith(magic)) return corrupt('a value that is not ours')
  const [seenVersion = '', digest, size = '', base64, ...rest] = value
    .slice(magic.length)
    .split(' ', 5)
  if (/^\d{1,4}$/.test(seenVersion) && seenVersion !== version) {
    return { state: 'unavailable', detail: `an envelope of version ${seenVersion}: update figmill` }
  }
  const sizeBytes = /^\d{1,15}$/.test(size) ? Number(size) : Number.NaN
  if (seenVersion !== version || base64 === undefined || rest.length > 0 || !(sizeBytes >= 0)) {
    return corrupt('a damaged envelope')
  }
  if (sizeBytes > maxBytes) {
    return {
      state: 'unavailable',
      detail: `${sizeBytes} bytes, more than the limit of ${maxBytes}`,
    }
  }
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.byteLength !== sizeBytes) {
    return corrupt(`an envelope of ${bytes.byteLength} bytes that says ${sizeBytes}`)
  }
  if (digestContent(bytes) !== digest) return corrupt('bytes that do not match their digest')
  return { state: 'hit', value: bytes }
}

function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value
}

function corrupt(seen: string): OpenedEnvelope {
  return { state: 'corrupt', detail: `the store gave back ${seen}` }
}
