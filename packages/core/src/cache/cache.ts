import type { ContentDigest, SpecDigest } from '../digest.js'
import { FigureError } from '../errors.js'
import type { Listener } from '../events.js'
import type { FileTier } from './file-tier.js'
import { type CacheTier, type FigureRecord, filesOf, type Lookup } from './tier.js'

export interface CacheOptions {
  local: FileTier
  shared?: CacheTier | undefined
  listener?: Listener | undefined
}

/** The record is known and a file of its picture is in no store: it may have been paid for. Never `missing`. */
export interface LostPicture {
  state: 'lost'
  record: FigureRecord
}

export interface FoundFigure {
  record: FigureRecord
  /** Name of the tier that had it. */
  tier: string
}

/** The one door to all stores. */
export interface Cache {
  /**
   * Looks for a figure in every store. A hit has its picture on this machine in every format,
   * whole and checked; what another store had has been copied here.
   */
  find(specDigest: SpecDigest): Promise<Lookup<FoundFigure> | LostPicture>
  /**
   * A quick look into the local store, for plans over many figures: that the picture is there is
   * seen by its size. Before one is published for the first time, `find` checks its bytes.
   */
  peek(specDigest: SpecDigest): Lookup<FigureRecord> | LostPicture
  /**
   * Keeps a new picture: on this machine's disk when this returns, then in the shared store as
   * far as that works.
   *
   * @param figure.blobs The bytes of each file, in the order of {@link filesOf}.
   * @returns The record that stays: another process may have stored one first.
   * @throws {FigureError} `cache-unavailable` when it cannot be kept on this machine,
   *   `artifact-invalid` when record and bytes do not belong together.
   */
  store(figure: { record: FigureRecord; blobs: readonly Uint8Array[] }): Promise<FigureRecord>
  /** Where the picture of a hit lies on this machine. */
  blobPath(contentDigest: ContentDigest): string
  /** The bytes of a hit, checked. */
  readBlob(contentDigest: ContentDigest): Promise<Lookup<Uint8Array>>
  /** Ends the connections of the shared store, so that the process can end. Never fails. */
  close(): Promise<void>
}

