import { createHash } from 'node:crypto'
import { canonicalJson, type JsonObject } from './json.js'

/** SHA-256, lowercase hex, of a request's canonical JSON: what was asked for. */
export type SpecDigest = string & { readonly __brand: 'SpecDigest' }
/** SHA-256, lowercase hex, of bytes: what came back, or what an input file holds. */
export type ContentDigest = string & { readonly __brand: 'ContentDigest' }

const digestPattern = /^[0-9a-f]{64}$/

export function isSpecDigest(value: unknown): value is SpecDigest {
  return typeof value === 'string' && digestPattern.test(value)
}

export function isContentDigest(value: unknown): value is ContentDigest {
  return typeof value === 'string' && digestPattern.test(value)
}

export function digestContent(bytes: Uint8Array | string): ContentDigest {
  return sha256(bytes) as ContentDigest
}

/** What a digest is taken of. A later `v2` must come with an alias path from v1. */
const specVersion = 'figmill/spec/v1'
const derivedVersion = 'figmill/derived/v1'

/**
 * The exact request a provider sends: the only thing a figure's key depends on. Input files
 * enter `body` as `{sha256, bytes, mediaType}`; what is not sent is not here.
 */
export interface ProviderRequest {
  provider: string
  /** What is asked of the service, its own word: `plot`, `generate`, `edit`, ... */
  operation: string
  body: JsonObject
  /** 2 and above asks for another picture of the same request; 1 is left out. */
  take?: number
}

/** The canonical text a spec digest is taken of; kept in the record, so that it can be checked. */
export function canonicalRequest(request: ProviderRequest): string {
  const { provider, operation, body, take } = request
  const keyed = take === undefined || take === 1 ? {} : { take }
  return canonicalJson({ provider, operation, body, ...keyed })
}

export function digestRequest(request: ProviderRequest): SpecDigest {
  return digestCanonicalRequest(canonicalRequest(request))
}

export function digestCanonicalRequest(canonical: string): SpecDigest {
  return sha256(`${specVersion}\n${canonical}`) as SpecDigest
}

/**
 * A service's request to put panels together, with the panels: what they hold is in the key, and not
 * which jobs made them.
 */
export function withPanels(
  request: ProviderRequest,
  panels: readonly ContentDigest[],
): ProviderRequest {
  return { ...request, body: { ...request.body, panels: panels.map((sha256) => ({ sha256 })) } }
}

/** A free local transformation of pictures we hold: panels, another format, another size. */
export interface Derivation {
  transform: string
  inputs: readonly ContentDigest[]
  parameters: JsonObject
}

export function canonicalDerivation(derivation: Derivation): string {
  return canonicalJson({ ...derivation })
}

/** Key of a derived picture, in a key space of its own: it can never be mistaken for a paid one. */
export function digestDerivation(derivation: Derivation): SpecDigest {
  return digestCanonicalDerivation(canonicalDerivation(derivation))
}

export function digestCanonicalDerivation(canonical: string): SpecDigest {
  return sha256(`${derivedVersion}\n${canonical}`) as SpecDigest
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/**
 * Text as it is hashed and sent: CRLF and CR to LF, Unicode NFC, one trailing newline dropped.
 * Inner spaces and case are left alone: models react to them.
 */
export function normalizeText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').normalize('NFC')
}
