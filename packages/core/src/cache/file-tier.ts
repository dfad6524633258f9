import { link, mkdir, readFileSync, statSync, unlink } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Clock, systemClock } from '../clock.js'
import { type ContentDigest, digestContent, type SpecDigest } from '../digest.js'
import { FigureError, systemErrorCode } from '../errors.js'
import type { Listener } from '../events.js'
import { publish } from '../files/atomic-write.js'
import { createDirectorySync, makeDirectory } from '../files/durability.js'
import { sweepDirectory } from '../files/sweep-directory.js'
import { writeTemporaryFile } from '../files/temporary-file.js'
import { describeFailure, hintForFailure } from '../files/write-failure.js'
import { discard, keepCopy, listAside, type StoreEntry, setAside } from './quarantine.js'
import { readEntry } from './read-entry.js'
import { parseRecordText, sealRecord } from './record-text.js'
import type { CacheTier, FigureRecord, Lookup } from './tier.js'

export interface FileTierOptions {
  /** Root of the store, absolute; made when something is first stored. */
  directory: string
  listener?: Listener | undefined
  clock?: Clock | undefined
}

/** The store on this machine's disk. */
export interface FileTier extends CacheTier {
  /** Where a blob lies, or would. */
  blobPath(contentDigest: ContentDigest): string
  /** Whether a blob of that size is there. One `stat`: the bytes are not read. */
  hasBlob(contentDigest: ContentDigest, sizeBytes: number): boolean
  /** {@link CacheTier.getRecord} without a promise, for plans over many figures. */
  readRecord(specDigest: SpecDigest): Lookup<FigureRecord>
  /**
   * Stores a record in place of another whose picture is gone; the old one is kept in quarantine.
   *
   * @throws {FigureError} `cache-unavailable` when the store does not take it.
   */
  replaceRecord(record: FigureRecord): Promise<void>
}

/** A folder of the store: it is there, and then a loss of power does not take its name any more. */
interface Folder {
  made: Promise<void>
  safe: Promise<void>
}

const makeLink = promisify(link)
const makeInBackground = promisify(mkdir)
const removeFile = promisify(unlink)

/** Entries never change, so nobody needs to write to them. */
const entryMode = 0o444
const maxTemporaryAgeMs = 24 * 60 * 60 * 1000

/**
 * Records and blobs as files:
 *
 *     blobs/ab/<content digest>           records/ab/<spec digest>.json
 *     quarantine/{blobs,records}/<digest>/<unique>     tmp/
 *
 * A file has its real name only when it is whole and on the disk. What is read is checked against
 * its digest each time; a damaged file goes to quarantine and stays `corrupt`, never `missing`,
 * until a sound one is stored.
 */
