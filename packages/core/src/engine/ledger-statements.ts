import type { DatabaseSync } from 'node:sqlite'

/** Every statement of the ledger; parameters are given in order. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text)
  return {
    find: prepare('SELECT * FROM claims WHERE key = ?'),
    list: prepare(`
      SELECT * FROM claims WHERE state IN (SELECT value FROM json_each(?))
      ORDER BY provider, figure, key`),
    jobIds: prepare(`
      SELECT handle ->> 'id' AS id FROM claims
      WHERE provider = ? AND handle IS NOT NULL
        AND state IN ('submitted', 'done', 'failed', 'lost')`),
    lease: prepare('SELECT lease_until FROM owners WHERE owner = ?'),
    renew: prepare(`
      INSERT INTO owners VALUES (?, ?)
      ON CONFLICT DO UPDATE SET lease_until = excluded.lease_until`),
    leave: prepare('DELETE FROM owners WHERE owner = ?'),
    claim: prepare(`
      INSERT INTO claims (key, figure, provider, operation, request, state, attempt, fence, owner,
        run, day, reserved, spent, sendings, updated_at)
      VALUES (?, ?, ?, ?, ?, 'leased', ?, ?, ?, ?, ?, ?, 0, 0, ?)
      ON CONFLICT DO UPDATE SET figure = excluded.figure, state = 'leased',
        request = excluded.request, attempt = excluded.attempt, fence = excluded.fence,
        owner = excluded.owner, run = excluded.run, day = excluded.day, sender = NULL,
        handle = NULL, reserved = excluded.reserved, spent = 0, sendings = 0,
        sent_at = NULL, updated_at = excluded.updated_at, reason = NULL
      RETURNING *`),
    takeOver: prepare(`
      UPDATE claims SET owner = ?, state = ?, fence = fence + 1, updated_at = ? WHERE key = ?
      RETURNING *`),
    intend: prepare(`
      UPDATE claims SET state = 'submitting', sender = ?, sendings = sendings + 1,
        sent_at = coalesce(sent_at, ?), updated_at = ?
      WHERE key = ? AND fence = ?
        AND (state IN ('leased', 'unknown') OR (state = 'submitted' AND handle IS NULL))`),
    change: prepare(`
      UPDATE claims SET state = ?1, handle = ?2, reserved = ?3, spent = ?4, reason = ?5,
        updated_at = ?6, attempt = ?8, request = iif(?1 IN ('done', 'failed', 'lost'), NULL, request)
      WHERE key = ?7
      RETURNING *`),
    receive: prepare('INSERT INTO receipts (claim, attempt, at, receipt) VALUES (?, ?, ?, ?)'),
    receipts: prepare(`
      SELECT key, receipts.attempt, at, receipt
      FROM receipts JOIN claims ON claims.id = receipts.claim WHERE key = ? ORDER BY receipts.id`),
    open: prepare(`
      INSERT OR IGNORE INTO totals (period, provider, reserved, spent)
      SELECT value, ?1, 0, 0 FROM json_each(json_array(?2, ?3, 'ever'))`),
    add: prepare(`
      UPDATE totals SET reserved = reserved + ?1, spent = spent + ?2
      WHERE provider = ?3 AND period IN (?4, ?5, 'ever')`),
    totals: prepare('SELECT * FROM totals WHERE period = ? ORDER BY provider'),
    remember: prepare(`
      INSERT INTO memory VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`),
    recall: prepare('SELECT value FROM memory WHERE name = ?'),
  }
}
