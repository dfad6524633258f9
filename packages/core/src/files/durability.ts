import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { systemErrorCode } from '../errors.js'

const syncDescriptor = promisify(fsync)

/**
 * Flushes the bytes of an open file to the disk, and what is needed to find them; not its times.
 * Off the main thread.
 */
export const syncFile: (descriptor: number) => Promise<void> = promisify(fdatasync)
export const syncFileSync = fdatasyncSync

/** Answers of systems that cannot flush a folder (Windows, some network file systems). */
const noDirectorySync = new Set(['EINVAL', 'EPERM', 'EISDIR', 'EACCES', 'ENOTSUP', 'ENOSYS'])

/** Makes new names in a folder survive a power loss, where the system knows how to. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const descriptor = openSync(path, 'r')
    try {
      await syncDescriptor(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (!noDirectorySync.has(systemErrorCode(error) ?? '')) throw error
  }
}

export function syncDirectorySync(path: string): void {
  try {
    const descriptor = openSync(path, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (!noDirectorySync.has(systemErrorCode(error) ?? '')) throw error
  }
}

/**
 * Makes a folder and those above it. Not by Node's recursive `mkdir`: on a read-only file system
 * that says ENOENT, and the cause would be lost.
 *
 * @param durable Whether the names of new folders must survive a power loss.
 */
export function makeDirectory(path: string, durable: boolean): void {
  let outcome = tryMakeDirectory(path)
  if (outcome === 'no-parent') {
    makeDirectory(dirname(path), durable)
    outcome = tryMakeDirectory(path)
  }
  if (outcome === 'made' && durable) syncDirectorySync(dirname(path))
}

function tryMakeDirectory(path: string): 'made' | 'there' | 'no-parent' {
  try {
    mkdirSync(path)
    return 'made'
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && dirname(path) !== path) return 'no-parent'
    // Systems differ in what they answer for a folder that is there, such as the root of a drive.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'there'
    throw error
  }
}

/**
 * {@link syncDirectory} for many callers at once: those who ask for a folder while it is being
 * flushed share the next flush.
 */
export function createDirectorySync(): (path: string) => Promise<void> {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()

  const start = (path: string): Promise<void> => {
    const flush = syncDirectory(path).finally(() => running.delete(path))
    running.set(path, flush)
    return flush
  }

  return (path) => {
    const current = running.get(path)
    if (current === undefined) return start(path)
    const next =
      waiting.get(path) ??
      current
        .catch(() => {})
        .then(() => {
          waiting.delete(path)
          return start(path)
        })
    waiting.set(path, next)
    return next
  }
}