export function createFileTier({
  directory,
  listener,
  clock = systemClock,
}: FileTierOptions): FileTier {
  const temporaryDirectory = join(directory, 'tmp')
  const syncDirectory = createDirectorySync()
  const folders = new Map<string, Folder>()
  let swept = false

  /** Its name is made safe also where another process made it: that one may have died before. */
  const makeFolder = (path: string): Folder => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const made = makeFolderAt(path)
    const safe = made.then(() => syncDirectory(dirname(path)))
    const folder = { made, safe }
    folders.set(path, folder)
    safe.catch(() => folders.delete(path))
    return folder
  }

  const blobPath = (digest: ContentDigest) => join(directory, 'blobs', digest.slice(0, 2), digest)
  const blobEntry = (digest: ContentDigest): StoreEntry => ({
    path: blobPath(digest),
    quarantine: join(directory, 'quarantine', 'blobs', digest),
    isSound: (path) => digestContent(readFileSync(path)) === digest,
  })
  const recordEntry = (digest: SpecDigest): StoreEntry => ({
    path: join(directory, 'records', digest.slice(0, 2), `${digest}.json`),
    quarantine: join(directory, 'quarantine', 'records', digest),
    isSound: (path) => parseRecordText(readFileSync(path, 'utf8'), digest).state !== 'corrupt',
  })

  const readBlob = (digest: ContentDigest): Lookup<Uint8Array> =>
    readEntry(blobEntry(digest), listener, (bytes) =>
      digestContent(bytes) === digest
        ? { state: 'hit', value: bytes }
        : { state: 'corrupt', detail: 'the bytes do not match their digest' },
    )
  const readRecord = (digest: SpecDigest): Lookup<FigureRecord> =>
    readEntry(recordEntry(digest), listener, (bytes) =>
      parseRecordText(bytes.toString('utf8'), digest),
    )

  /**
   * Stores what is not there yet.
   *
   * @param publishAs Gives the finished temporary file its name, or `false` when another has it.
   * @returns What is there in its place.
   */
  const write = async <Value>(
    entry: StoreEntry,
    lookup: () => Lookup<Value>,
    data: Uint8Array | string,
    publishAs: (temporary: string, path: string) => Promise<boolean>,
  ): Promise<Lookup<Value> | undefined> => {
    try {
      if (!swept) sweepDirectory(temporaryDirectory, clock.now() - maxTemporaryAgeMs)
      swept = true
      const found = isNew(entry) ? ({ state: 'missing' } as const) : lookup()
      if (found.state === 'unavailable') throw new Error(found.detail)
      const parent = dirname(entry.path)
      const folder = makeFolder(parent)
      let other: Lookup<Value> | undefined = found.state === 'hit' ? found : undefined
      try {
        await folder.made
        if (other === undefined) {
          const aside = found.state === 'missing' ? [] : (listAside(entry) ?? [])
          const temporary = await writeTemporaryFile(temporaryDirectory, data, {
            durable: true,
            mode: entryMode,
          })
          if (!(await publishAs(temporary, entry.path))) other = lookup()
          if (aside.length > 0) {
            discard(aside)
            listener?.({ type: 'cache-healed', detail: `replaced \`${entry.path}\`` })
          }
        }
        // Also for an entry that was there: who made it may have died before its name was safe.
        await syncDirectory(parent)
        return other
      } finally {
        await folder.safe
      }
    } catch (error) {
      throw toUnavailable(directory, error)
    }
  }

  return {
    name: 'local',
    blobPath,
    hasBlob: (digest, sizeBytes) => statSize(blobPath(digest)) === sizeBytes,
    readRecord,
    getRecord: async (digest) => readRecord(digest),
    getBlob: async (digest) => readBlob(digest),
    async putBlob(bytes) {
      const digest = digestContent(bytes)
      const entry = blobEntry(digest)
      const lookup = () => {
        const found = readBlob(digest)
        if (found.state !== 'unavailable') return found
        // What cannot be read makes way: the bytes at hand are the right ones.
        setAside({ ...entry, isSound: () => false })
        return { state: 'missing' as const }
      }
      await write(entry, lookup, bytes, publishOver)
      return digest
    },
    async putRecord(record) {
      const digest = record.specDigest
      const text = sealRecord(record)
      const lookup = () => readRecord(digest)
      const other = await write(recordEntry(digest), lookup, text, publishFirst)
      if (other === undefined) return record
      if (other.state === 'hit') return other.value
      throw toUnavailable(directory, new Error('what another process stored does not read back'))
    },
    async replaceRecord(record) {
      const digest = record.specDigest
      const retired = join(directory, 'quarantine', 'retired', digest)
      const replace = (temporary: string, path: string) => {
        keepCopy(path, retired)
        return publishOver(temporary, path)
      }
      await write(recordEntry(digest), () => ({ state: 'missing' }), sealRecord(record), replace)
    },
    async close() {},
  }
}

/** Off the main thread: a file system takes a millisecond for a folder while it flushes others. */
async function makeFolderAt(path: string): Promise<void> {
  try {
    await makeInBackground(path)
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return
    // The folder above it is missing, or it cannot be made, which this one tells.
    makeDirectory(dirname(path), true)
    makeDirectory(path, false)
  }
}

async function publishOver(temporary: string, path: string): Promise<true> {
  if (await publish(temporary, path, true)) return true
  throw new Error('it spans two file systems')
}

/** Names a record unless another process has done so: of two that race, one record stays. */
async function publishFirst(temporary: string, path: string): Promise<boolean> {
  try {
    try {
      await makeLink(temporary, path)
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error
      makeDirectory(dirname(path), true)
      await makeLink(temporary, path)
    }
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') return false
    // File systems without hard links (FAT, some network drives): the last of two that race stays.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
      return await publishOver(temporary, path)
    }
    throw error
  } finally {
    // One that stays is swept some day.
    await removeFile(temporary).catch(() => {})
  }
  return true
}

/**
 * Whether an entry is neither in its place nor was ever damaged. So it is with most: to learn it from
 * an exception would take longer. In this order: a damaged one is moved after its folder is made.
 */
function isNew({ path, quarantine }: StoreEntry): boolean {
  try {
    const options = { throwIfNoEntry: false }
    return statSync(path, options) === undefined && statSync(quarantine, options) === undefined
  } catch {
    return false
  }
}

function statSize(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size
  } catch {
    return undefined
  }
}

function toUnavailable(directory: string, error: unknown): FigureError {
  return new FigureError(
    'cache-unavailable',
    `cannot store in \`${directory}\`: ${describeFailure(error)}`,
    {
      cause: error,
      hint: hintForFailure(error) ?? 'Check that the folder is sound and can be written to.',
    },
  )
}
