import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  FigureError,
  formatLockfile,
  type LockEntry,
  type Lockfile,
  parseLockfile,
  type SpecDigest,
  systemErrorCode,
} from '@figmill/core'
import type { Stores } from './open-stores.js'

/** @throws {ProblemsError} `lockfile-invalid`, every bad line. A missing lockfile is empty. */
export function readLockfile({ config, root }: Stores): Lockfile {
  return parseLockfile(readText(join(root, config.lockfile)) ?? emptyLockfile, config.lockfile)
}

/** Finds what the lockfile says of a request, whatever figure it was for; reads it when first asked. */
export function createBoughtFinder(
  stores: Stores,
): (specDigest: SpecDigest) => LockEntry | undefined {
  let byDigest: ReadonlyMap<SpecDigest, LockEntry> | undefined
  return (specDigest) => {
    byDigest ??= new Map(
      [...readLockfile(stores).values()].map((entry) => [entry.specDigest, entry]),
    )
    return byDigest.get(specDigest)
  }
}

export const emptyLockfile = formatLockfile(new Map())

/** The text of a file, where there is one. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT') return undefined
    throw new FigureError('lockfile-invalid', `${path} cannot be read: ${code}`, {
      cause: error,
      hint: 'It must be a file that you may read; restore it from version control.',
    })
  }
}
