import { randomBytes } from 'node:crypto'
import { closeSync, open, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemErrorCode } from '../errors.js'
import { makeDirectory, syncFile, syncFileSync } from './durability.js'

const openFile = promisify(open)

const processMark = `${process.pid.toString(36)}-${randomBytes(6).toString('hex')}`
let count = 0

/** A name no other file has, in this process or another. */
export function uniqueName(): string {
  count += 1
  return `${processMark}-${count.toString(36)}`
}

/** A name for an unfinished file. The dot keeps it out of listings and globs. */
export function temporaryPath(directory: string): string {
  return join(directory, `.${uniqueName()}.tmp`)
}

export interface TemporaryFileOptions {
  /** Whether the bytes must be on the disk, not only in its cache, when this returns. */
  durable: boolean
  /** Permission bits; the process's umask applies. */
  mode?: number | undefined
}

/**
 * Writes a new file of a unique name in a folder, made when missing. Nothing is left on failure.
 *
 * What can wait for the disk leaves the main thread: the flush, and making the file, which a file
 * system holds up while it flushes others. The rest takes some microseconds, less than a hop to the
 * thread pool and back.
 */
export async function writeTemporaryFile(
  directory: string,
  data: Uint8Array | string,
  { durable, mode }: TemporaryFileOptions,
): Promise<string> {
  const { path, descriptor } = durable
    ? await openDurable(directory, mode)
    : openTemporary(directory, mode)
  try {
    try {
      writeAll(descriptor, data)
      if (durable) await syncFile(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
  return path
}

/** {@link writeTemporaryFile} for small text, where waiting for the flush costs less than a hop. */
export function writeTemporaryFileSync(
  directory: string,
  data: Uint8Array | string,
  { durable, mode }: TemporaryFileOptions,
): string {
  const { path, descriptor } = openTemporary(directory, mode)
  try {
    try {
      writeAll(descriptor, data)
      if (durable) syncFileSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
  return path
}

function openTemporary(
  directory: string,
  mode: number | undefined,
): { path: string; descriptor: number } {
  const path = temporaryPath(directory)
  try {
    return { path, descriptor: openSync(path, 'wx', mode) }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    makeDirectory(directory, false)
    return { path, descriptor: openSync(path, 'wx', mode) }
  }
}

async function openDurable(
  directory: string,
  mode: number | undefined,
): Promise<{ path: string; descriptor: number }> {
  const path = temporaryPath(directory)
  try {
    return { path, descriptor: await openFile(path, 'wx', mode) }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    makeDirectory(directory, false)
    return { path, descriptor: await openFile(path, 'wx', mode) }
  }
}

function writeAll(descriptor: number, data: Uint8Array | string): void {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data
  // One call may write less than it was given.
  for (let offset = 0; offset < bytes.byteLength; ) offset += writeSync(descriptor, bytes, offset)
}
