import { rename as renameFile, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { systemErrorCode } from '../errors.js'
import { makeDirectory, syncDirectory, syncDirectorySync } from './durability.js'
import { rename } from './rename.js'
import {
  type TemporaryFileOptions,
  writeTemporaryFile,
  writeTemporaryFileSync,
} from './temporary-file.js'
import { toUnwritable } from './write-failure.js'

const renameOnce = promisify(renameFile)

export interface AtomicWriteOptions extends TemporaryFileOptions {
  /**
   * Folder for the unfinished file, made when missing. Watchers see every file of a published
   * folder, so give one elsewhere for those, on the same file system if possible.
   * Default: the destination's own folder.
   */
  temporaryDirectory?: string | undefined
}

/**
 * Writes a file so that readers see the old bytes or the new ones, never a part, whatever happens
 * to this process. Missing folders are made. For blobs; the flush does not block.
 *
 * @throws {FigureError} `file-unwritable`; the file is as it was before.
 */
export async function writeFileAtomic(
  path: string,
  data: Uint8Array | string,
  options: AtomicWriteOptions,
): Promise<void> {
  const directory = dirname(path)
  try {
    const temporary = await writeTemporaryFile(
      options.temporaryDirectory ?? directory,
      data,
      options,
    )
    // On another file system: written once more, beside the destination.
    if (!(await publish(temporary, path, options.durable))) {
      await publish(await writeTemporaryFile(directory, data, options), path, options.durable)
    }
    if (options.durable) await syncDirectory(directory)
  } catch (error) {
    throw toUnwritable(error, path)
  }
}

/**
 * {@link writeFileAtomic} for small text (documents, lockfile, manifest): synchronous, because
 * that is several times faster for one file.
 *
 * @throws {FigureError} `file-unwritable`; the file is as it was before.
 */
export function writeFileAtomicSync(
  path: string,
  data: Uint8Array | string,
  options: AtomicWriteOptions,
): void {
  const directory = dirname(path)
  try {
    const temporary = writeTemporaryFileSync(options.temporaryDirectory ?? directory, data, options)
    if (!publishSync(temporary, path, options.durable)) {
      publishSync(writeTemporaryFileSync(directory, data, options), path, options.durable)
    }
    if (options.durable) syncDirectorySync(directory)
  } catch (error) {
    throw toUnwritable(error, path)
  }
}

/** {@link publishSync} off the main thread: a file system holds a new name up while it flushes others. */
export async function publish(temporary: string, path: string, durable: boolean): Promise<boolean> {
  try {
    await renameOnce(temporary, path)
    return true
  } catch {
    // What can be done about it, or why it cannot be, the other one knows.
    return publishSync(temporary, path, durable)
  }
}

/**
 * Gives a finished temporary file its name.
 *
 * @returns Whether it could be done; `false`, and the temporary file removed, when the two lie on
 *   different file systems.
 */
export function publishSync(temporary: string, path: string, durable: boolean): boolean {
  try {
    try {
      rename(temporary, path)
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error
      makeDirectory(dirname(path), durable)
      rename(temporary, path)
    }
    return true
  } catch (error) {
    rmSync(temporary, { force: true })
    if (systemErrorCode(error) === 'EXDEV') return false
    throw error
  }
}
