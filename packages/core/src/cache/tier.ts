import type { ArtifactFacts } from '../artifact.js'
import type { ContentDigest, SpecDigest } from '../digest.js'
import type { FieldProblem } from '../problem.js'

/**
 * What one look into a store found. Only `missing` may ever lead to a paid request: an outage
 * or a damaged entry says nothing about whether the picture was bought.
 */
export type Lookup<Value> =
  | { state: 'hit'; value: Value }
  | { state: 'missing' }
  /** The entry was there and wrong; it says so until a sound one is stored. */
  | { state: 'corrupt'; detail: string }
  /** The store did not answer, in time or at all. */
  | { state: 'unavailable'; detail: string }

/** What was asked for, and which picture came of it. Immutable: a spec has one record. */
export interface FigureRecord {
  version: 1
  specDigest: SpecDigest
  /** Whether the key is of a provider's request or of a free local transformation. */
  kind: 'request' | 'derived'
  /** The text the spec digest was taken of; checked on every read, diffed by `why`. */
  canonical: string
  artifact: ArtifactFacts
  /** The same picture in the other formats that were asked for. */
  alternates?: readonly ArtifactFacts[] | undefined
  provider: string
  costCredits: number
  /** What the service called the job and the model that answered, where it said so. */
  taskId?: string | undefined
  model?: string | undefined
  /** When it was made, as ISO 8601 in UTC; only of what was paid for, so that the rest stays reproducible. */
  madeAt?: string | undefined
  /** What the picture shows, in words. */
  description?: string | undefined
  /** What its author should know of it each time it is used, such as characters no font has. */
  warnings?: readonly FieldProblem[] | undefined
}

/** What the picture of a record consists of: a file for each format, the primary one first. */
export function filesOf({ alternates = [], artifact }: FigureRecord): ArtifactFacts[] {
  return [artifact, ...alternates]
}

/** One store of records and blobs: local files, or a shared store behind Keyv. */
export interface CacheTier {
  readonly name: string
  getRecord(specDigest: SpecDigest): Promise<Lookup<FigureRecord>>
  /**
   * Stores a record. Append-only: an existing valid record for the same spec stays.
   *
   * @returns The record that stays.
   * @throws {FigureError} `cache-unavailable` when the store does not take it.
   */
  putRecord(record: FigureRecord): Promise<FigureRecord>
  getBlob(contentDigest: ContentDigest): Promise<Lookup<Uint8Array>>
  /**
   * Stores bytes under their digest; heals a damaged entry.
   *
   * @throws {FigureError} `cache-unavailable` when the store does not take them.
   */
  putBlob(bytes: Uint8Array): Promise<ContentDigest>
  /** Ends connections, so that the process can end. Never fails. */
  close(): Promise<void>
}
