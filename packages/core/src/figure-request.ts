import { createHash } from 'node:crypto'
import { digestRequest, type ProviderRequest, type SpecDigest } from './digest.js'
import type { FigureKey } from './events.js'
import type { Figure } from './figure.js'
import { canonicalJson } from './json.js'
import type { Place } from './problem.js'
import type { RequestInput } from './providers/provider.js'

/** One picture that a document asks for: its exact request, and where the author wrote it. */
export interface FigureRequest {
  figure: FigureKey
  place: Place
  specDigest: SpecDigest
  request: ProviderRequest
  /** Short hash by field, for the lockfile. */
  fields: Record<string, string>
  /** The files that the request's inputs stand for; what they hold is in the request. */
  inputs?: readonly RequestInput[]
  /** What the provider worked out from the figure, for people; in no digest. */
  conclusions?: readonly string[]
}

export function createFigureRequest(
  figure: FigureKey,
  place: Place,
  source: Figure,
  request: ProviderRequest,
  conclusions?: readonly string[],
): FigureRequest {
  const inputs = [...(source.images ?? []), source.pdf ?? []].flat()
  return {
    figure,
    place,
    specDigest: digestRequest(request),
    request,
    fields: hashFields(source, request),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(conclusions === undefined ? {} : { conclusions }),
  }
}

/**
 * Hashes each part of the request by itself, and the author's prompt besides, so that a later
 * run can name the field that changed: every change of the digest is a change of some field.
 */
function hashFields(source: Figure, request: ProviderRequest): Record<string, string> {
  const parts: Record<string, unknown> = {
    ...(source.prompt === undefined ? {} : { prompt: source.prompt }),
    ...request.body,
    provider: request.provider,
    operation: request.operation,
    ...(request.take === undefined ? {} : { take: request.take }),
  }
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, shortHash(part)]))
}

function shortHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8)
}
