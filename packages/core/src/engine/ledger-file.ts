import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { FigureError } from '../errors.js'
import { createFolder } from '../files/create-folder.js'

/** Raised with every change of the tables below; a ledger of another version is not touched. */
const schemaVersion = 2

/**
 * Digests are spread over a table: one that is ordered by them has another page changed, logged
 * and flushed for each of its rows. So a claim has a number, and only its first line meets the
 * index of the keys.
 */
const schema = `
  CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    figure TEXT NOT NULL,
    provider TEXT NOT NULL,
    operation TEXT NOT NULL,
    request TEXT,
    sender TEXT,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    owner TEXT NOT NULL,
    run TEXT NOT NULL,
    day TEXT NOT NULL,
    handle TEXT,
    reserved INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    sendings INTEGER NOT NULL,
    sent_at INTEGER,
    updated_at INTEGER NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX claims_by_state ON claims (state);
  CREATE TABLE receipts (
    id INTEGER PRIMARY KEY,
    claim INTEGER NOT NULL REFERENCES claims,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    receipt TEXT NOT NULL
  ) STRICT;
  CREATE INDEX receipts_by_claim ON receipts (claim);
  CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts stay'); END;
  CREATE TRIGGER receipts_hold BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts stay'); END;
  CREATE TABLE totals (
    period TEXT NOT NULL,
    provider TEXT NOT NULL,
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    spent INTEGER NOT NULL,
    PRIMARY KEY (period, provider)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE owners (owner TEXT PRIMARY KEY, lease_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`

/**
 * Opens the database of a ledger, made if need be. What is committed survives a loss of power.
 *
 * @throws {FigureError} `ledger-unavailable` on a network file system, whose locks cannot be
 *   trusted with money, for a file that is no ledger or is damaged, and for one of a later version.
 */
export async function openLedgerFile(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite')
  let database: DatabaseSync | undefined
  try {
    createFolder(dirname(path))
    refuseNetwork(dirname(path))
    database = new DatabaseSync(path, { timeout: 10_000 })
    prepareLedger(database, path)
    return database
  } catch (error) {
    database?.close()
    throw asUnavailable(error, path)
  }
}

function prepareLedger(database: DatabaseSync, path: string): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE')
  const version = database.prepare('PRAGMA user_version').get()?.user_version
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (isEmpty) database.exec(`${schema}; PRAGMA user_version = ${schemaVersion}`)
  database.exec('COMMIT')
  if (isEmpty) return
  if (version === 0) throw new Error('it is the database of another program')
  if (version !== schemaVersion) {
    throw new FigureError(
      'ledger-unavailable',
      `${path} was written by another version of figmill`,
      {
        hint: 'Use that version: this one could pay again for what it does not understand.',
      },
    )
  }
  // A claim that cannot be found looks like one that was never made.
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (found !== 'ok') throw new Error(`it is damaged: ${found}`)
}

/** What went wrong with the file, as an error that says what to do. */
export function asUnavailable(error: unknown, path: string): FigureError {
  if (error instanceof FigureError) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new FigureError('ledger-unavailable', `the ledger ${path} cannot be used: ${detail}`, {
    cause: error,
    hint: 'Nothing is bought without it. Free the disk or mend the permissions, and run again; never delete it while figures are parked.',
  })
}

/** Linux names file systems by number: NFS, SMB (three ages of it), AFS, Ceph, Lustre, Coda. */
const networkFileSystems = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x6b414653, 0x00c36400, 0x0bd00bd0,
  0x73757245,
])

export const isNetworkFileSystem = (type: number): boolean => networkFileSystems.has(type >>> 0)

function refuseNetwork(folder: string): void {
  if (process.platform !== 'linux') return
  if (!isNetworkFileSystem(statfsSync(folder).type)) return
  throw new FigureError('ledger-unavailable', `${folder} is on a network file system`, {
    hint: 'Put `cacheDir` on a disk of this machine: locks over a network cannot be trusted with money.',
  })
}
