import { dirname } from 'node:path'
import { createFolder } from '../files/create-folder.js'
import {
  jitterMarginMs,
  limitOf,
  roomFrom,
  type Scope,
  type SendLog,
  usualWindowMs,
} from './send-log.js'

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS sent (scope TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS sent_by_scope ON sent (scope, at);
  CREATE TABLE IF NOT EXISTS scopes (
    scope TEXT PRIMARY KEY,
    paused_until INTEGER NOT NULL DEFAULT 0,
    requests INTEGER,
    window_ms INTEGER
  ) STRICT, WITHOUT ROWID;
`

/**
 * A log that all processes of this machine share, in a file of its own. It is not about money:
 * what a loss of power takes away is known again after a window.
 *
 * @param path Of the file, made if need be. Taken places are whole milliseconds.
 * @throws When it cannot be opened: then a process counts for itself.
 */
export async function openSqliteSendLog(path: string): Promise<SendLog> {
  createFolder(dirname(path))
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path, { timeout: 10_000 })
  database.exec(schema)
  const sql = {
    add: database.prepare('INSERT INTO sent (scope, at) VALUES (?, ?)'),
    prune: database.prepare('DELETE FROM sent WHERE scope = ? AND at < ?'),
    // As in `isAhead`.
    setBack: database.prepare('UPDATE sent SET at = ?2 WHERE scope = ?1 AND at > ?2 + ?3'),
    remove: database.prepare(
      'DELETE FROM sent WHERE rowid = (SELECT max(rowid) FROM sent WHERE scope = ? AND at = ?)',
    ),
    count: database.prepare('SELECT count(*) AS sum FROM sent WHERE scope = ? AND at > ?'),
    newest: database.prepare(
      'SELECT at FROM sent WHERE scope = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
    ),
    find: database.prepare('SELECT paused_until, requests, window_ms FROM scopes WHERE scope = ?'),
    pause: database.prepare(`INSERT INTO scopes (scope, paused_until) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET paused_until = max(paused_until, excluded.paused_until)`),
    learn: database.prepare(`INSERT INTO scopes (scope, requests, window_ms) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET requests = excluded.requests, window_ms = excluded.window_ms`),
  }

  function find(scope: string) {
    const row = sql.find.get(scope)
    const learnt =
      row === undefined || row.requests === null
        ? undefined
        : { requests: Number(row.requests), windowMs: Number(row.window_ms) }
    return { learnt, pausedUntil: Number(row?.paused_until ?? 0) }
  }

  function scopeRoomFrom(scope: Scope, now: number): number {
    const { learnt, pausedUntil } = find(scope.id)
    const limit = limitOf(scope, learnt)
    sql.prune.run(scope.id, now - 2 * Math.max(usualWindowMs, limit?.windowMs ?? 0))
    sql.setBack.run(scope.id, now, jitterMarginMs)
    const oldest = limit && sql.newest.get(scope.id, limit.requests - 1)?.at
    return Math.max(pausedUntil, roomFrom(limit, oldest === undefined ? oldest : Number(oldest)))
  }

  /** All or nothing, and no other process in between. */
  function together<Value>(work: () => Value): Value {
    database.exec('BEGIN IMMEDIATE')
    try {
      const value = work()
      database.exec('COMMIT')
      return value
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    take: (scopes, now) =>
      together(() => {
        const from = Math.max(now, ...scopes.map((scope) => scopeRoomFrom(scope, now)))
        if (from === now) for (const { id } of scopes) sql.add.run(id, now)
        return from
      }),
    giveBack: (scopes, at) =>
      together(() => {
        for (const { id } of scopes) sql.remove.run(id, at)
      }),
    count: (scope, windowMs, now) => Number(sql.count.get(scope, now - windowMs)?.sum ?? 0),
    pause(scope, until) {
      sql.pause.run(scope, Math.ceil(until))
    },
    learn(scope, limit) {
      sql.learn.run(scope, limit?.requests ?? null, limit?.windowMs ?? null)
    },
    learnt: (scope) => find(scope).learnt,
    close: () => database.close(),
  }
}
