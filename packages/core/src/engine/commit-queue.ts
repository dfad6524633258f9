import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface CommitQueue {
  /**
   * Runs a change inside the next transaction; resolves when that is on the disk. A change that
   * throws is undone alone, and its promise rejects.
   *
   * @param when How long it waits for others to share a flush with.
   */
  commit<Value>(change: () => Value, when?: Patience): Promise<Value>
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>
}

interface Waiting {
  change: () => unknown
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** Turns of the event loop: some milliseconds where there is much to do, none where there is not. */
const patience = { now: 0, soon: 3, later: 10 }

export type Patience = keyof typeof patience

/**
 * One transaction, and one flush of the disk, for all changes of a few turns of the event loop: with
 * one each, the disk would allow a few hundred a second.
 */
export function createCommitQueue(database: DatabaseSync): CommitQueue {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const save = database.prepare('SAVEPOINT change')
  const undo = database.prepare('ROLLBACK TO change')
  const release = database.prepare('RELEASE change')
  let waiting: Waiting[] = []
  let flushed: Promise<void> | undefined
  /** Turns of the event loop until the next flush. */
  let turns = 0

  function flush(): void {
    const changes = waiting
    waiting = []
    flushed = undefined
    const settle: (() => void)[] = []
    try {
      begin.run()
      for (const { change, reject, resolve } of changes) {
        save.run()
        try {
          const value = change()
          settle.push(() => resolve(value))
        } catch (error) {
          undo.run()
          settle.push(() => reject(error))
        }
        release.run()
      }
      commit.run()
    } catch (error) {
      for (const { reject } of changes) reject(error)
      rollBack()
      return
    }
    for (const tell of settle) tell()
  }

  async function flushInTime(): Promise<void> {
    do await nextTurn()
    while (turns-- > 0)
    flush()
  }

  /** One that cannot be rolled back stays open: then every later one fails, and nothing is bought. */
  function rollBack(): void {
    try {
      if (database.isTransaction) database.exec('ROLLBACK')
    } catch {}
  }

  return {
    commit<Value>(change: () => Value, when: Patience = 'soon') {
      turns = Math.min(flushed === undefined ? patience.later : turns, patience[when])
      flushed ??= flushInTime()
      return new Promise<Value>((resolve, reject) => {
        waiting.push({ change, resolve: resolve as (value: unknown) => void, reject })
      })
    },
    async drained() {
      while (flushed !== undefined) await flushed
    },
  }
}
