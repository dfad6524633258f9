import type { ArtifactFacts, MediaType } from '../artifact.js'
import {
  digestCanonicalDerivation,
  digestCanonicalRequest,
  digestContent,
  isContentDigest,
  isSpecDigest,
  type SpecDigest,
} from '../digest.js'
import { FigureError } from '../errors.js'
import type { FigureRecord, Lookup } from './tier.js'

/** What a stored record text holds; a text that is there is never `missing`. */
export type StoredRecord = Exclude<Lookup<FigureRecord>, { state: 'missing' }>

const head = '{"sha256":"'
const middle = '","record":'
const tail = '}\n'
const bodyStart = head.length + 64 + middle.length

/**
 * A record as it is stored: one line of JSON, with the digest of its own text, so that a flipped
 * bit in a width or a cost is seen as well as one in the request.
 *
 * @throws {FigureError} `cache-corrupt` for a record that would not be believed when read back.
 */
export function sealRecord(record: FigureRecord): string {
  const body = JSON.stringify({
    version: record.version,
    specDigest: record.specDigest,
    kind: record.kind,
    canonical: record.canonical,
    artifact: plainFacts(record.artifact),
    alternates: record.alternates?.map(plainFacts),
    provider: record.provider,
    costCredits: record.costCredits,
    taskId: record.taskId,
    model: record.model,
    madeAt: record.madeAt,
    description: record.description,
    warnings: record.warnings,
  } satisfies FigureRecord)
  const text = `${head}${digestContent(body)}${middle}${body}${tail}`
  const read = parseRecordText(text, record.specDigest)
  if (read.state === 'hit') return text
  throw new FigureError('cache-corrupt', `a record cannot be stored: ${read.detail}`)
}

/** The facts and nothing that came along with them. */
function plainFacts(facts: ArtifactFacts): ArtifactFacts {
  const { contentDigest, height, mediaType, sizeBytes, width } = facts
  return { contentDigest, mediaType, width, height, sizeBytes }
}

/**
 * Reads and checks a stored record. By hand and not by a schema: a warm build reads every record
 * and must not load a schema library for it.
 *
 * @param specDigest What the record was stored under; a record of another request is `corrupt`.
 * @returns `unavailable` for a sound record of a later version: it is not ours to judge or replace.
 */
export function parseRecordText(text: string, specDigest: SpecDigest): StoredRecord {
  const body = text.slice(bodyStart, -tail.length)
  const framed =
    text.startsWith(head) &&
    text.startsWith(middle, head.length + 64) &&
    text.endsWith(tail) &&
    text.slice(head.length, head.length + 64) === digestContent(body)
  if (!framed) return corrupt('the record does not match its own digest')
  const record = parseJson(body)
  if (!isObject(record)) return corrupt('the record is not an object')
  if (record.version !== 1) {
    return {
      state: 'unavailable',
      detail: `the record has version ${String(record.version)}, expected 1: update figmill`,
    }
  }
  if (!isFigureRecord(record)) return corrupt('the record lacks a field or has one of a wrong type')
  if (record.specDigest !== specDigest || digestCanonical(record) !== specDigest) {
    return corrupt('the record is of another request')
  }
  return { state: 'hit', value: record }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function digestCanonical({ kind, canonical }: FigureRecord): SpecDigest {
  return kind === 'request'
    ? digestCanonicalRequest(canonical)
    : digestCanonicalDerivation(canonical)
}

function isFigureRecord(value: object): value is FigureRecord {
  const record: Partial<Record<keyof FigureRecord, unknown>> = value
  return (
    isSpecDigest(record.specDigest) &&
    (record.kind === 'request' || record.kind === 'derived') &&
    typeof record.canonical === 'string' &&
    isArtifactFacts(record.artifact) &&
    (record.alternates === undefined || isListOf(record.alternates, isArtifactFacts)) &&
    typeof record.provider === 'string' &&
    isAmount(record.costCredits) &&
    isOptionalText(record.taskId) &&
    isOptionalText(record.model) &&
    (record.madeAt === undefined || isTime(record.madeAt)) &&
    isOptionalText(record.description) &&
    (record.warnings === undefined || isListOf(record.warnings, isWarning))
  )
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isWarning(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.field === 'string' &&
    typeof value.code === 'string' &&
    typeof value.message === 'string' &&
    isOptionalText(value.hint)
  )
}

const mediaTypes: Record<MediaType, true> = {
  'image/svg+xml': true,
  'image/png': true,
  'image/jpeg': true,
  'image/webp': true,
  'application/pdf': true,
  'video/mp4': true,
  'video/webm': true,
  'text/plain': true,
}

function isArtifactFacts(value: unknown): value is ArtifactFacts {
  if (!isObject(value)) return false
  const facts: Partial<Record<keyof ArtifactFacts, unknown>> = value
  return (
    isContentDigest(facts.contentDigest) &&
    typeof facts.mediaType === 'string' &&
    Object.hasOwn(mediaTypes, facts.mediaType) &&
    isAmount(facts.width) &&
    isAmount(facts.height) &&
    isAmount(facts.sizeBytes)
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** Whether something is a time as `Date.toISOString` writes it. */
function isTime(value: unknown): boolean {
  const time = typeof value === 'string' ? new Date(value) : undefined
  return time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString() === value
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function corrupt(detail: string): StoredRecord {
  return { state: 'corrupt', detail }
}