export function createCache({ local, shared, listener }: CacheOptions): Cache {
  let outage: 'reading' | 'storing' | undefined

  /**
   * Reports an outage once, not once per figure. One of storing is not over when a lookup works:
   * a store that is full or may only be read still answers.
   */
  const announce = (tier: CacheTier, doing: 'reading' | 'storing', lookup: Lookup<unknown>) => {
    if (lookup.state !== 'unavailable') {
      if (doing === 'storing' || outage === 'reading') outage = undefined
    } else if (outage === undefined) {
      outage = doing
      listener?.({ type: 'cache-unavailable', tier: tier.name, detail: lookup.detail })
    }
  }

  /** Makes sure that a file is here; takes it from the shared store if need be. */
  const fetchBlob = async (contentDigest: ContentDigest): Promise<Lookup<CacheTier>> => {
    const here = await local.getBlob(contentDigest)
    if (here.state === 'hit') return { state: 'hit', value: local }
    if (shared === undefined) return here
    const there = await shared.getBlob(contentDigest)
    announce(shared, 'reading', there)
    if (there.state !== 'hit') return worse(here, there)
    try {
      await local.putBlob(there.value)
    } catch (error) {
      return { state: 'unavailable', detail: messageOf(error) }
    }
    return { state: 'hit', value: shared }
  }

  /** A hit when every file of the picture is here; otherwise what is wrong with the first that is not. */
  const fetchPicture = async (record: FigureRecord): Promise<Lookup<CacheTier>> => {
    let from: CacheTier = local
    for (const { contentDigest } of filesOf(record)) {
      const file = await fetchBlob(contentDigest)
      if (file.state !== 'hit') return file
      if (file.value !== local) from = file.value
    }
    return { state: 'hit', value: from }
  }

  const withPicture = async (
    record: FigureRecord,
    tier: CacheTier,
  ): Promise<Lookup<FoundFigure> | LostPicture> => {
    const picture = await fetchPicture(record)
    if (picture.state === 'unavailable') return picture
    if (picture.state !== 'hit') return { state: 'lost', record }
    const from = tier === local ? picture.value : tier
    return { state: 'hit', value: { record, tier: from.name } }
  }

  const findShared = async (
    tier: CacheTier,
    specDigest: SpecDigest,
    keep: (record: FigureRecord) => Promise<unknown>,
  ): Promise<Lookup<FoundFigure> | LostPicture> => {
    const there = await tier.getRecord(specDigest)
    announce(tier, 'reading', there)
    if (there.state !== 'hit') return there
    const found = await withPicture(there.value, tier)
    if (found.state === 'hit') {
      try {
        await keep(there.value)
      } catch {
        // The picture is here; only the next build has to ask the shared store again.
      }
    }
    return found
  }

  const find: Cache['find'] = async (specDigest) => {
    const here = local.readRecord(specDigest)
    if (here.state === 'hit') {
      const found = await withPicture(here.value, local)
      if (found.state !== 'lost' || shared === undefined) return found
      // Another machine may have stored another picture of the same request first.
      const there = await findShared(shared, specDigest, local.replaceRecord)
      return there.state === 'hit' || there.state === 'unavailable' ? there : found
    }
    if (shared === undefined) return here
    const there = await findShared(shared, specDigest, local.putRecord)
    return there.state === 'hit' || there.state === 'lost' ? there : worse(here, there)
  }

  const peek: Cache['peek'] = (specDigest) => {
    const found = local.readRecord(specDigest)
    if (found.state !== 'hit') return found
    const record = found.value
    const isHere = filesOf(record).every(({ contentDigest, sizeBytes }) =>
      local.hasBlob(contentDigest, sizeBytes),
    )
    return isHere ? found : { state: 'lost', record }
  }

  /** Puts the record down, unless one is there whose picture can still be had: that one stays. */
  const settleRecord = async (record: FigureRecord): Promise<FigureRecord> => {
    const stays = await local.putRecord(record)
    if (isSamePicture(stays, record)) return stays
    const picture = await fetchPicture(stays)
    if (picture.state === 'hit' || picture.state === 'unavailable') return stays
    await local.replaceRecord(record)
    return record
  }

  const share = async (record: FigureRecord, blobs: readonly Uint8Array[]): Promise<void> => {
    if (shared === undefined) return
    try {
      for (const bytes of blobs) await shared.putBlob(bytes)
      await shared.putRecord(record)
      announce(shared, 'storing', { state: 'hit', value: record })
    } catch (error) {
      announce(shared, 'storing', { state: 'unavailable', detail: messageOf(error) })
    }
  }

  return {
    find,
    peek,
    blobPath: local.blobPath,
    readBlob: local.getBlob,
    async store({ record, blobs }) {
      const files = filesOf(record)
      // Whoever is told of a failure may free the bytes: none may still be on its way to the disk.
      const stored = await Promise.allSettled(blobs.map((bytes) => local.putBlob(bytes)))
      const digests = stored.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason
        return outcome.value
      })
      const belongs = files.every(
        ({ contentDigest, sizeBytes }, index) =>
          contentDigest === digests[index] && sizeBytes === blobs[index]?.byteLength,
      )
      if (!belongs || blobs.length !== files.length) {
        throw new FigureError('artifact-invalid', 'the record names other bytes than it came with')
      }
      const stays = await settleRecord(record)
      if (isSamePicture(stays, record)) await share(stays, blobs)
      return stays
    },
    async close() {
      await shared?.close()
    },
  }
}

/** Whether two records name the same bytes in every format. */
function isSamePicture(one: FigureRecord, other: FigureRecord): boolean {
  const digestsOf = (record: FigureRecord) => filesOf(record).map((file) => file.contentDigest)
  return digestsOf(one).join() === digestsOf(other).join()
}

/** Of two answers that are no hit, the one that says less: `missing` only when both say so. */
function worse<Value>(
  first: Exclude<Lookup<Value>, { state: 'hit' }>,
  second: Exclude<Lookup<unknown>, { state: 'hit' }>,
): Lookup<Value> {
  if (first.state === 'unavailable' || second.state === 'missing') return first
  return second.state === 'unavailable' || first.state === 'missing' ? second : first
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
