import { readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.js'
import { FigureError } from '../errors.js'
import { writeFileAtomicSync } from './atomic-write.js'
import { makeDirectory } from './durability.js'
import { toUnwritable } from './write-failure.js'

/** Who holds a lock, for a message to those who wait. */
export interface LockHolder {
  pid: number
  host: string
}

export interface ExclusiveLockOptions {
  /** File that stands for the lock; made when missing, never removed. Its folder is made too. */
  path: string
  clock: Clock
  signal?: AbortSignal | undefined
  /** Called once, when the lock is taken; with its holder, where that is known. */
  onWait?: ((holder: LockHolder | undefined) => void) | undefined
  /** How long to wait before giving up. Default: ten minutes. */
  deadlineMs?: number | undefined
}

const defaultDeadlineMs = 10 * 60 * 1000
const maxPauseMs = 200

/**
 * Runs an action while no other process of this machine, and nothing else in this one, runs an
 * action under the same path. For short critical sections: reading, merging and writing a file.
 *
 * The lock is SQLite's lock on an empty database: the kernel keeps it and drops it when its holder
 * ends, however it ends. So there is no stale lock to recognise and no takeover to race for, and
 * it holds between containers that share the folder, where process ids mean nothing.
 *
 * @throws {FigureError} `file-unwritable` when the lock cannot be made, or is held past the
 *   deadline. Rejects with the signal's reason when it aborts while waiting.
 */
export async function withExclusiveLock<Result>(
  options: ExclusiveLockOptions,
  action: () => Promise<Result> | Result,
): Promise<Result> {
  const holderPath = `${options.path}.holder`
  const database = await openLock(options.path)
  try {
    await acquire(database, holderPath, options)
    try {
      noteHolder(holderPath)
      return await action()
    } finally {
      rmSync(holderPath, { force: true })
      database.exec('ROLLBACK')
    }
  } finally {
    database.close()
  }
}

async function openLock(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite')
  try {
    makeDirectory(dirname(path), false)
    return new DatabaseSync(path)
  } catch (error) {
    throw toUnwritable(error, path)
  }
}

async function acquire(
  database: DatabaseSync,
  holderPath: string,
  { path, clock, signal, onWait, deadlineMs = defaultDeadlineMs }: ExclusiveLockOptions,
): Promise<void> {
  const startedMs = clock.now()
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    if (tryAcquire(database, path)) return
    if (attempt === 0) onWait?.(readHolder(holderPath))
    if (clock.now() - startedMs >= deadlineMs) throw heldTooLong(path, holderPath, deadlineMs)
    // Of random length, so that many who wait do not all come back at the same moment.
    const pauseMs = Math.min(maxPauseMs, 5 * 2 ** Math.min(attempt, 6))
    await clock.sleep(pauseMs * (0.5 + Math.random() / 2), signal)
  }
}

function tryAcquire(database: DatabaseSync, path: string): boolean {
  try {
    // Nothing is ever written under this lock, so no journal is needed.
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw toUnwritable(error, path)
  }
}

/** SQLITE_BUSY, also in its extended forms. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
}

function noteHolder(holderPath: string): void {
  const holder: LockHolder = { pid: process.pid, host: hostname() }
  try {
    writeFileAtomicSync(holderPath, `${JSON.stringify(holder)}\n`, { durable: false })
  } catch {
    // The note is for messages only; the lock holds without it.
  }
}

function readHolder(holderPath: string): LockHolder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(holderPath, 'utf8'))
    if (typeof holder !== 'object' || holder === null) return undefined
    if (!('pid' in holder) || typeof holder.pid !== 'number') return undefined
    if (!('host' in holder) || typeof holder.host !== 'string') return undefined
    return { pid: holder.pid, host: holder.host }
  } catch {
    return undefined
  }
}

function heldTooLong(path: string, holderPath: string, deadlineMs: number): FigureError {
  const holder = readHolder(holderPath)
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  const waitedSeconds = Math.round(deadlineMs / 1000)
  return new FigureError(
    'file-unwritable',
    `${who} has held \`${path}\` for the ${waitedSeconds} seconds this process waited`,
    { hint: 'End that process, or wait until it is done and run again.' },
  )
}
