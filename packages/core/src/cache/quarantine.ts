import { linkSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from '../errors.js'
import { makeDirectory } from '../files/durability.js'
import { rename } from '../files/rename.js'
import { uniqueName } from '../files/temporary-file.js'

/** An entry of a store: where it lies, where damaged copies of it go, what makes it sound. */
export interface StoreEntry {
  path: string
  quarantine: string
  isSound: (path: string) => boolean
}

/**
 * Moves a damaged entry aside, in case someone can still make use of it.
 *
 * @returns Whether the entry's place is free now. `false` when another process healed it after we
 *   had read it: then what we moved was sound, and has been put back.
 * @throws System errors of the move, such as EROFS.
 */
export function setAside(entry: StoreEntry): boolean {
  const aside = join(entry.quarantine, uniqueName())
  makeDirectory(entry.quarantine, false)
  try {
    rename(entry.path, aside)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return true
    throw error
  }
  if (!isSoundAt(entry, aside)) return true
  putBack(aside, entry.path)
  return false
}

/**
 * The copies of an entry that lie in quarantine; `undefined` when it was never damaged. Once an
 * entry has been, its folder here stays, even empty: an entry that is neither in its place nor
 * here is then between two moves of other processes, and must not be called `missing`.
 */
export function listAside({ quarantine }: StoreEntry): string[] | undefined {
  // Asked for every new entry: an exception would cost more than all the rest.
  if (statSync(quarantine, { throwIfNoEntry: false }) === undefined) return undefined
  return readdirSync(quarantine).map((name) => join(quarantine, name))
}

/**
 * Puts a sound copy back: a process that moved one by mistake may have been killed before it
 * could do so itself.
 */
export function restore(entry: StoreEntry, aside: readonly string[]): void {
  const sound = aside.find((path) => isSoundAt(entry, path))
  if (sound !== undefined) putBack(sound, entry.path)
}

/**
 * Removes damaged copies after a sound one has been stored. Takes the list made before that, so
 * that a copy moved here since, which may be the sound one, stays.
 */
export function discard(aside: readonly string[]): void {
  for (const path of aside) rmSync(path, { force: true, recursive: true })
}

/** Keeps what lies at a path under a second name in a folder, if anything lies there. */
export function keepCopy(path: string, folder: string): void {
  makeDirectory(folder, false)
  try {
    linkSync(path, join(folder, uniqueName()))
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}

function isSoundAt(entry: StoreEntry, path: string): boolean {
  try {
    return entry.isSound(path)
  } catch {
    // A folder, a broken link, a bad sector: nothing that can be used.
    return false
  }
}

/** By link, not by rename: what another process has stored there meanwhile stays. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path)
  } catch (error) {
    // There already, or another process has put it back.
    const code = systemErrorCode(error)
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
  rmSync(aside, { force: true })
}
