import type { DatabaseSync } from 'node:sqlite'

export interface CommitQueue {
  /**
   * Runs a change inside the next transaction; resolves when that is on the disk. A change that
   * throws is undone alone, and its promise rejects.
   */
  commit<Value>(change: () => Value): Promise<Value>
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>
}

interface Waiting {
  change: () => unknown
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/**
 * One transaction, and one flush of the disk, for all changes of a turn of the event loop: with
 * one each, the disk would allow a few hundred a second.
 */
export function createCommitQueue(database: DatabaseSync): CommitQueue {
  let waiting: Waiting[] = []
  let flushed: Promise<void> | undefined

  function flush(): void {
    const changes = waiting
    waiting = []
    flushed = undefined
    const settle: (() => void)[] = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const { change, reject, resolve } of changes) {
        database.exec('SAVEPOINT change')
        try {
          const value = change()
          settle.push(() => resolve(value))
        } catch (error) {
          database.exec('ROLLBACK TO change')
          settle.push(() => reject(error))
        }
        database.exec('RELEASE change')
      }
      database.exec('COMMIT')
    } catch (error) {
      for (const { reject } of changes) reject(error)
      rollBack()
      return
    }
    for (const tell of settle) tell()
  }

  /** One that cannot be rolled back stays open: then every later one fails, and nothing is bought. */
  function rollBack(): void {
    try {
      if (database.isTransaction) database.exec('ROLLBACK')
    } catch {}
  }

  return {
    commit<Value>(change: () => Value) {
      flushed ??= new Promise((resolve) => {
        setImmediate(() => {
          flush()
          resolve()
        })
      })
      return new Promise<Value>((resolve, reject) => {
        waiting.push({ change, resolve: resolve as (value: unknown) => void, reject })
      })
    },
    async drained() {
      while (flushed !== undefined) await flushed
    },
  }
}
