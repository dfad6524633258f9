import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { FigureError, systemErrorCode } from '../errors.js'
import { publishSync } from './atomic-write.js'
import { makeDirectory } from './durability.js'
import { temporaryPath } from './temporary-file.js'
import { toUnwritable } from './write-failure.js'

export interface PlaceArtifactOptions {
  /** Path of a blob whose bytes have been checked. */
  source: string
  /** Where the document's readers will find it. */
  destination: string
  /** Folder for unfinished files, out of watchers' sight. */
  temporaryDirectory: string
  /**
   * Whether the two may be one file under two names. Fast, but an editor that saves in place then
   * writes into the store: use it for pictures that cost nothing to make again. A paid picture is
   * copied, so that nothing done to the published file can damage what was paid for.
   */
  link: boolean
}

/**
 * Puts a stored picture at a path that others read; they see the old one or the new one, never a
 * part. What is there already and right is not touched, so that watchers stay quiet.
 *
 * @throws {FigureError} `file-unwritable`; `file-missing` when the blob is gone.
 */
export function placeArtifact(options: PlaceArtifactOptions): 'kept' | 'linked' | 'copied' {
  const { source, destination, link } = options
  try {
    const placed = statSync(destination, { throwIfNoEntry: false })
    if (placed !== undefined && isSame(source, destination, placed)) return 'kept'
    if (link && placeLink(options, placed === undefined)) return 'linked'
    placeCopy(options)
    return 'copied'
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && !existsSync(source)) {
      throw new FigureError('file-missing', `the stored picture \`${source}\` is gone`, {
        cause: error,
        hint: 'Run the build again: it looks for the picture in the other stores.',
      })
    }
    throw toUnwritable(error, destination)
  }
}

function isSame(source: string, destination: string, placed: Stats): boolean {
  const stored = statSync(source)
  if (!placed.isFile() || placed.size !== stored.size) return false
  if (placed.ino === stored.ino && placed.dev === stored.dev) return true
  // Not by modification time: two pictures made within one tick of the clock can be of one size.
  return readFileSync(destination).equals(readFileSync(source))
}

/** Answers of systems that cannot link these two paths, or not once more: copy instead. */
const linkRefusals = new Set([
  'EXDEV',
  'EPERM',
  'EMLINK',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EACCES',
])

function placeLink(options: PlaceArtifactOptions, isFree: boolean): boolean {
  const { source, destination, temporaryDirectory } = options
  try {
    if (isFree) {
      try {
        // The plain case in one call: a link never replaces and never shows half a file.
        linkInto(source, destination)
        return true
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST') throw error
      }
    }
    const temporary = temporaryPath(temporaryDirectory)
    linkInto(source, temporary)
    const published = replace(temporary, destination)
    // Renaming one name of a file onto another name of it does nothing, and leaves both.
    rmSync(temporary, { force: true })
    return published
  } catch (error) {
    if (linkRefusals.has(systemErrorCode(error) ?? '')) return false
    throw error
  }
}

function linkInto(source: string, path: string): void {
  try {
    linkSync(source, path)
  } catch (error) {
    // Either the folder is not there yet, or the source is gone: the second try tells.
    if (systemErrorCode(error) !== 'ENOENT') throw error
    makeDirectory(dirname(path), false)
    linkSync(source, path)
  }
}

function placeCopy(options: PlaceArtifactOptions): void {
  const { destination, temporaryDirectory } = options
  if (replace(copyInto(options.source, temporaryDirectory), destination)) return
  replace(copyInto(options.source, dirname(destination)), destination)
}

function copyInto(source: string, directory: string): string {
  const path = temporaryPath(directory)
  try {
    makeDirectory(directory, false)
    copyFileSync(source, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    // A copy takes over the store's read-only bits, and tools that publish fail on those later.
    chmodSync(path, 0o644)
    return path
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

function replace(temporary: string, destination: string): boolean {
  // Windows refuses to rename onto a read-only file, and a linked picture is one.
  if (process.platform === 'win32') rmSync(destination, { force: true })
  return publishSync(temporary, destination, false)
}
